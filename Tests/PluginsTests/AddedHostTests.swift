import Core
import Testing

@testable import Plugins

/// Web servers that an admin adds to those a plugin asks for, such as a gateway of one's own.
@Suite struct AddedHostTests {
    private func house(_ uses: JSON) throws -> (House, PluginRegistry) {
        let house = try House()
        try house.install("teller", ["answers": ["route/1"], "hooks": [], "uses": uses])
        try house.write("[teller]\nenabled = yes\ngrant = http:api.example.org kv\nisolate = no\n", "plugins.conf")
        return (house, house.registry())
    }

    private static let web: JSON = [["verb": "http.fetch/1", "hosts": ["api.example.org"]], ["verb": "kv.get/1"]]

    @Test func oneThatSpeaksToTheWebMayHaveAnother() async throws {
        let (house, registry) = try house(AddedHostTests.web)
        await registry.start()
        let plugin = try await registry.setGrants(
            "teller", ["http:api.example.org", "kv", "http:Gateway.example.net"], by: "test")
        let grants = plugin["grants"]?.array ?? []
        #expect(grants.map { $0["grant"]?.string } == ["http:api.example.org", "kv", "http:gateway.example.net"])
        #expect(grants.map { $0["added"]?.bool } == [false, false, true])
        #expect(grants.last?["words"]?.string == "Reach gateway.example.net over https")
        #expect(try house.read("plugins.conf").contains("http:gateway.example.net"))
        _ = try await registry.setGrants("teller", ["http:api.example.org", "kv"], by: "test")
        #expect(await registry.plugin("teller")?["grants"]?.array?.count == 2)
        await registry.stop()
    }

    @Test(arguments: [
        "http:", "http:*", "http:*.example.net", "http:intranet", "http:a b.example.net", "http:https://example.net",
        "http:example.net/path", "http:example..net", "http:.example.net", "http:example.net:8443", "mail.send", "nonsense", "",
    ])
    func nothingElseIsGiven(_ word: String) async throws {
        let (house, registry) = try house(AddedHostTests.web)
        await registry.start()
        let before = try house.read("plugins.conf")
        await #expect(throws: Failure.self) {
            _ = try await registry.setGrants("teller", ["http:api.example.org", "kv", word], by: "test")
        }
        #expect(try house.read("plugins.conf") == before)
        await registry.stop()
    }

    @Test func oneThatNeverAskedForTheWebGetsNoHost() async throws {
        let (_, registry) = try house([["verb": "kv.get/1"]])
        await registry.start()
        await #expect(throws: Failure.self) { _ = try await registry.setGrants("teller", ["kv", "http:gateway.example.net"], by: "test") }
        await registry.stop()
    }
}
