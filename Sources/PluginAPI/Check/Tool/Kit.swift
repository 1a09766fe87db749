import ArgumentParser
import Foundation

/// Headers, bindings and beginnings, as they come with this tool: `sdk/` beside it, or `Sources/PluginAPI` of the repository it was built in.
struct Kit {
    let folder: URL

    /// Finds it, or says where it was looked for.
    static func find() throws -> Kit {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments.first ?? "/"
        var folder = URL(fileURLWithPath: program).deletingLastPathComponent()
        let beside = folder.appendingPathComponent("sdk")
        var places = [beside, folder.appendingPathComponent("../share/mailflow/sdk").standardizedFileURL]
        while folder.path != "/" {
            places.append(folder.appendingPathComponent("Sources/PluginAPI"))
            folder.deleteLastPathComponent()
        }
        guard let found = places.first(where: { FileManager.default.fileExists(atPath: $0.appendingPathComponent("verbs.json").path) })
        else {
            throw ValidationError("The SDK is not there; it belongs at \(beside.path).")
        }
        return Kit(folder: found)
    }

    /// A page for authors as a file: in the SDK, or in the repository; its name among them where there are none.
    static func page(_ name: String) -> String {
        let places = (try? Kit.find()).map { ["docs/authors", "../../docs/authors"].map($0.folder.appendingPathComponent) } ?? []
        let found = places.map { $0.appendingPathComponent(name).standardizedFileURL.path }.first(where: FileManager.default.fileExists)
        return found ?? "docs/authors/\(name)"
    }

    /// Copies a beginning and what it needs; words between @ are filled in.
    func make(_ language: New.Language, id: String, at target: URL) throws {
        let files = FileManager.default
        let name = id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
        let words = ["@ID@": id, "@NAME@": name, "@TYPE@": name.replacing(" ", with: ""), "@LIB@": id.replacing("-", with: "_")]
        func fill(_ text: String) -> String { words.reduce(text) { $0.replacing($1.key, with: $1.value) } }
        for origin in ["common", language.rawValue] {
            let base = folder.appendingPathComponent("Check/Templates/\(origin)").resolvingSymlinksInPath()
            guard let all = files.enumerator(atPath: base.path) else { continue }
            for case let path as String in all {
                var isFolder: ObjCBool = false
                let source = base.appendingPathComponent(path)
                guard files.fileExists(atPath: source.path, isDirectory: &isFolder), !isFolder.boolValue else { continue }
                // What would be taken for source of this repository carries .in at its end.
                let copy = target.appendingPathComponent(fill(path.hasSuffix(".in") ? String(path.dropLast(3)) : path))
                try files.createDirectory(at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(fill(String(contentsOf: source, encoding: .utf8)).utf8).write(to: copy)
            }
        }
        for (from, to) in Kit.parts[language] ?? [] {
            let copy = target.appendingPathComponent(to)
            try files.createDirectory(at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
            try files.copyItem(at: folder.appendingPathComponent(from).resolvingSymlinksInPath(), to: copy)
        }
    }

    /// What of the SDK goes where.
    private static let parts: [New.Language: [(String, String)]] = [
        .c: [("C/include/mailflow", "include/mailflow"), ("Web/MailFlow.js", "web/MailFlow.js")],
        .rust: [
            ("Bindings/rust/mailflow.rs", "src/mailflow.rs"), ("Bindings/rust/json.rs", "src/json.rs"),
            ("Web/MailFlow.js", "web/MailFlow.js"),
        ],
        .go: [
            ("Bindings/go/mailflow.go", "mailflow/mailflow.go"), ("Bindings/go/bridge.h", "mailflow/bridge.h"),
            ("Bindings/go/bridge.c", "mailflow/bridge.c"), ("C/include/mailflow/plugin.h", "mailflow/plugin.h"),
            ("Web/MailFlow.js", "web/MailFlow.js"),
        ],
        .swift: [("Swift", "Sources/MailFlowPlugin"), ("C", "Sources/CPluginABI"), ("Web/MailFlow.js", "web/MailFlow.js")],
    ]
}
