import Core
import Foundation
import HostCrypto
import StoreEngines
import Testing

@testable import Store

/// A store with one user, one account and some mailboxes.
struct House {
    let store: Store
    let user: UserID
    let account: AccountID
    let inbox: MailboxID
    let archive: MailboxID
    let drafts: MailboxID

    static func build(_ engine: Engine) async throws -> House {
        let store = try await engine.store()
        return try await store.write { tx throws(Failure) in
            let user = try UserTable.add(tx, username: "nora", passwordHash: "x", isAdmin: true)
            let server = ServerAddress(host: "mail.example.test", port: 993, tls: .implicit)
            let account = try AccountTable.add(
                tx, Account(user: user, name: "Work", email: "nora@example.test", imap: server, smtp: server, username: "nora"),
                password: "secret",
                smtpPassword: nil)
            try MailboxTable.list(
                tx, account: account,
                [
                    ListedMailbox(path: "INBOX", delimiter: "/", role: .inbox),
                    ListedMailbox(path: "Archive", delimiter: "/", role: .archive),
                    ListedMailbox(path: "Drafts", delimiter: "/", role: .drafts), ListedMailbox(path: "Archive/2026", delimiter: "/"),
                ])
            func id(_ path: String) throws(Failure) -> MailboxID { try MailboxTable.find(tx.sql, account: account, path: path)!.id }
            return House(
                store: store, user: user, account: account, inbox: try id("INBOX"), archive: try id("Archive"), drafts: try id("Drafts"))
        }
    }

    /// A message with a number, by default unread and alone in its conversation.
    func mail(_ number: Int, uid: Int64? = nil, keywords: Set<Keyword> = [], refs: [Int] = [], subject: String = "") -> NewEmail {
        var mail = NewEmail(
            identityKey: "mid:\(number)", receivedAt: Timestamp(milliseconds: 1_780_000_000_000 + Int64(number) * 1000), size: 1000)
        mail.messageIDs = ["\(number)@example.test"]
        mail.references = refs.map { "\($0)@example.test" }
        mail.subject = subject.isEmpty ? "Letter \(number)" : subject
        mail.from = [Address(name: "Ada", email: "ada@example.test")]
        mail.to = [Address(name: "Nora", email: "nora@example.test")]
        mail.keywords = keywords
        mail.uidValidity = 1
        mail.uid = uid ?? Int64(number)
        return mail
    }

    func add(_ mailbox: MailboxID, _ mails: NewEmail...) async throws -> [EmailID?] {
        try await store.write(.process) { [account] tx throws(Failure) in try Ingest.add(tx, account: account, mailbox: mailbox, mails) }
    }

    func mailbox(_ id: MailboxID) async throws -> Mailbox {
        try #require(try await store.read { sql throws(Failure) in try MailboxTable.get(sql, id) })
    }

    func email(_ id: EmailID) async throws -> StoredEmail? { try await store.read { sql throws(Failure) in try EmailTable.get(sql, id) } }
    func places(_ id: EmailID) async throws -> [Location] { try await store.read { sql throws(Failure) in try LocationTable.of(sql, id) } }
    func work() async throws -> [OutboxRow] {
        try await store.read { [account] sql throws(Failure) in try OutboxTable.open(sql, account: account) }
    }
}
