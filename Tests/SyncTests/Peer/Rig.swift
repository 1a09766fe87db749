import Core
import Foundation
import HostCrypto
import Logging
import Store

@testable import Sync

/// A server of ours under test: a store, one user, and accounts that live.
final class Rig: Sendable {
    let store: Store
    let user: UserID
    let accounts: Accounts
    let context: SyncContext
    let folder: String

    init(pace: Pace = .quick, submitter: Submitter? = nil, clock: WallClock = .system, at folder: String? = nil) async throws {
        let folder = folder ?? "\(Dovecot.scratch)/\(UUID().uuidString)"
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try await Store.open(
            "\(folder)/mailflow.db", secrets: try SecretBox(keys: [[UInt8](repeating: 7, count: 32)]), clock: clock)
        user = try await store.write { transaction throws(Failure) in
            try SettingTable.setPolicy(
                transaction, ConnectionPolicy(allowPrivateHosts: true, allowInsecureTLS: true, allowNonstandardPorts: true))
            if let known = try UserTable.find(transaction.sql, username: "reader") { return known.id }
            return try UserTable.add(transaction, username: "reader", passwordHash: "", isAdmin: true)
        }
        var log = Logger(label: "sync")
        log.logLevel = ProcessInfo.processInfo.environment["SYNC_LOG"] == nil ? .critical : .debug
        context = SyncContext(
            store: store, cache: RawCache(folder: URL(fileURLWithPath: folder).appendingPathComponent("raw")), submitter: submitter,
            pace: pace, log: log)
        accounts = Accounts(context: context)
    }

    /// Adds an account of a person and lets it live.
    @discardableResult
    func add(_ person: Person, port: Int? = nil, smtp: ServerAddress? = nil, password: String? = nil) async throws -> AccountID {
        let imap = ServerAddress(host: "127.0.0.1", port: port ?? person.dovecot.port, tls: .none)
        let id = try await store.write { [user] transaction throws(Failure) in
            try AccountTable.add(
                transaction, Account(user: user, name: "Test", email: person.name, imap: imap, smtp: smtp ?? imap, username: person.name),
                password: password ?? person.password, smtpPassword: nil)
        }
        accounts.nudge(id)
        return id
    }

    func stop() async {
        await accounts.stop()
        await store.close()
    }

    // MARK: - What is in the store

    func mailbox(_ account: AccountID, _ path: String) async throws -> Mailbox? {
        try await store.read { sql throws(Failure) in try MailboxTable.find(sql, account: account, path: path) }
    }

    /// The emails of a mailbox.
    func emails(_ account: AccountID, _ path: String) async throws -> [StoredEmail] {
        try await store.read { sql throws(Failure) in
            guard let mailbox = try MailboxTable.find(sql, account: account, path: path) else { return [] }
            let ids = try sql.query("SELECT email_id FROM locations WHERE mailbox_id = ? ORDER BY sort_key", [mailbox.id]) {
                $0.id(0, EmailKind.self)
            }
            return try EmailTable.get(sql, ids)
        }
    }

    func email(_ account: AccountID, _ path: String, _ messageID: String) async throws -> StoredEmail? {
        try await emails(account, path).first { $0.messageIDs == [messageID] }
    }

    func work(_ account: AccountID) async throws -> [OutboxRow] {
        try await store.read { sql throws(Failure) in try OutboxTable.open(sql, account: account) }
    }

    func status(_ account: AccountID) async throws -> JSON {
        try await store.read { sql throws(Failure) in try AccountTable.get(sql, account)?.status ?? [:] }
    }

    /// Changes mail as a person does.
    func change(_ account: AccountID, _ body: @escaping @Sendable (Transaction) throws(Failure) -> Void) async throws {
        try await store.write { transaction throws(Failure) in try body(transaction) }
        accounts.nudge(account)
    }

    /// Waits until something is so; returns how long it took, nil when it never was.
    @discardableResult
    func until(_ limit: Duration = .seconds(20), _ condition: () async throws -> Bool) async throws -> Duration? {
        let began = ContinuousClock.now
        while ContinuousClock.now - began < limit {
            if try await condition() { return ContinuousClock.now - began }
            try await Task.sleep(for: .milliseconds(10))
        }
        return nil
    }
}

extension Pace {
    /// The real pace where a person watches, shorter where nobody does.
    static var quick: Pace {
        var pace = Pace()
        pace.unwatched = .milliseconds(1200)
        return pace
    }
}
