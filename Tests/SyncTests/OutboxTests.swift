import Core
import Foundation
import Store
import Testing

@testable import Sync

/// What a person does here is seen by another client.
@Suite struct OutboxTests {
    private func begin(_ flavour: Dovecot.Flavour, _ count: Int = 2) async throws -> (Rig, AccountID, Person) {
        let person = try flavour.server.person()
        try await person.receive((1...count).map { Message(id: "\($0)@example.org", subject: "Subject \($0)") }, in: "INBOX")
        let rig = try await Rig()
        await rig.accounts.watching(rig.user, true)
        let account = try await rig.add(person)
        try #require(try await rig.until { try await rig.status(account)["state"]?.string == "ok" } != nil)
        return (rig, account, person)
    }

    private func settled(_ rig: Rig, _ account: AccountID) async throws -> Bool {
        try await rig.until { try await rig.work(account).isEmpty } != nil
    }

    @Test(arguments: Dovecot.Flavour.allCases) func flagsReachTheServer(_ flavour: Dovecot.Flavour) async throws {
        let (rig, account, person) = try await begin(flavour)
        let one = try #require(try await rig.email(account, "INBOX", "1@example.org")).id
        try await rig.change(account) { tx throws(Failure) in try Change.keywords(tx, one, add: [.seen, .flagged], remove: []) }
        #expect(try await settled(rig, account))
        #expect(try await person.sees("INBOX").first { $0.messageID == "1@example.org" }?.flags == "\\Flagged \\Seen")
        try await rig.change(account) { tx throws(Failure) in try Change.keywords(tx, one, add: [], remove: [.flagged]) }
        #expect(try await settled(rig, account))
        #expect(try await person.sees("INBOX").first { $0.messageID == "1@example.org" }?.flags == "\\Seen")
        #expect(try await rig.email(account, "INBOX", "1@example.org")?.keywords == [.seen])
        await rig.stop()
    }

    @Test(arguments: Dovecot.Flavour.allCases) func movesOfManyAreOneCommandAndKeepTheirEmails(_ flavour: Dovecot.Flavour) async throws {
        let (rig, account, person) = try await begin(flavour, 30)
        let ids = try await rig.emails(account, "INBOX").map(\.id)
        let archive = try #require(try await rig.mailbox(account, "Archive")).id
        try await rig.change(account) { tx throws(Failure) in for id in ids { try Change.mailboxes(tx, id, [archive]) } }
        #expect(try await settled(rig, account))
        #expect(try await person.sees("INBOX").isEmpty)
        #expect(try await person.sees("Archive").count == 30)
        #expect(try await rig.until { try await Set(rig.emails(account, "Archive").map(\.id)) == Set(ids) } != nil)
        #expect(try await rig.mailbox(account, "Archive")?.total == 30)
        #expect(try await rig.emails(account, "Archive").count == 30)
        await rig.stop()
    }

    @Test(arguments: Dovecot.Flavour.allCases) func aMoveAndItsUndoEndWhereTheyBegan(_ flavour: Dovecot.Flavour) async throws {
        let (rig, account, person) = try await begin(flavour)
        let one = try #require(try await rig.email(account, "INBOX", "1@example.org")).id
        let (inbox, trash) = (
            try #require(try await rig.mailbox(account, "INBOX")).id, try #require(try await rig.mailbox(account, "Trash")).id
        )
        try await rig.change(account) { tx throws(Failure) in
            try Change.mailboxes(tx, one, [trash])
            try Change.mailboxes(tx, one, [inbox])
        }
        #expect(try await settled(rig, account))
        #expect(try await person.sees("Trash").isEmpty)
        #expect(try await person.sees("INBOX").count == 2)
        #expect(try await rig.until { try await rig.email(account, "INBOX", "1@example.org")?.id == one } != nil)
        #expect(try await rig.emails(account, "INBOX").count == 2)
        await rig.stop()
    }

    @Test(arguments: Dovecot.Flavour.allCases) func destroyedIsGoneForEverybody(_ flavour: Dovecot.Flavour) async throws {
        let (rig, account, person) = try await begin(flavour)
        let one = try #require(try await rig.email(account, "INBOX", "1@example.org")).id
        try await rig.change(account) { tx throws(Failure) in try Change.destroy(tx, one) }
        #expect(try await settled(rig, account))
        #expect(try await person.sees("INBOX").map(\.messageID) == ["2@example.org"])
        #expect(try await rig.emails(account, "INBOX").count == 1)
        await rig.stop()
    }

    @Test(arguments: Dovecot.Flavour.allCases) func aDraftIsAppendedOnceAndReadableAtOnce(_ flavour: Dovecot.Flavour) async throws {
        let (rig, account, person) = try await begin(flavour)
        let drafts = try #require(try await rig.mailbox(account, "Drafts")).id
        let text = Message(id: "draft@example.test", subject: "Draft").text
        let made = try await rig.store.write { [user = rig.user] tx throws(Failure) in try Self.draft(tx, user, account, drafts, text) }
        #expect(try await rig.accounts.raw(made) == Array(text.utf8))
        rig.accounts.nudge(account)
        #expect(try await settled(rig, account))
        #expect(try await person.sees("Drafts").map(\.messageID) == ["draft@example.test"])
        #expect(try await person.sees("Drafts").map(\.flags) == ["\\Draft \\Seen"])
        // Sync sees it there and knows it.
        try await Task.sleep(for: .milliseconds(1500))
        #expect(try await rig.emails(account, "Drafts").map(\.id) == [made])
        #expect(try await rig.email(account, "Drafts", "draft@example.test")?.blob == nil)
        #expect(try await rig.accounts.raw(made) == Array(text.utf8))
        await rig.stop()
    }

    /// A process that ended between APPEND and its answer left the message there: it is found, not appended again.
    @Test(arguments: Dovecot.Flavour.allCases) func anInterruptedAppendIsFoundNotRepeated(_ flavour: Dovecot.Flavour) async throws {
        let (rig, account, person) = try await begin(flavour)
        let drafts = try #require(try await rig.mailbox(account, "Drafts")).id
        await rig.accounts.stop()
        let text = Message(id: "twice@example.test", subject: "Draft").text
        let made = try await rig.store.write { [user = rig.user] tx throws(Failure) in
            let id = try Self.draft(tx, user, account, drafts, text)
            for row in try OutboxTable.open(tx.sql, account: account) { try OutboxTable.start(tx, row.id) }
            return id
        }
        try await person.receive(Message(id: "twice@example.test", subject: "Draft"), in: "Drafts")
        let again = Accounts(context: rig.context)
        try await again.start()
        #expect(try await settled(rig, account))
        #expect(try await person.sees("Drafts").count == 1)
        #expect(try await rig.until { try await rig.emails(account, "Drafts").map(\.id) == [made] } != nil)
        await again.stop()
        await rig.stop()
    }

    @Test(arguments: Dovecot.Flavour.allCases) func foldersAreMadeRenamedAndRemoved(_ flavour: Dovecot.Flavour) async throws {
        let (rig, account, person) = try await begin(flavour)
        let one = try #require(try await rig.email(account, "INBOX", "1@example.org")).id
        let folder = try await rig.store.write { tx throws(Failure) in
            let id = try MailboxTable.insert(tx, account: account, path: "Brücken", delimiter: "/", onServer: false)
            try OutboxTable.add(tx, account, .createMailbox(mailbox: id.rawValue))
            try Change.mailboxes(tx, one, [id])
            return id
        }
        rig.accounts.nudge(account)
        #expect(try await settled(rig, account))
        #expect(try await person.sees("Br&APw-cken").map(\.messageID) == ["1@example.org"])
        // Dovecot keeps showing its other sessions the old list when two changes of folders fall within one second of its clock.
        try await Task.sleep(for: .milliseconds(1100))
        try await rig.change(account) { tx throws(Failure) in
            guard let mailbox = try MailboxTable.get(tx.sql, folder) else { return }
            try MailboxTable.rename(tx, mailbox, to: "Häfen")
            try OutboxTable.add(tx, account, .renameMailbox(mailbox: folder.rawValue, from: "Brücken"))
        }
        #expect(try await settled(rig, account))
        #expect(try await person.sees("H&AOQ-fen").count == 1)
        #expect(try await rig.mailbox(account, "Häfen")?.id == folder)
        try await Task.sleep(for: .milliseconds(1100))
        try await rig.change(account) { tx throws(Failure) in
            guard let mailbox = try MailboxTable.get(tx.sql, folder) else { return }
            try MailboxTable.delete(tx, mailbox)
            try OutboxTable.add(tx, account, .deleteMailbox(path: "Häfen"))
        }
        #expect(try await settled(rig, account))
        #expect(try await !person.other("folders").contains("H&AOQ-fen"))
        try await Task.sleep(for: .milliseconds(1500))
        #expect(try await rig.until { try await rig.mailbox(account, "Häfen") == nil } != nil)
        await rig.stop()
    }

    @Test(arguments: Dovecot.Flavour.allCases) func whatTheServerRefusesIsUndone(_ flavour: Dovecot.Flavour) async throws {
        let (rig, account, person) = try await begin(flavour)
        let one = try #require(try await rig.email(account, "INBOX", "1@example.org")).id
        try await person.other("create", "Short")
        let short = try #require(
            try await { () async throws -> MailboxID? in
                _ = try await rig.until { try await rig.mailbox(account, "Short") != nil }
                return try await rig.mailbox(account, "Short")?.id
            }())
        await rig.accounts.stop()
        try await person.other("remove", "Short")
        try await rig.store.write { tx throws(Failure) in try Change.mailboxes(tx, one, [short]) }
        let again = Accounts(context: rig.context)
        try await again.start()
        #expect(try await settled(rig, account))
        #expect(try await rig.until { try await rig.email(account, "INBOX", "1@example.org")?.id == one } != nil)
        #expect(try await person.sees("INBOX").count == 2)
        await again.stop()
        await rig.stop()
    }

    static func draft(_ tx: Transaction, _ user: UserID, _ account: AccountID, _ drafts: MailboxID, _ text: String) throws(Failure)
        -> EmailID
    {
        let bytes = Array(text.utf8)
        let blob = try BlobTable.add(tx, user: user, account: account, type: "message/rfc822", bytes)
        let header = text.components(separatedBy: "\r\n\r\n")[0]
        let id = text.components(separatedBy: "Message-ID: <")[1].components(separatedBy: ">")[0]
        var email = NewEmail(
            identityKey: NewEmail.identityKey(messageID: id, size: Int64(bytes.count), header: header.utf8), receivedAt: tx.now,
            size: Int64(bytes.count))
        email.messageIDs = [id]
        email.subject = "Draft"
        email.keywords = [.draft, .seen]
        return try Change.append(tx, account: account, mailbox: drafts, email, blob: blob)
    }
}
