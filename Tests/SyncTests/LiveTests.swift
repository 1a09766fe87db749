import Core
import Foundation
import Store
import Testing

@testable import Sync

/// What other clients and other people's mail do reaches us while a page is open.
@Suite struct LiveTests {
    /// A living account with two known messages.
    private func begin(_ flavour: Dovecot.Flavour) async throws -> (Rig, AccountID, Person) {
        let person = try flavour.server.person()
        try await person.receive(Message(id: "a@example.org", subject: "Anchor"))
        try await person.receive(Message(id: "b@example.org", subject: "Bridge"))
        try await person.other("create", "Projects/Ferry")
        let rig = try await Rig()
        await rig.accounts.watching(rig.user, true)
        let account = try await rig.add(person)
        try #require(try await rig.until { try await rig.status(account)["state"]?.string == "ok" } != nil)
        return (rig, account, person)
    }

    @Test(arguments: Dovecot.Flavour.allCases) func newMailIsHereWithinTwoSeconds(_ flavour: Dovecot.Flavour) async throws {
        let (rig, account, person) = try await begin(flavour)
        try await person.receive(Message(id: "new@example.org", subject: "New"))
        #expect(try await rig.until { try await rig.email(account, "INBOX", "new@example.org") != nil } != nil)
        try await person.receive(Message(id: "sub@example.org", subject: "Sub"), in: "Projects/Ferry")
        #expect(try await rig.until { try await rig.email(account, "Projects/Ferry", "sub@example.org") != nil } != nil)
        #expect(
            try await rig.until { try await rig.email(account, "Projects/Ferry", "sub@example.org")?.preview.contains("harbour") == true }
                != nil)
        await rig.stop()
    }

    @Test(arguments: Dovecot.Flavour.allCases) func flagsDeletionsAndMovesOfAnotherClientAreSeen(_ flavour: Dovecot.Flavour) async throws {
        let (rig, account, person) = try await begin(flavour)
        let bridge = try #require(try await rig.email(account, "INBOX", "b@example.org")).id
        try await person.other("flag", "INBOX", "1", "+", "\\Flagged", "\\Seen")
        #expect(
            try await rig.until { try await rig.email(account, "INBOX", "a@example.org")?.keywords == [.flagged, .seen] }
                != nil)
        #expect(try await rig.mailbox(account, "INBOX")?.unread == 1)
        try await person.other("move", "INBOX", "2", "Archive")
        #expect(try await rig.until { try await rig.email(account, "Archive", "b@example.org")?.id == bridge } != nil)
        #expect(try await rig.until { try await rig.email(account, "INBOX", "b@example.org") == nil } != nil)
        try await person.other("expunge", "INBOX", "1")
        #expect(try await rig.until { try await rig.emails(account, "INBOX").isEmpty } != nil)
        #expect(try await rig.mailbox(account, "INBOX")?.total == 0)
        await rig.stop()
    }

    @Test(arguments: Dovecot.Flavour.allCases) func foldersOfAnotherClientAreSeen(_ flavour: Dovecot.Flavour) async throws {
        let (rig, account, person) = try await begin(flavour)
        try await person.receive(Message(id: "sub@example.org", subject: "Sub"), in: "Projects/Ferry")
        try #require(try await rig.until { try await rig.email(account, "Projects/Ferry", "sub@example.org") != nil } != nil)
        let before = try #require(try await rig.mailbox(account, "Projects/Ferry")).id
        try await person.other("create", "Gr&APYA3w-e")
        #expect(try await rig.until { try await rig.mailbox(account, "Größe") != nil } != nil)
        // Dovecot does not always show its other sessions two changes of the folders within one second.
        try await Task.sleep(for: .milliseconds(1100))
        try await person.other("rename", "Projects/Ferry", "Projects/Harbour")
        #expect(try await rig.until { try await rig.mailbox(account, "Projects/Harbour")?.id == before } != nil)
        #expect(try await rig.email(account, "Projects/Harbour", "sub@example.org") != nil)
        try await person.other("remove", "Projects/Harbour")
        #expect(try await rig.until { try await rig.mailbox(account, "Projects/Harbour") == nil } != nil)
        await rig.stop()
    }

    @Test(arguments: Dovecot.Flavour.allCases) func aMailboxNumberedAnewKeepsItsEmails(_ flavour: Dovecot.Flavour) async throws {
        let (rig, account, person) = try await begin(flavour)
        let before = try await rig.emails(account, "INBOX").map(\.id)
        await rig.accounts.stop()
        try await person.doveadm("mailbox update", "--uid-validity", "77", "INBOX")
        let again = Accounts(context: rig.context)
        try await again.start()
        #expect(try await rig.until { try await rig.mailbox(account, "INBOX")?.uidValidity == 77 } != nil)
        #expect(try await rig.until { try await rig.emails(account, "INBOX").map(\.id) == before } != nil)
        #expect(try await rig.mailbox(account, "INBOX")?.total == 2)
        await again.stop()
        await rig.stop()
    }

    @Test(arguments: Dovecot.Flavour.allCases) func whatHappenedWhileWeWereAwayIsTakenIn(_ flavour: Dovecot.Flavour) async throws {
        let (rig, account, person) = try await begin(flavour)
        await rig.accounts.stop()
        try await person.receive(Message(id: "away@example.org", subject: "Away"))
        try await person.other("flag", "INBOX", "1", "+", "\\Answered")
        try await person.other("expunge", "INBOX", "2")
        let again = Accounts(context: rig.context)
        try await again.start()
        #expect(try await rig.until { try await rig.email(account, "INBOX", "away@example.org") != nil } != nil)
        #expect(try await rig.until { try await rig.email(account, "INBOX", "a@example.org")?.keywords == [.answered] } != nil)
        #expect(try await rig.until { try await rig.email(account, "INBOX", "b@example.org") == nil } != nil)
        await again.stop()
        await rig.stop()
    }

    @Test(arguments: Dovecot.Flavour.allCases) func severalAccountsLiveSideBySide(_ flavour: Dovecot.Flavour) async throws {
        let rig = try await Rig()
        var accounts: [(AccountID, Person)] = []
        for number in 0..<4 {
            let person = try flavour.server.person()
            try await person.receive(Message(id: "side\(number)@example.org", subject: "Side"))
            accounts.append((try await rig.add(person), person))
        }
        for (number, (account, _)) in accounts.enumerated() {
            #expect(try await rig.until { try await rig.email(account, "INBOX", "side\(number)@example.org") != nil } != nil)
            #expect(try await rig.emails(account, "INBOX").count == 1)
        }
        await rig.stop()
    }

    @Test(arguments: Dovecot.Flavour.allCases) func aWrongPasswordIsSaidAndANewOneIsTakenAtOnce(_ flavour: Dovecot.Flavour) async throws {
        let person = try flavour.server.person()
        let rig = try await Rig()
        let account = try await rig.add(person, password: "wrong")
        #expect(try await rig.until { try await rig.status(account)["state"]?.string == "needsSignIn" } != nil)
        #expect(try await rig.status(account)["message"]?.string?.isEmpty == false)
        try await rig.change(account) { [person] transaction throws(Failure) in
            try AccountTable.setSecrets(transaction, account, password: .some(person.password), smtpPassword: nil)
        }
        // The server makes whoever failed wait a moment.
        #expect(try await rig.until { try await rig.status(account)["state"]?.string == "ok" } != nil)
        try await rig.change(account) { transaction throws(Failure) in
            guard var row = try AccountTable.get(transaction.sql, account) else { return }
            row.paused = true
            try AccountTable.update(transaction, row)
        }
        #expect(try await rig.until { try await rig.status(account)["state"]?.string == "paused" } != nil)
        await rig.stop()
    }
}
