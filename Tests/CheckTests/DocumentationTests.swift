import Core
import Foundation
import Plugins
import Testing

@testable import PluginCheck

/// Every block of code on the pages for authors is what it says it is.
@Suite struct DocumentationTests {
    private static let pages = Workshop.root.appendingPathComponent("docs/authors")

    /// The pages, by their place below docs/authors.
    private static let all = (FileManager.default.enumerator(atPath: pages.path)?.compactMap { $0 as? String } ?? [])
        .filter { $0.hasSuffix(".md") }.sorted()

    private static func text(_ page: String) throws -> String {
        try String(contentsOf: pages.appendingPathComponent(page), encoding: .utf8)
    }

    /// The blocks of a kind on a page.
    private static func blocks(_ kind: String, _ page: String) throws -> [String] {
        try text(page).matches(of: /(?s)```(\w+)\n(.*?)\n?```/).filter { $0.1 == kind }.map { String($0.2) }
    }

    /// Examples of verbs begin in the middle of a plugin: what they name and do not define is declared here, as the plugin around them would.
    private static let around: [(type: String, names: [String])] = [
        ("const mf_host *", ["host"]), ("void *", ["self", "request"]),
        ("mf_str ", ["user", "name", "password", "remote", "state", "sealed", "cursor"]),
        (
            "mf_verb ",
            [
                "after", "annotate", "body", "call", "fetch", "get", "hmac", "kv_delete", "kv_get", "kv_list", "kv_put", "list", "open",
                "part", "push", "random", "seal", "signin", "source", "verify",
            ]
        ),
    ]
    private static let callbacks = [
        "again", "got", "got_keys", "got_nonce", "piece", "redirect", "resume", "sign", "signed_in",
    ]

    private static let examples = all.filter { $0.hasPrefix("verbs/host/") || $0.hasPrefix("verbs/plugin/") }

    @Test(arguments: examples) func theExampleInCCompiles(_ page: String) throws {
        let block = try #require(Self.blocks("c", page).first, "a verb has an example")
        let header = try #require(try Self.text(page).firstMatch(of: /`#include "(mailflow\/\w+\.h)"`/)).1
        // What stands at the left edge and opens a function belongs beside main, the rest inside one.
        var functions: [String] = [], statements: [String] = []
        var isInside = false
        for line in block.components(separatedBy: "\n") {
            if line.hasPrefix("static ") { isInside = true }
            if isInside { functions.append(line) } else { statements.append(line) }
            if line == "}" { isInside = false }
        }
        let words = Set(block.matches(of: /\w+/).map { String($0.0) })
        var lines = ["#include \"\(header)\"", "typedef struct upload { mf_str id; } upload;"]
        for (type, names) in Self.around { lines += names.filter(words.contains).map { "extern \(type)\($0);" } }
        lines.append(words.contains("mf_crypto_hmac") ? "extern mf_str token;" : "extern mf_token token;")
        for name in Self.callbacks where words.contains(name) && !block.contains("static void \(name)(") {
            lines.append("void \(name)(void *context, mf_status status, mf_str bytes);")
        }
        lines += [
            "void keep_settings(void *self, mf_str json); void give_up(upload *it, mf_status status); void finish(upload *it);",
            "void keep(upload *it, mf_str bytes);",
        ]
        lines += functions + ["void example(void);", "void example(void) {"] + statements + ["}"]
        let workshop = try Workshop()
        try FileManager.default.createDirectory(at: workshop.folder, withIntermediateDirectories: true)
        let file = workshop.folder.appendingPathComponent("example.c")
        try Data(lines.joined(separator: "\n").utf8).write(to: file)
        let result = try Workshop.run(
            "cc",
            ["-std=c11", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function", "-fsyntax-only", "-I\(Workshop.include.path)", file.path])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test(arguments: all) func whatIsCalledJSONIsJSON(_ page: String) throws {
        for block in try Self.blocks("json", page) {
            let whole = block.hasPrefix("{") ? block : "{\(block)}"
            #expect(throws: Never.self, "\(page): \(block)") { try JSON(parsing: Array(whole.utf8)) }
        }
    }

    /// A part of a manifest can stand in one, with the icons that are there.
    @Test(arguments: ["pages.md", "manifest.md"] + all.filter { $0.hasPrefix("verbs/slots/") }) func aPartOfAManifestIsRead(_ page: String)
        throws
    {
        for block in try Self.blocks("json", page) where block.hasPrefix("\"") {
            let part = try #require(try JSON(parsing: Array("{\(block)}".utf8)).object)
            let workshop = try Workshop()
            let subject = try workshop.plugin(
                "good", part.merging(["answers": ["route/1", "health/1", "job/1", "hook/1", "event/1"]]) { $1 })
            let finding = Checkup(subject).run(Rule.all.filter { $0.name == "manifest-valid" })[0]
            #expect(finding.outcome == .passed, "\(page): \(finding.words)")
        }
    }

    @Test func theQuestionsOfThePageAreQuestions() throws {
        let block = try #require(try Self.blocks("json", "check.md").first { $0.contains("\"questions\"") })
        let workshop = try Workshop()
        #expect(try workshop.plugin("good", files: ["check.json": block]).questions.map(\.verb) == ["route/1", "job/1"])
    }

    /// What the pages write into plugins.conf is understood, down to the last line.
    @Test(arguments: ["manifest.md", "shipping.md"]) func aParagraphOfThePageIsRead(_ page: String) throws {
        let sum = String(repeating: "9f2c", count: 16)
        let block = try #require(try Self.blocks("ini", page).first).replacing("9f2c…", with: sum)
        let conf = PluginsConf(text: block)
        let id = try #require(conf.ids.first)
        let paragraph = try #require(conf[id])
        #expect(conf.problems.isEmpty && paragraph.problem == nil, "\(conf.problems) \(paragraph.problem ?? "")")
        #expect(paragraph.enabled && paragraph.isolate == false && paragraph.sha256 == sum)
        if page == "manifest.md" { #expect(paragraph.grants?.count == 2 && paragraph.drafts && paragraph.net) }
    }

    @Test func thePluginInSwiftCompiles() throws {
        let block = try #require(try Self.blocks("swift", "swift-plugin.md").first)
        let workshop = try Workshop()
        try FileManager.default.createDirectory(at: workshop.folder, withIntermediateDirectories: true)
        let file = workshop.folder.appendingPathComponent("Hello.swift")
        try Data(block.utf8).write(to: file)
        let modules = URL(fileURLWithPath: try Workshop.built("mailflow-check")).deletingLastPathComponent().appendingPathComponent(
            "Modules")
        let header = Workshop.include.path
        try Data("module CPluginABI { umbrella \"\(header)\" export * }".utf8).write(
            to: workshop.folder.appendingPathComponent("module.modulemap"))
        let result = try Workshop.run(
            "swiftc",
            [
                "-typecheck", "-parse-as-library", "-swift-version", "6", "-warnings-as-errors", "-I", modules.path, "-Xcc",
                "-fmodule-map-file=\(workshop.folder.path)/module.modulemap", "-Xcc", "-I\(header)", file.path,
            ])
        #expect(result.status == 0, "\(result.output)")
    }

    /// What the page says MailFlow.js has, it has; and its example is a script.
    @Test func whatPagesMayCallIsThere() throws {
        let script = try String(contentsOf: Workshop.root.appendingPathComponent("Sources/PluginAPI/Web/MailFlow.js"), encoding: .utf8)
        let rows = try Self.text("pages.md").split(separator: "\n").filter { $0.hasPrefix("| `") }
        let named = rows.flatMap { $0.split(separator: "|")[0].matches(of: /`(\w+)(?:\(|`)/).map { String($0.1) } }
        #expect(named.count >= 9)
        for name in named { #expect(script.contains(try Regex("(?m)^\\s+(async )?\(name)(\\(|;| =)")), "\(name)") }
        for block in try Self.blocks("js", "pages.md") {
            let workshop = try Workshop()
            try FileManager.default.createDirectory(at: workshop.folder, withIntermediateDirectories: true)
            let file = workshop.folder.appendingPathComponent("page.mjs")
            try Data(block.utf8).write(to: file)
            let result = try Workshop.run("esbuild", ["--log-level=error", "--format=esm", file.path])
            #expect(result.status == 0, "\(result.output)")
        }
    }

    /// A link to another page leads to one, here and in the SDK.
    @Test(arguments: all) func linksLeadSomewhere(_ page: String) throws {
        let folder = Self.pages.appendingPathComponent(page).deletingLastPathComponent()
        for link in try Self.text(page).matches(of: /\]\(([^)#]+)(?:#([\w-]+))?\)/) where !link.1.contains(":") {
            let target = folder.appendingPathComponent(String(link.1)).standardizedFileURL
            #expect(FileManager.default.fileExists(atPath: target.path), "\(page) leads to \(link.1)")
        }
    }

    @Test func theSDKHasThePages() throws {
        let workshop = try Workshop()
        let result = try Workshop.run("sh", [Workshop.root.appendingPathComponent("tools/sdk-docs.sh").path, workshop.folder.path])
        #expect(result.status == 0, "\(result.output)")
        for page in Self.all {
            let copy = workshop.folder.appendingPathComponent("docs/authors/\(page)")
            let text = try String(contentsOf: copy, encoding: .utf8)
            for link in text.matches(of: /\]\(([^)#]+)(?:#[\w-]+)?\)/) where !link.1.contains(":") {
                let target = copy.deletingLastPathComponent().appendingPathComponent(String(link.1)).standardizedFileURL
                #expect(FileManager.default.fileExists(atPath: target.path), "\(page) leads to \(link.1) in the SDK")
            }
        }
    }
}
