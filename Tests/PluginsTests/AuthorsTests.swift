import Core
import Foundation
import Synchronization
import Testing

@testable import Plugins

/// What the pages for authors say is tried word by word.
@Suite struct AuthorsTests {
    private func block(_ kind: String, of page: String) throws -> String {
        let text = try String(contentsOf: Fixture.root.appendingPathComponent("docs/authors/\(page)"), encoding: .utf8)
        let start = try #require(text.range(of: "```\(kind)\n"))
        let end = try #require(text.range(of: "\n```", range: start.upperBound..<text.endIndex))
        return String(text[start.upperBound..<end.lowerBound]) + "\n"
    }

    @Test func thePluginInTenMinutesWorks() async throws {
        let house = try House()
        let home = house.folder.appendingPathComponent("others/hello")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        try house.write(try block("json", of: "c-plugin.md"), "others/hello/plugin.json")
        try house.write(try block("c", of: "c-plugin.md"), "others/hello/hello.c")
        try house.write("[hello]\nenabled = yes\ngrant = kv\n", "plugins.conf")
        let commands = try block("sh", of: "c-plugin.md").split(separator: "\n")
        let command = try #require(commands.first { $0.hasPrefix("cc ") }).replacingOccurrences(
            of: "/path/to/sdk/C/include", with: Fixture.include.path)
        let built = try Fixture.run("sh", ["-c", "cd '\(home.path)' && \(command)"])
        try #require(built.status == 0, "\(built.output)")
        #expect(built.output.isEmpty, "a warning: \(built.output)")
        let registry = house.registry()
        await registry.start()
        #expect(await registry.line("hello") == "on")
        for visitor in 1...3 {
            let response = try await registry.route(
                "hello", PluginRequest(method: "GET", path: "/", query: "", headers: [], user: nil, body: []))
            #expect(response.status == 200)
            let page = try await response.body.whole()
            #expect(String(decoding: page, as: UTF8.self) == "Hello, visitor \(visitor)\n")
            // The count is written after the answer.
            try await House.until("the count") { house.values.withLock { $0["hello||visitors"] } == Array("\(visitor)".utf8) }
        }
        #expect(house.lines.contains("hello is here"))
        await registry.stop()
    }

    @Test func headersTableAndPagesAreTheCatalogue() throws {
        let result = try Fixture.run("python3", [Fixture.root.appendingPathComponent("tools/verbs.py").path, "--check"])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func theInstalledFolderRuns() async throws {
        let house = try House()
        let build = try Fixture.unsubscribe.deletingLastPathComponent()
        let result = try Fixture.run(
            "sh",
            [
                Fixture.root.appendingPathComponent("tools/plugins-install.sh").path, build.path,
                house.folder.appendingPathComponent("plugins").path,
            ])
        try #require(result.status == 0, "\(result.output)")
        let registry = house.registry()
        await registry.start()
        #expect(await registry.line("unsubscribe") == "on")
        #expect(await registry.problems.isEmpty)
        await registry.stop()
    }
}
