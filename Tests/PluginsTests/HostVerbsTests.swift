import Core
import Foundation
import Synchronization
import Testing

@testable import Plugins

/// What plugins ask of the host, through a real plugin, inside the server and apart from it.
@Suite struct HostVerbsTests {
    struct Ask: Sendable, CustomTestStringConvertible {
        let words: [String]
        let grants: [String]
        var ends: Failure.Kind?
        var says: String?
        var testDescription: String { words.joined(separator: " ").prefix(90) + " with " + grants.joined(separator: " ") }

        init(_ words: [String], _ grants: [String], _ ends: Failure.Kind) { (self.words, self.grants, self.ends) = (words, grants, ends) }
        init(_ words: [String], _ grants: [String], says: String) { (self.words, self.grants, self.says) = (words, grants, says) }
    }

    private func session(_ house: House, _ ground: Ground, _ grants: [String], _ more: [String: JSON] = [:]) throws -> PluginSession {
        var members: [String: JSON] = [
            "id": "probe", "name": "Probe", "version": "1", "library": "x.so", "answers": ["job/1", "route/1"],
            "uses": [["verb": "mail.call/1", "methods": ["ContactCard/get", "ContactCard/set", "ContactCard/import", "Thing/get"]]],
            "likes": House.likes,
        ]
        members.merge(more) { $1 }
        let library = house.folder.appendingPathComponent("\(UUID().uuidString).so")
        try FileManager.default.copyItem(at: try Fixture.library("driver"), to: library)
        let manifest = try Manifest(parsing: JSON.object(members).bytes)
        return PluginSession(
            manifest: manifest, port: try ground.port(library, PluginLimits()),
            verbs: HostVerbs(manifest: manifest, grants: grants.compactMap { Grant($0) }, seams: house.seams), limits: PluginLimits(),
            logger: house.seams.log, onDown: { _ in })
    }

    private func ask(_ session: PluginSession, _ words: [String]) async throws(Failure) -> [UInt8] {
        try await session.ask("job/1", words.map { Array($0.utf8) }).whole()
    }

    private static let long = String(repeating: "x", count: 600)

    private static let crypto: [Ask] = [
        Ask(["crypto.random/1", "8"], [], .unsupported), Ask(["crypto.random/1", "65537"], ["crypto"], .invalid),
        Ask(["crypto.random/1", "many"], ["crypto"], .invalid), Ask(["crypto.seal/1", "c", "b"], ["kv"], .unsupported),
        Ask(["crypto.seal/1", long, "b"], ["crypto"], .invalid), Ask(["crypto.seal/1", "c"], ["crypto"], .invalid),
        Ask(["crypto.open/1", "c", "never sealed"], ["crypto"], .invalid), Ask(["crypto.open/1", "c", ""], ["crypto"], .invalid),
        Ask(["crypto.hmac/1", "c", "b"], [], .unsupported),
    ]

    private static let mail: [Ask] = [
        Ask(["mail.source/1", "u1", "e1"], [], .unsupported), Ask(["mail.source/1", "u1", "e2"], ["mail.read"], .notFound),
        Ask(["mail.source/1", "u2", "e1"], ["mail.read"], .notFound), Ask(["mail.source/1", "u1", "1"], ["mail.read"], .invalid),
        Ask(["mail.part/1", "u1", "e1", "2"], ["mail.change"], .unsupported),
        Ask(
            ["mail.part/1", "u1", "e1", "2"], ["mail.read"],
            says: #"{"charset":"iso-8859-1","name":"notes.txt","size":5,"type":"text/plain"}notes"#),
        Ask(["mail.part/1", "u1", "e1", "9"], ["mail.read"], .notFound), Ask(["mail.part/1", "u1", "e1", ""], ["mail.read"], .invalid),
        Ask(["mail.part/1", "u1", "e1", long], ["mail.read"], .invalid),
    ]

    private static func call(_ method: String) -> [String] { ["mail.call/1", "u1", #"{"methodCalls":[["\#(method)",{},"0"]]}"#] }

    private static let contacts: [Ask] = [
        Ask(call("ContactCard/get"), ["mail.read"], .denied), Ask(call("ContactCard/get"), ["kv"], .unsupported),
        Ask(call("ContactCard/set"), ["contacts.read"], .denied),
        Ask(call("ContactCard/import"), ["contacts.read"], .denied), Ask(call("ContactCard/query"), ["contacts.read"], .denied),
        Ask(call("Thing/get"), ["contacts.read", "mail.read"], .denied),
        Ask(
            call("ContactCard/get"), ["contacts.read"],
            says: #"{"methodResponses":[["ContactCard/get",{"accountId":"a1","list":[{"accountId":"a1","id":"e1"}]},"0"]]}"#),
    ]

    private static let people: [Ask] = [
        Ask(["users.verify/1", "ada", "open sesame", "192.0.2.1"], ["accounts"], .unsupported),
        Ask(
            ["users.verify/1", "ada", "open sesame", "192.0.2.1"], ["users"],
            says: #"{"admin":true,"displayName":"Ada","id":"u1","username":"ada"}"#),
        Ask(["users.verify/1", "ada", "wrong", "192.0.2.1"], ["users"], .denied),
        Ask(["users.verify/1", "", "", ""], ["users"], .denied),
        Ask(["users.verify/1", String(repeating: "n", count: 5000), "p", "192.0.2.1"], ["users"], .denied),
        Ask(["users.verify/1", "ada", "open sesame", "192.0.2.9"], ["users"], .unavailable),
        Ask(["users.verify/1", "ada", "open sesame", long], ["users"], .invalid), Ask(["users.verify/1", "ada", "p"], ["users"], .invalid),
        Ask(
            ["users.signin/1", #"{"subject":"s1","issuer":"i","username":"n"}"#], ["users"],
            says: #"{"redirect":"/sign-in/once?probe-i-n"}"#),
        Ask(["users.signin/1", #"{"subject":"s2"}"#], ["users"], .denied),
        Ask(["users.signin/1", #"{"subject":""}"#], ["users"], .invalid),
        Ask(["users.signin/1", #"{"subject":7}"#], ["users"], .invalid),
        Ask(["users.signin/1", #"{"subject":"s\n1"}"#], ["users"], .invalid),
        Ask(["users.signin/1", "[]"], ["users"], .invalid), Ask(["users.signin/1", #"{"subject":"s1"}"#], ["kv"], .unsupported),
    ]

    private static let others: [Ask] = [
        Ask(["settings.get/1", "account:a1"], [], .invalid), Ask(["settings.get/1", "user:x"], [], .invalid),
        Ask(["settings.get/1", "user:u1"], [], says: "{}"), Ask(["kv.put/1", "", long, "v"], ["kv"], .invalid),
        Ask(["kv.put/1", "", "", "v"], ["kv"], .invalid), Ask(["kv.put/1", "account:u1", "k", "v"], ["kv"], .invalid),
    ]

    @Test(arguments: crypto + mail + contacts + people + others, Ground.allCases)
    func answers(_ ask: Ask, _ ground: Ground) async throws {
        let house = try House()
        let session = try session(house, ground, ask.grants)
        try await session.start()
        do throws(Failure) {
            let answer = try await self.ask(session, ask.words)
            #expect(ask.ends == nil)
            #expect(String(decoding: answer, as: UTF8.self) == ask.says)
        } catch {
            #expect(error.kind == ask.ends, "\(error)")
            // The tools of the host say nothing of what is behind them.
            if ask.ends == .denied { #expect(house.lines.contains("plugin=probe")) }
        }
        await session.stop()
    }

    @Test(arguments: Ground.allCases) func bytesComeInPieces(_ ground: Ground) async throws {
        let house = try House()
        let session = try session(house, ground, ["mail.read"])
        try await session.start()
        var sizes: [Int] = []
        var all: [UInt8] = []
        for try await piece in session.ask("route/1", ["mail.source/1", "u1", "e1"].map { Array($0.utf8) }) {
            sizes.append(piece.count)
            all += piece
        }
        #expect(sizes.allSatisfy { $0 <= 65_536 } && sizes.count >= 3)
        #expect(all == House.letter)
        await session.stop()
    }

    @Test(arguments: Ground.allCases) func tooManyTriesTellHowLongToWait(_ ground: Ground) async throws {
        let house = try House()
        let session = try session(house, ground, ["users"])
        try await session.start()
        do {
            _ = try await ask(session, ["users.verify/1", "ada", "open sesame", "192.0.2.9"])
            Issue.record("it was not refused")
        } catch { #expect(error.detail.hasSuffix("retry after 62"), "\(error)") }
        await session.stop()
    }

    @Test func whatIsSealedOpensForItsPluginAndContextAlone() async throws {
        let keys = PluginKeys.derived(from: House.secrets)
        let sealed = keys.seal("one", "state", [1, 2, 3])
        #expect(sealed.count == 3 + 33)
        #expect(try keys.open("one", "state", sealed) == [1, 2, 3])
        for (plugin, context) in [("two", "state"), ("one", "other"), ("one", "")] {
            #expect(throws: Failure.self) { try keys.open(plugin, context, sealed) }
        }
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            do {
                _ = try keys.open("one", "state", changed)
                Issue.record("byte \(index) may be changed")
            } catch { #expect(error.kind == .invalid) }
        }
        #expect(keys.hmac("one", "a", [1]) == keys.hmac("one", "a", [1]) && keys.hmac("one", "a", [1]).count == 32)
        #expect(
            Set([keys.hmac("one", "a", [1]), keys.hmac("two", "a", [1]), keys.hmac("one", "b", [1]), keys.hmac("one", "a", [2])]).count == 4
        )
        #expect(keys.seal("one", "state", [1]) != keys.seal("one", "state", [1]))
    }

    @Test(arguments: Ground.allCases) func settingsCarryDefaultsAndOpenedSecrets(_ ground: Ground) async throws {
        let house = try House()
        house.forms.withLock { $0 = ["probe|": ["token": "secret", "gone": "old"], "probe|u1": ["list": "b"]] }
        let session = try session(
            house, ground, [],
            [
                "settings": [
                    "admin": [
                        "token": ["type": "secret", "label": "Token"], "pause": ["type": "number", "label": "Pause", "default": 5],
                    ],
                    "user": [
                        "list": [
                            "type": "choice", "label": "List", "choices": [["value": "a", "label": "A"], ["value": "b", "label": "B"]],
                        ]
                    ],
                ]
            ])
        try await session.start()
        #expect(String(decoding: try await ask(session, ["settings.get/1", ""]), as: UTF8.self) == #"{"pause":5,"token":"secret"}"#)
        #expect(String(decoding: try await ask(session, ["settings.get/1", "user:u1"]), as: UTF8.self) == #"{"list":"b"}"#)
        #expect(String(decoding: try await ask(session, ["settings.get/1", "user:u2"]), as: UTF8.self) == "{}")
        await session.stop()
    }

    @Test func aScopeHasOneSpelling() throws {
        #expect(try HostVerbs.scope(Array("user:u07".utf8)) == "user:u7")
        #expect(try HostVerbs.scope(Array("account:a+3".utf8)) == "account:a3")
    }
}
