public import Core
import HostCrypto

/// A password for one client: named, revocable, shown once.
public struct AppPassword: Sendable {
    /// Its row.
    public var id: Int64
    /// Whom it signs in.
    public var user: UserID
    /// What the person calls the client, at most 120 characters.
    public var name: String
    /// When it was made.
    public var createdAt: Timestamp
    /// When it last signed in, to the minute; nil: never.
    public var lastUsedAt: Timestamp?
}

/// Passwords for clients that are no browser.
public enum AppPasswordTable {
    private static let columns = "id, user_id, name, created_at, last_used_at"

    private static func password(_ row: any SQLRow) -> AppPassword {
        AppPassword(id: row.int(0), user: row.id(1), name: row.text(2), createdAt: row.time(3), lastUsedAt: row.optionalTime(4))
    }

    /// Makes one; returns its text, which is kept nowhere. It has 160 random bits, so a plain hash guards it.
    public static func add(_ transaction: Transaction, user: UserID, name: String) throws(Failure) -> (id: Int64, secret: String) {
        let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789")
        let letters = SecureRandom.bytes(32).map { alphabet[Int($0 & 31)] }
        let secret = stride(from: 0, to: 32, by: 8).map { String(letters[$0..<$0 + 8]) }.joined(separator: "-")
        let id = try transaction.sql.first(
            "INSERT INTO app_passwords (user_id, name, secret_hash, created_at) VALUES (?, ?, ?, ?) RETURNING id",
            [user, String(name.prefix(120)), Digest.hex(secret), transaction.now]
        ) { $0.int(0) }!
        return (id, secret)
    }

    /// The app passwords of a user, newest first.
    public static func all(_ sql: any SQLConnection, user: UserID) throws(Failure) -> [AppPassword] {
        try sql.query("SELECT \(columns) FROM app_passwords WHERE user_id = ? ORDER BY id DESC", [user], password)
    }

    /// The app password with this text; nil when there is none. Dashes and spaces do not matter.
    public static func find(_ sql: any SQLConnection, secret: String) throws(Failure) -> AppPassword? {
        let letters = Array(secret.lowercased().filter { $0 != "-" && !$0.isWhitespace })
        guard letters.count == 32 else { return nil }
        let dashed = stride(from: 0, to: 32, by: 8).map { String(letters[$0..<$0 + 8]) }.joined(separator: "-")
        return try sql.first("SELECT \(columns) FROM app_passwords WHERE secret_hash = ?", [Digest.hex(dashed)], password)
    }

    /// Notes that it was used, at most once a minute.
    public static func used(_ transaction: Transaction, _ id: Int64) throws(Failure) {
        try transaction.sql.run(
            "UPDATE app_passwords SET last_used_at = ? WHERE id = ? AND coalesce(last_used_at, 0) < ?",
            [transaction.now, id, transaction.now.adding(seconds: -60)])
    }

    /// Revokes one of a user's. Fails with `notFound`.
    public static func remove(_ transaction: Transaction, user: UserID, _ id: Int64) throws(Failure) {
        guard try transaction.sql.run("DELETE FROM app_passwords WHERE id = ? AND user_id = ?", [id, user]) > 0 else {
            throw Failure(.notFound, "app password \(id)")
        }
        transaction.tell(.userSecured, user: user)
    }
}
