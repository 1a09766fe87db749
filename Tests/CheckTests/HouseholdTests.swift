import Core
import Foundation
import Testing

@testable import PluginCheck

/// The host of the rules refuses what a server refuses.
@Suite struct HouseholdTests {
    private static let manifest: JSON = [
        "id": "plugin", "name": "Plugin", "version": "1", "library": "libplugin.so",
        "uses": [
            ["verb": "mail.call/1", "methods": ["Email/get", "MailAccount/get"]],
            ["verb": "http.fetch/1", "hosts": ["api.example.org", "*.example.net"]],
        ],
    ]

    private func subject(_ manifest: JSON = Self.manifest) throws -> Subject {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("household-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(manifest.bytes).write(to: folder.appendingPathComponent("plugin.json"))
        return try Subject(folder.path)
    }

    @Test(arguments: [
        ("Email/get", Status.ok), ("Email/set", Status.denied), ("MailAccount/get", Status.denied), ("Nothing", Status.denied),
    ])
    func methods(_ method: String, _ status: Int32) throws {
        var household = Household(try subject())
        let request: JSON = ["methodCalls": [[.string(method), [:], "0"]]]
        #expect(household.answer("mail.call/1", [Array("u1".utf8), request.bytes]).last?.status == status)
    }

    @Test(arguments: [
        ("https://api.example.org/v1", Status.ok), ("https://a.example.net/", Status.ok), ("https://example.net/", Status.denied),
        ("https://elsewhere.example.org/", Status.denied), ("http://api.example.org/", Status.invalid), ("", Status.invalid),
    ])
    func hosts(_ url: String, _ status: Int32) throws {
        var household = Household(try subject())
        #expect(household.answer("http.fetch/1", [JSON.object(["url": .string(url)]).bytes, []]).last?.status == status)
    }

    @Test func whatNeedsNoGrantIsAlwaysThere() throws {
        #expect(
            try subject(["id": "plugin", "name": "Plugin", "version": "1", "library": "x.so"]).offered(likes: false) == [
                "settings.get/1", "timer.after/1",
            ])
    }

    @Test(arguments: [
        ("hsots", "hosts"), ("awnsers", "answers"), ("job", "jobs"), ("icn", "icon"), ("HOOKS", "hooks"), ("x", nil), ("frobnicate", nil),
    ])
    func nearest(_ word: String, _ meant: String?) {
        #expect(Spelling.nearest(word, ["hosts", "answers", "jobs", "icon", "hooks", "ui"]) == meant)
    }
}
