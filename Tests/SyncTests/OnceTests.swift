import Core
import Foundation
import Store
import Testing

@testable import Sync

/// Copies, and what puts a message into a mailbox, on servers of every kind and on lines that break after the server has done it.
@Suite(.serialized) struct OnceTests {
    private struct Stage: Sendable {
        let rig: Rig
        let account: AccountID
        let person: Person
        let line: Line?
        let archive: MailboxID
        let inbox: MailboxID

        func email(_ id: String) async throws -> EmailID { try #require(try await rig.email(account, "INBOX", id)).id }

        func settled() async throws -> Bool { try await rig.until(.seconds(40)) { try await rig.work(account).isEmpty } != nil }

        /// What the server has in a folder, and that we know exactly that.
        func has(_ folder: String, _ ids: [String]) async throws -> Bool {
            guard try await person.sees(folder).map(\.messageID).sorted() == ids.sorted() else { return false }
            return try await rig.until { try await rig.emails(account, folder).flatMap(\.messageIDs).sorted() == ids.sorted() } != nil
        }

        func stop() async {
            await rig.stop()
            withExtendedLifetime(line) {}
        }
    }

    /// Three messages in INBOX; with `kind` the account's line is of that kind from now on.
    private func begin(_ flavour: Dovecot.Flavour, line kind: String? = nil, count: Int = 0, port: Int = 0) async throws -> Stage {
        let person = try flavour.server.person()
        try await person.receive((1...3).map { Message(id: "\($0)@example.org", subject: "Subject \($0)") }, in: "INBOX")
        let rig = try await Rig()
        let line = try kind.map { try Line(person, kind: $0, bytes: 0, count: count, port: person.dovecot.port + 2200 + port) }
        if let line { try await line.listens() }
        let account = try await rig.add(person, port: line?.port)
        try #require(try await rig.until { try await rig.status(account)["state"]?.string == "ok" } != nil)
        return Stage(
            rig: rig, account: account, person: person, line: line, archive: try #require(try await rig.mailbox(account, "Archive")).id,
            inbox: try #require(try await rig.mailbox(account, "INBOX")).id)
    }

    private func drafted(_ stage: Stage) async throws -> EmailID {
        let drafts = try #require(try await stage.rig.mailbox(stage.account, "Drafts")).id
        let id = try await stage.rig.store.write { [user = stage.rig.user] tx throws(Failure) in
            try OutboxTests.draft(tx, user, stage.account, drafts, Message(id: "draft@example.test", subject: "Draft").text)
        }
        stage.rig.accounts.nudge(stage.account)
        return id
    }

    @Test(arguments: Dovecot.Flavour.allCases) func anEmailInTwoFoldersIsOneEmail(_ flavour: Dovecot.Flavour) async throws {
        let s = try await begin(flavour)
        let one = try await s.email("1@example.org")
        try await s.rig.change(s.account) { tx throws(Failure) in try Change.mailboxes(tx, one, [s.inbox, s.archive]) }
        #expect(try await s.settled())
        #expect(try await s.has("INBOX", ["1@example.org", "2@example.org", "3@example.org"]))
        #expect(try await s.has("Archive", ["1@example.org"]))
        #expect(try await s.rig.email(s.account, "Archive", "1@example.org")?.id == one)
        // A star reaches both copies, and one copy may go without the other.
        try await s.rig.change(s.account) { tx throws(Failure) in try Change.keywords(tx, one, add: [.flagged], remove: []) }
        #expect(try await s.settled())
        #expect(try await s.person.sees("Archive").first?.flags.contains("\\Flagged") == true)
        #expect(try await s.person.sees("INBOX").first { $0.messageID == "1@example.org" }?.flags.contains("\\Flagged") == true)
        try await s.rig.change(s.account) { tx throws(Failure) in try Change.mailboxes(tx, one, [s.archive]) }
        #expect(try await s.settled())
        #expect(try await s.has("INBOX", ["2@example.org", "3@example.org"]))
        #expect(try await s.has("Archive", ["1@example.org"]))
        await s.stop()
    }

    /// The server copied, and its answer never came: it is found there, not copied again.
    @Test(arguments: Dovecot.Flavour.allCases) func aCopyWhoseAnswerIsLostHappensOnce(_ flavour: Dovecot.Flavour) async throws {
        let s = try await begin(flavour, line: "deaf-COPY", count: 2, port: 1)
        let one = try await s.email("1@example.org")
        try await s.rig.change(s.account) { tx throws(Failure) in try Change.mailboxes(tx, one, [s.inbox, s.archive]) }
        #expect(try await s.settled())
        #expect(try await s.has("Archive", ["1@example.org"]))
        #expect(try await s.rig.email(s.account, "Archive", "1@example.org")?.id == one)
        await s.stop()
    }

    /// Moving is MOVE, or COPY and removal: whichever answer is lost, every message arrives once.
    @Test(arguments: Dovecot.Flavour.allCases) func aMoveWhoseAnswerIsLostHappensOnce(_ flavour: Dovecot.Flavour) async throws {
        let s = try await begin(flavour, line: flavour == .full ? "deaf-MOVE" : "deaf-COPY", count: 2, port: 2)
        let ids = [try await s.email("1@example.org"), try await s.email("2@example.org")]
        try await s.rig.change(s.account) { tx throws(Failure) in for id in ids { try Change.mailboxes(tx, id, [s.archive]) } }
        #expect(try await s.settled())
        #expect(try await s.has("INBOX", ["3@example.org"]))
        #expect(try await s.has("Archive", ["1@example.org", "2@example.org"]))
        #expect(try await Set(s.rig.emails(s.account, "Archive").map(\.id)) == Set(ids))
        await s.stop()
    }

    /// Another message with the same Message-ID lies at the target already. After an interruption it must not be taken for ours:
    /// ours would be removed without a copy.
    @Test func aStrangerAtTheTargetIsNotTakenForOurs() async throws {
        let s = try await begin(.plain)
        try await s.person.receive(Message(id: "1@example.org", subject: "Somebody else's", body: "Not the same at all."), in: "Archive")
        #expect(try await s.rig.until { try await s.rig.emails(s.account, "Archive").count == 1 } != nil)
        let one = try await s.email("1@example.org")
        await s.rig.accounts.stop()
        try await s.rig.store.write { tx throws(Failure) in
            try Change.mailboxes(tx, one, [s.archive])
            for row in try OutboxTable.open(tx.sql, account: s.account) { try OutboxTable.start(tx, row.id) }
        }
        let again = Accounts(context: s.rig.context)
        try await again.start()
        #expect(try await s.settled())
        #expect(try await s.has("INBOX", ["2@example.org", "3@example.org"]))
        #expect(try await s.has("Archive", ["1@example.org", "1@example.org"]))
        #expect(try await s.rig.emails(s.account, "Archive").contains { $0.id == one })
        await again.stop()
        await s.stop()
    }

    /// A server that never says where a message landed (no UIDPLUS): it is looked for, and the email keeps its id.
    @Test(arguments: Dovecot.Flavour.allCases) func withoutCOPYUIDAndAPPENDUIDEmailsKeepTheirIds(_ flavour: Dovecot.Flavour) async throws {
        let s = try await begin(flavour, line: "mute", port: 3)
        let (one, two) = (try await s.email("1@example.org"), try await s.email("2@example.org"))
        try await s.rig.change(s.account) { tx throws(Failure) in
            try Change.mailboxes(tx, one, [s.archive])
            try Change.mailboxes(tx, two, [s.inbox, s.archive])
        }
        let draft = try await drafted(s)
        #expect(try await s.settled())
        #expect(try await s.has("INBOX", ["2@example.org", "3@example.org"]))
        #expect(try await s.has("Archive", ["1@example.org", "2@example.org"]))
        #expect(try await s.has("Drafts", ["draft@example.test"]))
        #expect(try await Set(s.rig.emails(s.account, "Archive").map(\.id)) == [one, two])
        #expect(try await s.rig.emails(s.account, "Drafts").map(\.id) == [draft])
        // The UIDs that were found are the right ones: what is changed next reaches these very messages.
        try await s.rig.change(s.account) { tx throws(Failure) in
            try Change.keywords(tx, one, add: [.flagged], remove: [])
            try Change.destroy(tx, draft)
        }
        #expect(try await s.settled())
        #expect(try await s.person.sees("Archive").filter { $0.flags.contains("\\Flagged") }.map(\.messageID) == ["1@example.org"])
        #expect(try await s.has("Drafts", []))
        await s.stop()
    }

    @Test(arguments: Dovecot.Flavour.allCases) func anAppendWhoseAnswerIsLostHappensOnce(_ flavour: Dovecot.Flavour) async throws {
        let s = try await begin(flavour, line: "deaf-APPEND", count: 2, port: 4)
        let draft = try await drafted(s)
        #expect(try await s.settled())
        #expect(try await s.has("Drafts", ["draft@example.test"]))
        #expect(try await s.rig.until { try await s.rig.emails(s.account, "Drafts").map(\.id) == [draft] } != nil)
        await s.stop()
    }
}
