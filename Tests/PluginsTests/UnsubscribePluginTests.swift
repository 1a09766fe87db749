import Core
import Foundation
import Synchronization
import Testing

@testable import Plugins

/// The shipped Unsubscribe library, loaded by the real port, against a real web server.
@Suite struct UnsubscribePluginTests {
    private static let manifest = Fixture.root.appendingPathComponent("Plugins/Unsubscribe/plugin.json")

    /// A server with Unsubscribe on, one message of a list in its mailbox, and curl as its way out.
    private struct Stage {
        let house: House
        let registry: PluginRegistry
        let actions: MessageActions
        let account = Account()

        /// What JMAP knows.
        final class Account: Sendable {
            let email = Mutex<[String: JSON]>([:])
            let sent = Mutex<[JSON]>([])
            let submission = Mutex<JSON>(["id": "s9", "undoStatus": "pending"])
            let roles = Mutex<[String]>(["drafts", "sent", "inbox"])
        }

        init(
            _ email: [String: JSON],
            http: @escaping @Sendable (HTTPAsk) async throws(Failure) -> HTTPReply = { _ async throws(Failure) in
                throw Failure(.unavailable, "no network")
            }
        ) async throws {
            let account = account
            account.email.withLock { $0 = email }
            house = try House(http: http, jmap: { _, request in Stage.answer(request, account) })
            let home = house.folder.appendingPathComponent("plugins/unsubscribe")
            try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: UnsubscribePluginTests.manifest, to: home.appendingPathComponent("plugin.json"))
            try FileManager.default.copyItem(at: try Fixture.unsubscribe, to: home.appendingPathComponent("libUnsubscribe.so"))
            registry = house.registry()
            await registry.start()
            let on = try await registry.setEnabled("unsubscribe", true, by: "ada")
            #expect(on["state"] == "on", "\(on.text)")
            actions = MessageActions(registry: registry, emailGet: house.emailGet)
        }

        func open() async throws -> [JSON] {
            try await actions.query(UserID(1), ["accountId": "a1", "emailId": "e7"])["list"]?.array ?? []
        }

        func perform(_ id: String) async throws -> JSON {
            try await actions.perform(UserID(1), ["accountId": "a1", "emailId": "e7", "plugin": "unsubscribe", "id": .string(id)])
        }

        private static func answer(_ request: JSON, _ account: Account) -> JSON {
            let answers = (request["methodCalls"]?.array ?? []).map { call -> JSON in
                let parts = call.array ?? []
                let result: JSON =
                    switch parts[0].string {
                    case "Email/get": ["list": [.object(account.email.withLock { $0 }.merging(["id": "e7", "accountId": "a1"]) { $1 })]]
                    case "Identity/get":
                        [
                            "list": [
                                ["id": "i1", "email": "other@example.test", "name": "Other"],
                                ["id": "i2", "email": "me@example.test", "name": "Me"],
                            ]
                        ]
                    case "Mailbox/get":
                        ["list": .array(account.roles.withLock { $0 }.map { ["id": .string("m-\($0)"), "role": .string($0)] })]
                    case "Email/set":
                        ["created": ["request": ["id": "e99"]]]
                    case "EmailSubmission/set": ["created": ["send": ["id": "s9"]]]
                    case "EmailSubmission/get": ["list": [account.submission.withLock { $0 }]]
                    default: [:]
                    }
                if parts[0].string?.hasSuffix("/set") == true { account.sent.withLock { $0.append(parts[1]) } }
                return [parts[0], result, parts[2]]
            }
            return ["methodResponses": .array(answers)]
        }
    }

    private static func email(_ urls: [String], post: String? = "List-Unsubscribe=One-Click") -> [String: JSON] {
        [
            "header:List-Unsubscribe:asURLs": .array(urls.map(JSON.string)),
            "header:List-Unsubscribe-Post:asText": post.map(JSON.string) ?? .null,
            "header:List-Id:asText": "News <news.example.org>", "from": [["email": "news@example.org"]],
            "to": [["email": "me@example.test"]],
            "receivedAt": .string(UTCDate.text(WallClock.system.now())),
        ]
    }

    /// The way out: curl, with the list's host standing for loopback.
    @Sendable private static func curl(_ ask: HTTPAsk) async throws(Failure) -> HTTPReply {
        var arguments = [
            "-sS", "-i", "--max-redirs", "0", "-X", ask.method, "--data-binary", String(decoding: ask.body, as: UTF8.self), "-H",
            "User-Agent:", "-H", "Accept:",
        ]
        for (name, value) in ask.headers { arguments += ["-H", "\(name): \(value)"] }
        let target = ask.url.replacingOccurrences(of: "https://lists.example.test:", with: "http://127.0.0.1:")
        guard let result = try? Fixture.run("curl", arguments + [target]), result.status == 0,
            let status = Int(result.output.split(separator: " ").dropFirst().first ?? "")
        else {
            throw Failure(.unavailable, "curl")
        }
        return HTTPReply(status: status, headers: [], body: [])
    }

    private func labels(_ list: [JSON]) -> [String] {
        list.map { "\($0["id"]?.string ?? "") \($0["state"]?.string ?? "") \($0["kind"]?.string ?? "") \($0["label"]?.string ?? "")" }
    }

    @Test func oneClickIsTheRequestOfTheRFC() async throws {
        let endpoint = try Endpoint()
        let stage = try await Stage(
            Self.email(["mailto:leave@example.org", "https://lists.example.test:\(endpoint.port)/u?id=42"]), http: Self.curl)
        #expect(labels(try await stage.open()) == ["unsubscribe offer perform Unsubscribe"])
        #expect(endpoint.requests.isEmpty, "looking at a message asks nobody anything")
        let done = try await stage.perform("unsubscribe")
        #expect(done["action"]?["state"] == "done")
        #expect(done["message"]?.string?.hasPrefix("Unsubscribed on ") == true)
        let request = try #require(endpoint.requests.first)
        #expect(endpoint.requests.count == 1)
        #expect(request.hasPrefix("POST /u?id=42 HTTP/1.1\r\n"))
        #expect(request.hasSuffix("\r\n\r\nList-Unsubscribe=One-Click"))
        #expect(request.lowercased().contains("content-type: application/x-www-form-urlencoded\r\n"))
        #expect(!request.lowercased().contains("cookie"))
        #expect(labels(try await stage.open()) == ["unsubscribe done perform Unsubscribed"])
        // Remembered for the list, over a restart of the plugin, and gone with the switch.
        _ = try await stage.registry.setEnabled("unsubscribe", false, by: "ada")
        #expect(try await stage.open().isEmpty)
        _ = try await stage.registry.setEnabled("unsubscribe", true, by: "ada")
        #expect(labels(try await stage.open()) == ["unsubscribe done perform Unsubscribed"])
        let used = await stage.registry.plugin("unsubscribe")?["grants"]?.array?.filter { $0["lastUsedAt"]?.isNull == false }.compactMap {
            $0["grant"]?.string
        }
        #expect(used == ["mail.read", "http:*", "kv"])
        await stage.registry.stop()
    }

    @Test(arguments: [
        ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "sent us elsewhere"),
        ("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "has trouble (status 500)"),
        ("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", "no longer knows"),
        ("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", "refused (status 403)"), ("garbage", "could not be reached"),
    ])
    func aFailureSaysSoAndMayBeTriedAgain(_ answer: String, _ words: String) async throws {
        let endpoint = try Endpoint(answer: answer)
        let stage = try await Stage(Self.email(["https://lists.example.test:\(endpoint.port)/u"]), http: Self.curl)
        let failed = try await stage.perform("unsubscribe")
        #expect(failed["action"]?["state"] == "failed")
        #expect(failed["message"]?.string?.contains(words) == true, "\(failed.text)")
        #expect(
            labels(try await stage.open()) == [
                "unsubscribe failed perform Unsubscribe", "open offer link Open the list's page", "clear offer perform Clear",
            ])
        endpoint.answers("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        // Cleared, it is as if nothing had been tried; and may be tried all the same.
        _ = try await stage.perform("clear")
        #expect(labels(try await stage.open()) == ["unsubscribe offer perform Unsubscribe"])
        #expect(try await stage.perform("unsubscribe")["action"]?["state"] == "done")
        _ = try await stage.perform("clear")
        #expect(labels(try await stage.open()) == ["unsubscribe done perform Unsubscribed"], "what was left stays left")
        await stage.registry.stop()
    }

    @Test func aPageIsOpenedByThePerson() async throws {
        let stage = try await Stage(Self.email(["https://lists.example.test/u"], post: nil))
        let offer = try await stage.open()
        #expect(labels(offer) == ["open offer link Unsubscribe"])
        #expect(offer.first?["url"] == "https://lists.example.test/u")
        _ = try await stage.perform("open")
        #expect(
            labels(try await stage.open()) == ["open offer link Open the list's page again", "confirm offer perform Mark as unsubscribed"])
        #expect(try await stage.perform("confirm")["action"]?["state"] == "done")
        #expect(stage.house.asked.withLock { $0.isEmpty })
        await stage.registry.stop()
    }

    @Test func aMailGoesOutThroughTheAccount() async throws {
        let stage = try await Stage(
            Self.email(["mailto:leave@example.org?subject=bye%0D%0ABcc:%20x@example.org&cc=victim@example.org&body=please"], post: nil))
        let done = try await stage.perform("unsubscribe")
        #expect(done["message"]?.string?.hasPrefix("Asked by mail to be unsubscribed on ") == true)
        let sets = stage.account.sent.withLock { $0 }
        #expect(sets.count == 2)
        let email = try #require(sets.first?["create"]?["request"])
        #expect(email["to"] == [["email": "leave@example.org"]])
        #expect(email["cc"] == nil && email["bcc"] == nil)
        #expect(email["subject"] == "bye  Bcc: x@example.org")
        #expect(email["from"] == [["name": "Me", "email": "me@example.test"]])
        #expect(email["bodyValues"]?["text"]?["value"] == "please")
        #expect(sets.last?["create"]?["send"]?["identityId"] == "i2")
        #expect(
            sets.last?["onSuccessUpdateEmail"]?["#send"] == ["keywords/$draft": nil, "mailboxIds/m-drafts": nil, "mailboxIds/m-sent": true])
        #expect(labels(try await stage.open()) == ["unsubscribe done perform Unsubscribed"])
        stage.account.submission.withLock { $0 = ["id": "s9", "undoStatus": "final", "failure": ["message": "No such address."]] }
        let refused = try await stage.open()
        #expect(labels(refused) == ["unsubscribe failed perform Unsubscribe", "clear offer perform Clear"])
        #expect(refused.first?["detail"] == "The mail to the list was not sent: No such address.")
        await stage.registry.stop()
    }

    @Test func anAccountWithoutDraftsSaysSo() async throws {
        let stage = try await Stage(Self.email(["mailto:leave@example.org"], post: nil))
        stage.account.roles.withLock { $0 = ["inbox"] }
        #expect(try await stage.perform("unsubscribe")["message"] == "This account has no folder for drafts, which sending needs.")
        await stage.registry.stop()
    }

    @Test func nothingIsOfferedWhereNothingIsSafe() async throws {
        let stage = try await Stage(Self.email(["http://lists.example.test/u", "javascript:alert(1)"]))
        #expect(try await stage.open().isEmpty)
        await #expect(throws: Failure.self) { try await stage.perform("unsubscribe") }
        await stage.registry.stop()
    }

    @Test func aListMayNotNameTheServersOwnNetwork() async throws {
        let endpoint = try Endpoint()
        let stage = try await Stage(Self.email(["https://localhost:\(endpoint.port)/u"]), http: House.whole(PluginSeams.guarded()))
        let refused = try await stage.perform("unsubscribe")
        #expect(refused["action"]?["state"] == "failed")
        #expect(refused["message"] == "The list names a server that may not be reached from here.")
        #expect(endpoint.requests.isEmpty)
        await stage.registry.stop()
    }

    @Test func manyPressesAreOneRequest() async throws {
        let endpoint = try Endpoint()
        let stage = try await Stage(
            Self.email(["https://lists.example.test:\(endpoint.port)/u"]),
            http: { ask async throws(Failure) in
                try? await Task.sleep(for: .milliseconds(200))
                return try await Self.curl(ask)
            })
        let results = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { (try? await stage.perform("unsubscribe")) != nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(results == 1 && endpoint.requests.count == 1)
        await stage.registry.stop()
    }

    @Test func onAndOffManyTimesWhileInUse() async throws {
        let stage = try await Stage(Self.email(["https://lists.example.test/u"], post: nil))
        for round in 0..<100 {
            let using = Task { try? await stage.open() }
            let state = try await stage.registry.setEnabled("unsubscribe", round % 2 == 1, by: "ada")["state"]
            #expect(state == (round % 2 == 1 ? "on" : "off"))
            _ = await using.value
        }
        #expect(labels(try await stage.open()) == ["open offer link Unsubscribe"])
        await stage.registry.stop()
    }
}
