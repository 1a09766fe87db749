import Core
import Foundation
import Store
import StoreEngines
import Synchronization
import Testing

@testable import JMAP

/// Two users: Nora with two accounts, and Olaf, who must never see anything of hers.
final class Town: Sendable {
    let store: Store
    let dispatcher: Dispatcher
    let nora: UserID
    let olaf: UserID
    let work: AccountID
    let home: AccountID
    let other: AccountID
    let inbox: MailboxID
    let archive: MailboxID
    let drafts: MailboxID
    let sent: MailboxID
    let homeInbox: MailboxID
    let homeTrash: MailboxID
    let otherInbox: MailboxID
    /// What the accounts' actors were told.
    let nudged: Nudges
    /// Messages that a mail server would give.
    let raws: Raws
    /// What a plugin would say to a hook, by its name, and what it was told.
    let opinions = Opinions()

    final class Opinions: Sendable {
        let answers = Mutex<[String: JSON]>([:])
        let told = Mutex<[(hook: String, facts: JSON)]>([])
    }

    final class Nudges: Sendable {
        let accounts = Mutex<[AccountID]>([])
    }
    final class Raws: Sendable {
        let messages = Mutex<[EmailID: [UInt8]]>([:])
        let imap = Mutex(ConnectionCheck(.ok, message: ""))
    }

    init(_ engine: Engine) async throws {
        let store = try await engine.store()
        self.store = store
        let made = try await store.write { tx throws(Failure) in
            let nora = try UserTable.add(tx, username: "nora", passwordHash: "x", isAdmin: true)
            let olaf = try UserTable.add(tx, username: "olaf", passwordHash: "x", isAdmin: false)
            func account(_ user: UserID, _ name: String, _ email: String) throws(Failure) -> AccountID {
                let server = ServerAddress(host: "mail.example.test", port: 993, tls: .implicit)
                let id = try AccountTable.add(
                    tx, Account(user: user, name: name, email: email, imap: server, smtp: server, username: name), password: "secret",
                    smtpPassword: nil)
                try MailboxTable.list(
                    tx, account: id,
                    [("INBOX", MailboxRole.inbox), ("Archive", .archive), ("Drafts", .drafts), ("Sent", .sent), ("Trash", .trash)].map {
                        ListedMailbox(path: $0.0, delimiter: "/", role: $0.1)
                    } + [ListedMailbox(path: "Projects", delimiter: "/"), ListedMailbox(path: "Projects/Bridge", delimiter: "/")])
                return id
            }
            return (
                nora, olaf, try account(nora, "Work", "nora@example.test"), try account(nora, "Home", "nora@example.org"),
                try account(olaf, "Olaf", "olaf@example.test")
            )
        }
        (nora, olaf, work, home, other) = made
        func id(_ account: AccountID, _ path: String) async throws -> MailboxID {
            try await store.read { sql throws(Failure) in try MailboxTable.find(sql, account: account, path: path)!.id }
        }
        inbox = try await id(work, "INBOX")
        archive = try await id(work, "Archive")
        drafts = try await id(work, "Drafts")
        sent = try await id(work, "Sent")
        homeInbox = try await id(home, "INBOX")
        homeTrash = try await id(home, "Trash")
        otherInbox = try await id(other, "INBOX")
        let nudged = Nudges()
        let raws = Raws()
        self.nudged = nudged
        self.raws = raws
        let opinions = opinions
        dispatcher = Dispatcher(
            store: store,
            server: ServerSide(
                nudge: { account in nudged.accounts.withLock { $0.append(account) } },
                rawMessage: { id throws(Failure) in
                    guard let raw = raws.messages.withLock({ $0[id] }) else { throw Failure(.unavailable, "no raw message \(id)") }
                    return raw
                },
                testAccount: { _ in (raws.imap.withLock { $0 }, ConnectionCheck(.ok, message: "")) },
                discover: { email throws(Failure) in
                    Discovery(
                        source: .table, imap: ServerAddress(host: "imap.example.org", port: 993, tls: .implicit), imapUsername: email,
                        smtp: ServerAddress(host: "smtp.example.org", port: 465, tls: .implicit), smtpUsername: email, provider: "Example")
                }),
            hooks: Hooks(
                isWanted: { hook in opinions.answers.withLock { $0[hook] != nil } },
                askText: { hook, facts in
                    let told = (try? JSON(parsing: facts)) ?? .null
                    opinions.told.withLock { $0.append((hook, told)) }
                    return opinions.answers.withLock { $0[hook].map { [(plugin: "tester", answer: $0)] } ?? [] }
                }))
    }

    /// Puts a message into a mailbox as sync would. Times go up with the number.
    @discardableResult func mail(
        _ number: Int, in mailbox: MailboxID? = nil, account: AccountID? = nil, subject: String = "", from: Address? = nil,
        to: [Address]? = nil,
        keywords: Set<Keyword> = [], answers: [Int] = [], size: Int64 = 1000, body: String = "", attachment: Bool = false
    ) async throws -> EmailID {
        let account = account ?? work
        let mailbox = mailbox ?? inbox
        var mail = NewEmail(
            identityKey: "mid:\(number)", receivedAt: Timestamp(milliseconds: 1_780_000_000_000 + Int64(number) * 60_000), size: size)
        mail.messageIDs = ["\(number)@example.test"]
        mail.references = answers.map { "\($0)@example.test" }
        mail.inReplyTo = answers.suffix(1).map { "\($0)@example.test" }
        mail.subject = subject.isEmpty ? "Letter \(number)" : subject
        mail.from = [from ?? Address(name: "Ada", email: "ada@example.test")]
        mail.to = to ?? [Address(name: "Nora", email: "nora@example.test")]
        mail.keywords = keywords
        mail.uidValidity = 1
        mail.uid = Int64(number)
        let words = (mail.subject, body, mail.from, mail.to)
        return try await store.write(.process) { [mail] tx throws(Failure) in
            let id = try Ingest.add(tx, account: account, mailbox: mailbox, [mail])[0]!
            func terms(_ text: String) -> String { SearchWords.terms(text) }
            try Ingest.body(
                tx, id, preview: words.1, hasAttachment: attachment,
                search: SearchDocument(
                    subject: terms(words.0), sender: terms(words.2.map { "\($0.name) \($0.email)" }.joined(separator: " ")),
                    recipients: terms(words.3.map { "\($0.name) \($0.email)" }.joined(separator: " ")), body: terms(words.1)))
            return id
        }
    }

    static let using: JSON = .array(Capability.known.sorted().map { .string($0) })

    /// The whole answer to some calls.
    func send(_ calls: [JSON], as user: UserID? = nil) async -> Dispatcher.Answer {
        await dispatcher.call(user: user ?? nora, request: ["using": Town.using, "methodCalls": .array(calls)])
    }

    /// One call: the name of its first response and the arguments.
    @discardableResult func call(_ name: String, _ arguments: JSON, as user: UserID? = nil) async throws -> (name: String, arguments: JSON)
    {
        let answer = await send([[.string(name), arguments, "c"]], as: user)
        let response = try #require(answer.json["methodResponses"]?.array?.first?.array)
        return (response[0].string ?? "", response[1])
    }

    /// The ids that Email/query finds in an account.
    func query(_ filter: JSON, account: String? = nil, sort: JSON = nil, collapse: Bool = false) async throws -> [String] {
        let answer = try await call(
            "Email/query",
            ["accountId": .string(account ?? work.description), "filter": filter, "sort": sort, "collapseThreads": .bool(collapse)])
        #expect(answer.name == "Email/query", "\(answer.arguments.text)")
        return strings(answer.arguments["ids"])
    }

    func email(_ id: EmailID, _ properties: [String], account: String? = nil) async throws -> JSON {
        let answer = try await call(
            "Email/get",
            [
                "accountId": .string(account ?? "all"), "ids": [.string(id.description)],
                "properties": .array(properties.map { .string($0) }),
            ])
        return answer.arguments["list"]?.array?.first ?? nil
    }

    func state(_ type: String, account: String? = nil) async throws -> String {
        try await call("\(type)/get", ["accountId": .string(account ?? work.description), "ids": []]).arguments["state"]?.string ?? "?"
    }
}

/// The strings of a JSON array.
func strings(_ json: JSON?) -> [String] { json?.array?.compactMap(\.string) ?? [] }
