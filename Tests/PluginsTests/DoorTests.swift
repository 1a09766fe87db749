import Core
import Foundation
import HostCrypto
import JMAP
import Store
import Testing

@testable import Plugins

/// The methods of plugins in the real dispatcher.
@Suite struct DoorTests {
    @Test func theDispatcherKnowsTheMethods() async throws {
        let house = try House()
        try house.install("echo")
        try house.write("[echo]\nenabled = yes\ngrant = mail.read\n", "plugins.conf")
        let store = try await Store.open(
            house.folder.appendingPathComponent("mail.db").path, secrets: try SecretBox(keys: [Array(repeating: 7, count: 32)]))
        let registry = house.registry()
        await registry.start()
        let door = PluginDoor()
        await #expect(throws: Failure(.unavailable, "JMAP is not there yet")) { try await door.call(UserID(1), [:]) }
        let server = ServerSide(
            nudge: { _ in }, rawMessage: { _ async throws(Failure) in throw Failure(.notFound, "no message") },
            testAccount: { _ in fatalError("nobody adds an account here") }, discover: { _ in fatalError("nobody adds an account here") })
        let dispatcher = Dispatcher(store: store, server: server, methods: MessageActions(registry: registry, door: door).methods)
        door.open(dispatcher)
        let request: JSON = [
            "using": ["urn:ietf:params:jmap:core", "urn:mailflow:params:jmap:mail"],
            "methodCalls": [
                ["MessageAction/query", ["accountId": "all", "emailId": "e7"], "0"], ["MessageAction/query", [:], "1"],
                ["MessageAction/perform", ["accountId": "a9", "emailId": "e7", "plugin": "echo", "id": "wave"], "2"],
            ],
        ]
        let answers = try await door.call(UserID(1), request)["methodResponses"]?.array ?? []
        #expect(
            answers.map { "\($0.array?[0].string ?? "") \($0.array?[1]["type"]?.string ?? "")" } == [
                "error notFound", "error invalidArguments", "error notFound",
            ])
        await #expect(throws: Failure.self) { try await door.call(UserID(1), ["methodCalls": 7]) }
        await registry.stop()
        await store.close()
    }
}
