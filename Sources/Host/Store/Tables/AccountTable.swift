public import Core
import Foundation
internal import HostCrypto

/// The mail accounts of users.
public enum AccountTable {
    private static let columns = """
        id, user_id, name, sender_name, email, hue, imap, smtp, imap_username, smtp_username, auth, paused, in_unified, sort_order, roles,
        signature, created_at, status
        """

    private static func account(_ row: any SQLRow) throws(Failure) -> Account {
        var account = Account(
            user: row.id(1), name: row.text(2), email: row.text(4), imap: try server(row.text(6)), smtp: try server(row.text(7)),
            username: row.text(8))
        account.id = row.id(0)
        account.senderName = row.text(3)
        account.hue = row.text(5)
        account.smtpUsername = row.text(9)
        account.auth = row.text(10)
        account.paused = row.bool(11)
        account.inUnified = row.bool(12)
        account.sortOrder = row.int(13)
        for (name, value) in (try? JSON(parsing: row.bytes(14)))?.object ?? [:] {
            if let role = MailboxRole(rawValue: name), let id = value.string.flatMap({ MailboxID($0) }) { account.roles[role] = id }
        }
        account.signature = row.text(15)
        account.createdAt = row.time(16)
        account.status = (try? JSON(parsing: row.bytes(17))) ?? [:]
        return account
    }

    private static func server(_ text: String) throws(Failure) -> ServerAddress {
        do { return try JSONDecoder().decode(ServerAddress.self, from: Data(text.utf8)) } catch {
            throw Failure(.failed, "server address: \(error)")
        }
    }

    private static func text(_ server: ServerAddress) -> String {
        (try? JSONEncoder().encode(server)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    private static func text(_ roles: [MailboxRole: MailboxID]) -> String {
        JSON.object(Dictionary(uniqueKeysWithValues: roles.map { ($0.key.rawValue, .string($0.value.description)) })).text
    }

    /// One account; nil when it is gone.
    public static func get(_ sql: any SQLConnection, _ id: AccountID) throws(Failure) -> Account? {
        try sql.first("SELECT \(columns) FROM accounts WHERE id = ?", [id], account)
    }

    /// The accounts of a user in their order.
    public static func all(_ sql: any SQLConnection, user: UserID) throws(Failure) -> [Account] {
        try sql.query("SELECT \(columns) FROM accounts WHERE user_id = ? ORDER BY sort_order, id", [user], account)
    }

    /// Every account of the server.
    public static func all(_ sql: any SQLConnection) throws(Failure) -> [Account] {
        try sql.query("SELECT \(columns) FROM accounts ORDER BY id", [], account)
    }

    /// Adds an account with its main identity.
    public static func add(_ transaction: Transaction, _ account: Account, password: String?, smtpPassword: String?) throws(Failure)
        -> AccountID
    {
        let sql = transaction.sql
        let id = try sql.first(
            """
            INSERT INTO accounts (user_id, name, sender_name, email, hue, imap, smtp, imap_username, smtp_username, auth, paused, in_unified,
                sort_order, roles, signature, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
            """,
            [
                account.user, account.name, account.senderName, account.email, account.hue, text(account.imap), text(account.smtp),
                account.imapUsername, account.smtpUsername, account.auth, account.paused, account.inUnified, account.sortOrder,
                text(account.roles), account.signature, transaction.now,
            ]
        ) { $0.id(0, AccountKind.self) }!
        try setSecrets(transaction, id, password: .some(password), smtpPassword: .some(smtpPassword))
        try sql.run(
            "INSERT INTO identities (account_id, name, email, html_signature, main) VALUES (?, ?, ?, ?, 1)",
            [id, account.senderName, account.email, account.signature])
        transaction.record(.mailAccount, user: account.user, id.rawValue, .created)
        return id
    }

    /// Writes everything but secrets and status. The main identity follows the sender name, address and signature.
    public static func update(_ transaction: Transaction, _ account: Account) throws(Failure) {
        try transaction.sql.run(
            """
            UPDATE accounts SET name = ?, sender_name = ?, email = ?, hue = ?, imap = ?, smtp = ?, imap_username = ?, smtp_username = ?, auth = ?,
                paused = ?, in_unified = ?, sort_order = ?, roles = ?, signature = ? WHERE id = ?
            """,
            [
                account.name, account.senderName, account.email, account.hue, text(account.imap), text(account.smtp), account.imapUsername,
                account.smtpUsername, account.auth, account.paused, account.inUnified, account.sortOrder, text(account.roles),
                account.signature,
                account.id,
            ])
        try transaction.sql.run(
            "UPDATE identities SET name = ?, email = ?, html_signature = ? WHERE account_id = ? AND main = 1",
            [account.senderName, account.email, account.signature, account.id])
        transaction.record(.mailAccount, user: account.user, account.id.rawValue, .updated)
    }

    /// Seals new secrets. Outer nil keeps what is there; inner nil removes it.
    public static func setSecrets(_ transaction: Transaction, _ id: AccountID, password: String??, smtpPassword: String??) throws(Failure) {
        if let password {
            let sealed = password.map { transaction.secrets.seal(Array($0.utf8), for: "imap \(id)") }
            try transaction.sql.run("UPDATE accounts SET secret = ? WHERE id = ?", [sealed, id])
        }
        if let smtpPassword {
            let sealed = smtpPassword.map { transaction.secrets.seal(Array($0.utf8), for: "smtp \(id)") }
            try transaction.sql.run("UPDATE accounts SET smtp_secret = ? WHERE id = ?", [sealed, id])
        }
    }

    /// Writes how the account does, and journals it.
    public static func setStatus(_ transaction: Transaction, _ id: AccountID, _ status: JSON) throws(Failure) {
        let user = try transaction.sql.first("UPDATE accounts SET status = ? WHERE id = ? RETURNING user_id", [status.text, id]) {
            $0.id(0, UserKind.self)
        }
        if let user { transaction.record(.mailAccount, user: user, id.rawValue, .updated) }
    }

    /// Removes an account and everything of it that is here. The server keeps its mail.
    public static func remove(_ transaction: Transaction, _ id: AccountID) throws(Failure) {
        guard let account = try get(transaction.sql, id) else { throw Failure(.notFound, "account \(id)") }
        try transaction.sql.run("DELETE FROM journal WHERE account_id = ?", [id])
        try transaction.sql.run("DELETE FROM thread_refs WHERE account_id = ?", [id])
        if transaction.sql.dialect == .postgres { try transaction.sql.run("DELETE FROM search WHERE account_id = ?", [id]) }
        try transaction.sql.run("DELETE FROM plugin_kv WHERE scope = ?", ["account:\(id)"])
        try transaction.sql.run("DELETE FROM blobs WHERE account_id = ?", [id])
        try transaction.sql.run("DELETE FROM accounts WHERE id = ?", [id])
        transaction.record(.mailAccount, user: account.user, id.rawValue, .destroyed)
    }
}

extension Store {
    /// The IMAP and SMTP passwords of an account, opened. SMTP's is IMAP's unless it has its own.
    public func passwords(_ id: AccountID) async throws(Failure) -> (imap: String?, smtp: String?) {
        let sealed = try await read { sql throws(Failure) in
            try sql.first("SELECT secret, smtp_secret FROM accounts WHERE id = ?", [id]) { row -> ([UInt8]?, [UInt8]?) in
                (row.isNull(0) ? nil : row.bytes(0), row.isNull(1) ? nil : row.bytes(1))
            }
        }
        guard let sealed else { throw Failure(.notFound, "account \(id)") }
        var imap: String?
        if let secret = sealed.0 { imap = String(decoding: try secrets.open(secret, for: "imap \(id)"), as: UTF8.self) }
        var smtp = imap
        if let secret = sealed.1 { smtp = String(decoding: try secrets.open(secret, for: "smtp \(id)"), as: UTF8.self) }
        return (imap, smtp)
    }
}
