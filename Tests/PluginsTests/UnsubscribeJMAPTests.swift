import Core
import Foundation
import HostCrypto
import JMAP
import Store
import Testing

@testable import Plugins

/// Unsubscribe as shipped, over the real JMAP methods and a real database.
@Suite struct UnsubscribeJMAPTests {
    private static let message = """
        From: News <news@example.org>\r
        To: Nora <nora@example.test>\r
        Subject: Weekly\r
        Message-ID: <1@example.org>\r
        Date: Sun, 22 Nov 2026 09:14:00 +0000\r
        List-Id: News <news.example.org>\r
        List-Unsubscribe: <mailto:leave@example.org?subject=leave%0D%0ABcc:%20x@example.org>\r
        \r
        Hello.\r

        """

    @Test func aMailRequestIsAcceptedAndQueued() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mailflow-unsubscribe-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try await Store.open(
            folder.appendingPathComponent("mail.db").path, secrets: try SecretBox(keys: [Array(repeating: 7, count: 32)]))
        let (user, account, email) = try await store.write { tx throws(Failure) -> (UserID, AccountID, EmailID?) in
            let user = try UserTable.add(tx, username: "nora", passwordHash: "x", isAdmin: true)
            let server = ServerAddress(host: "mail.example.test", port: 993, tls: .implicit)
            let account = try AccountTable.add(
                tx, Account(user: user, name: "Work", email: "nora@example.test", imap: server, smtp: server, username: "nora"),
                password: "secret",
                smtpPassword: nil)
            if try IdentityTable.all(tx.sql, account: account).isEmpty {
                _ = try IdentityTable.add(tx, Identity(account: account, name: "Nora", email: "nora@example.test"))
            }
            try MailboxTable.list(
                tx, account: account,
                [
                    ListedMailbox(path: "INBOX", delimiter: "/", role: .inbox),
                    ListedMailbox(path: "Drafts", delimiter: "/", role: .drafts),
                    ListedMailbox(path: "Sent", delimiter: "/", role: .sent),
                ])
            var mail = NewEmail(identityKey: "mid:1", receivedAt: tx.now, size: 300)
            mail.messageIDs = ["1@example.org"]
            mail.subject = "Weekly"
            mail.from = [Address(name: "News", email: "news@example.org")]
            mail.to = [Address(name: "Nora", email: "nora@example.test")]
            mail.uidValidity = 1
            mail.uid = 1
            let inbox = try MailboxTable.withRole(tx.sql, account: account, .inbox)
            guard let inbox else { throw Failure(.failed, "no inbox") }
            return (user, account, try Ingest.add(tx, account: account, mailbox: inbox.id, [mail]).first ?? nil)
        }
        let id = try #require(email)
        let door = PluginDoor()
        let house = try House(jmap: door.call)
        let home = house.folder.appendingPathComponent("plugins/unsubscribe")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: Fixture.root.appendingPathComponent("Plugins/Unsubscribe/plugin.json"), to: home.appendingPathComponent("plugin.json"))
        try FileManager.default.copyItem(at: try Fixture.unsubscribe, to: home.appendingPathComponent("libUnsubscribe.so"))
        var seams = house.seams
        seams.kv = .store(store)
        let registry = PluginRegistry(
            conf: house.conf, folders: [PluginFolder(house.folder.appendingPathComponent("plugins"), bundled: true)], note: nil,
            seams: seams)
        await registry.start()
        #expect(try await registry.setEnabled("unsubscribe", true, by: "nora")["state"] == "on")
        let server = ServerSide(
            nudge: { _ in }, rawMessage: { _ async throws(Failure) in Array(Self.message.utf8) },
            testAccount: { _ in fatalError("nobody adds an account here") }, discover: { _ in fatalError("nobody adds an account here") })
        door.open(Dispatcher(store: store, server: server, methods: MessageActions(registry: registry, door: door).methods))
        func method(_ name: String, _ arguments: JSON) async throws -> JSON {
            let request: JSON = [
                "using": [
                    "urn:ietf:params:jmap:core", "urn:mailflow:params:jmap:mail", "urn:ietf:params:jmap:mail",
                    "urn:ietf:params:jmap:submission",
                ],
                "methodCalls": [[.string(name), arguments, "0"]],
            ]
            return try #require(try await door.call(user, request)["methodResponses"]?.array?.first?.array?[1])
        }
        let there: JSON = ["accountId": "all", "emailId": .string("\(id)")]
        let offers = try await method("MessageAction/query", there)["list"]?.array ?? []
        #expect(offers.first?["label"] == "Unsubscribe", "\(offers)")
        #expect(offers.first?["detail"] == "Sends a mail to leave@example.org from your account.")
        var press = there
        press["plugin"] = "unsubscribe"
        press["id"] = "unsubscribe"
        let done = try await method("MessageAction/perform", press)
        #expect(done["action"]?["state"] == "done", "\(done.text) \(house.lines.all)")
        let sent = try await method("EmailSubmission/get", ["accountId": .string("\(account)"), "ids": nil])["list"]?.array ?? []
        #expect(sent.count == 1)
        #expect(sent.first?["envelope"]?["rcptTo"]?.array?.compactMap { $0["email"]?.string } == ["leave@example.org"])
        let draft = try await method(
            "Email/get", ["accountId": "all", "ids": [sent.first?["emailId"] ?? nil], "properties": ["subject", "to", "from", "bcc"]])[
                "list"]?.array?.first
        #expect(draft?["subject"] == "leave Bcc: x@example.org")
        #expect(draft?["bcc"]?.array?.isEmpty ?? true)
        #expect(try await method("MessageAction/query", there)["list"]?.array?.first?["state"] == "done")
        _ = try await registry.setEnabled("unsubscribe", false, by: "nora")
        #expect(try await method("MessageAction/query", there)["list"] == [])
        await registry.stop()
        await store.close()
    }
}
