public import Core
import HostCrypto

/// Who here is somebody elsewhere, and the one-time tokens with which they come in.
public enum UserLinkTable {
    /// How long a token is good: 60 seconds.
    public static let lifetime: Double = 60

    /// The user linked to a subject of an issuer, as one plugin knows them; nil when nobody is.
    public static func user(_ sql: any SQLConnection, plugin: String, issuer: String, subject: String) throws(Failure) -> UserID? {
        try sql.first(
            "SELECT user_id FROM user_links WHERE plugin = ? AND issuer = ? AND subject = ?", [plugin, issuer, subject]
        ) { $0.id(0) }
    }

    /// Links a user. Fails with `conflict` when the subject is linked already.
    public static func link(
        _ transaction: Transaction, plugin: String, issuer: String, subject: String, user: UserID
    ) throws(Failure) {
        let added = try transaction.sql.run(
            "INSERT INTO user_links (plugin, issuer, subject, user_id, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [plugin, issuer, subject, user, transaction.now])
        guard added > 0 else { throw Failure(.conflict, "\(subject) is linked", message: "Somebody is linked to this already.") }
    }

    /// Makes a token that signs a user in once; returns its text, which is kept nowhere.
    public static func token(_ transaction: Transaction, plugin: String, user: UserID) throws(Failure) -> String {
        let token = SecureRandom.token()
        try transaction.sql.run("DELETE FROM sign_in_tokens WHERE expires_at <= ?", [transaction.now])
        try transaction.sql.run(
            "INSERT INTO sign_in_tokens (token_hash, user_id, plugin, expires_at) VALUES (?, ?, ?, ?)",
            [Digest.hex(token), user, plugin, transaction.now.adding(seconds: lifetime)])
        return token
    }

    /// Takes a token: whom it signs in, the first time and within its lifetime; nil ever after.
    public static func take(_ transaction: Transaction, token: String) throws(Failure) -> UserID? {
        let found = try transaction.sql.first(
            "DELETE FROM sign_in_tokens WHERE token_hash = ? RETURNING user_id, expires_at", [Digest.hex(token)]
        ) { (user: $0.id(0) as UserID, until: $0.time(1)) }
        guard let found, found.until > transaction.now else { return nil }
        return found.user
    }
}
