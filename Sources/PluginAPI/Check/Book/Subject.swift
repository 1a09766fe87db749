public import Core
public import Foundation
public import Plugins

/// The plugin under check, as it lies in its folder.
public struct Subject: Sendable {
    /// Its folder.
    public let folder: URL
    /// What its manifest says, read by the server's own code, or why that cannot be used.
    public let manifest: Result<Manifest, Failure>
    /// The manifest's members as they stand there; empty when it is not JSON.
    public let members: JSON
    /// The questions of `check.json`, which an author writes to show what the plugin is for; empty without that file.
    public let questions: [Question]

    /// Reads a plugin's folder; a path to its `plugin.json` or its library will do. Fails with `notFound` when there is no manifest,
    /// and with `invalid` when `check.json` cannot be read.
    public init(_ path: String) throws(Failure) {
        var url = URL(fileURLWithPath: path).standardizedFileURL
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
        if exists, !isFolder.boolValue { url.deleteLastPathComponent() }
        guard exists, let data = try? Data(contentsOf: url.appendingPathComponent("plugin.json")) else {
            throw Failure(.notFound, "no plugin.json in \(url.path)", message: "There is no plugin.json in \(url.path).")
        }
        folder = url
        do throws(Failure) { manifest = .success(try Manifest(parsing: Array(data))) } catch { manifest = .failure(error) }
        members = (try? JSON(parsing: Array(data))) ?? [:]
        let file = url.appendingPathComponent("check.json")
        guard FileManager.default.fileExists(atPath: file.path) else {
            questions = []
            return
        }
        do {
            let json = try JSON(parsing: Array(try Data(contentsOf: file)))
            questions = try (json["questions"]?.array ?? []).map { try Question($0) }
        } catch {
            throw Failure(
                .invalid, "check.json: \(error)", message: "check.json cannot be read: \((error as? Failure)?.message ?? "\(error)")")
        }
    }

    /// The manifest, where it can be used.
    public var usable: Manifest? { try? manifest.get() }

    /// The library the manifest names, else the first `.so` of the folder.
    public var library: URL? {
        let named = usable?.library ?? members["library"]?.string
        let names =
            named.map { [$0] }
            ?? ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".so") }.sorted()
        return names.first.map { folder.appendingPathComponent($0) }.flatMap { FileManager.default.fileExists(atPath: $0.path) ? $0 : nil }
    }

    /// The verbs it may call: `uses`, `likes` unless asked without, and those that every plugin has.
    func offered(likes: Bool) -> Set<String> {
        Set((usable?.uses ?? []).filter { likes || !$0.optional }.map(\.verb)).union(VerbList.free)
    }

    /// Whether its manifest names this JMAP method, and plugins may call it.
    func calls(_ method: String) -> Bool { (usable?.methods.contains(method) ?? false) && VerbList.isOpen(method: method) }

    /// Whether its manifest names this web server.
    func reaches(_ host: String) -> Bool {
        guard let needed = Grant("http:\(host)") else { return false }
        return usable?.allGrants.contains { $0.covers(needed) } ?? false
    }
}
