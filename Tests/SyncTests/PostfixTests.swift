import Core
import Foundation
import Store
import Testing

@testable import Sync

/// Sending through a real submission server to a real mailbox.
@Suite struct PostfixTests {
    private func send(_ rig: Rig, _ account: AccountID, _ person: Person, to: [String], id: String) async throws -> SubmissionID {
        let drafts = try #require(try await rig.mailbox(account, "Drafts")).id
        let sent = try #require(try await rig.mailbox(account, "Sent")).id
        let text = Message(id: id, subject: "Greetings", extra: "Bcc: hidden@example.test\r\n").text
        let submission = try await rig.store.write { [user = rig.user] tx throws(Failure) in
            let draft = try OutboxTests.draft(tx, user, account, drafts, text)
            let identity = try IdentityTable.all(tx.sql, account: account)[0].id
            guard let thread = try EmailTable.get(tx.sql, draft)?.thread else { throw Failure(.failed, "no draft") }
            var one = Submission(
                account: account, identity: identity, email: draft, thread: thread, mailFrom: person.name, rcptTo: to, sendAt: tx.now)
            one.onSuccess = ["keywords/$draft": nil, "mailboxIds/\(drafts)": nil, "mailboxIds/\(sent)": true]
            return try SubmissionTable.add(tx, one)
        }
        rig.accounts.nudge(account)
        return submission
    }

    private func begin() async throws -> (Rig, AccountID, Person) {
        let person = try Dovecot.Flavour.full.server.person()
        let postfix = try Postfix.shared.get()
        let rig = try await Rig()
        let account = try await rig.add(person, smtp: postfix.server)
        try #require(try await rig.until { try await rig.status(account)["state"]?.string == "ok" } != nil)
        return (rig, account, person)
    }

    @Test func itArrivesOnceAndIsFiledOnce() async throws {
        let (rig, account, person) = try await begin()
        let reader = try Dovecot.Flavour.full.server.person()
        let id = try await send(rig, account, person, to: [reader.name], id: "real@example.test")
        #expect(
            try await rig.until { try await rig.store.read { sql throws(Failure) in try SubmissionTable.get(sql, id)?.stage } == .filed }
                != nil)
        #expect(try await rig.until { try await reader.sees("INBOX").count == 1 } != nil)
        #expect(try await rig.until { try await person.sees("Sent").map(\.messageID) == ["real@example.test"] } != nil)
        #expect(try await person.sees("Drafts").isEmpty)
        let other = try await rig.add(reader)
        #expect(try await rig.until { try await rig.email(other, "INBOX", "real@example.test") != nil } != nil)
        let email = try #require(try await rig.email(other, "INBOX", "real@example.test"))
        let raw = String(decoding: try await rig.accounts.raw(email.id), as: UTF8.self)
        #expect(!raw.contains("hidden@example.test"))
        #expect(raw.contains("Hello from the harbour."))
        await rig.stop()
    }

    @Test func aRefusalHasTheServersWords() async throws {
        let (rig, account, person) = try await begin()
        let id = try await send(rig, account, person, to: ["refused@example.test"], id: "no@example.test")
        #expect(
            try await rig.until { try await rig.store.read { sql throws(Failure) in try SubmissionTable.get(sql, id)?.stage } == .refused }
                != nil)
        let words = try await rig.store.read { sql throws(Failure) in try SubmissionTable.get(sql, id)?.failure } ?? ""
        #expect(words.contains("550") || words.contains("5.1.1") || words.contains("refused"))
        #expect(try await rig.until { try await person.sees("Drafts").count == 1 } != nil)
        #expect(try await person.sees("Sent").isEmpty)
        await rig.stop()
    }

    @Test func tryingOutAnAccountSaysWhatToDo() async throws {
        let person = try Dovecot.Flavour.full.server.person()
        let imap = ServerAddress(host: "127.0.0.1", port: person.dovecot.port, tls: .none)
        let smtp = try Postfix.shared.get().server
        let lenient = ConnectionPolicy(allowPrivateHosts: true, allowInsecureTLS: true, allowNonstandardPorts: true)
        let good = Credential.password(username: person.name, password: person.password)
        let bad = Credential.password(username: person.name, password: "wrong")
        let fine = await AccountTest.run(imap: imap, smtp: smtp, imapCredential: good, smtpCredential: good, policy: lenient)
        #expect(fine.imap.code == .ok && fine.smtp.code == .ok)
        let wrong = await AccountTest.run(imap: imap, smtp: smtp, imapCredential: bad, smtpCredential: good, policy: lenient)
        #expect(wrong.imap.code == .wrongPassword && !wrong.imap.message.isEmpty && wrong.smtp.code == .ok)
        let forbidden = await AccountTest.run(
            imap: imap, smtp: smtp, imapCredential: good, smtpCredential: good, policy: ConnectionPolicy())
        #expect(forbidden.imap.code == .policy && forbidden.smtp.code == .policy)
    }
}
