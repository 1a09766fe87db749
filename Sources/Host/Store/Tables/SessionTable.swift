public import Core
import HostCrypto

/// A signed-in browser.
public struct Session: Sendable {
    /// SHA-256 of the cookie, as hex: the cookie itself is not in the database.
    public var tokenHash: String
    /// Who is signed in.
    public var user: UserID
    /// When it began.
    public var createdAt: Timestamp
    /// When it is over, `SessionTable.lifetime` after it began.
    public var expiresAt: Timestamp
}

/// Sessions of browsers.
public enum SessionTable {
    /// How long a session lasts: 7 days.
    public static let lifetime: Double = 7 * 86400

    /// Begins a session; returns the cookie's value, which is kept nowhere.
    public static func begin(_ transaction: Transaction, user: UserID, address: String, agent: String) throws(Failure) -> (
        token: String, session: Session
    ) {
        let token = SecureRandom.token()
        let session = Session(
            tokenHash: Digest.hex(token), user: user, createdAt: transaction.now,
            expiresAt: transaction.now.adding(seconds: lifetime))
        try transaction.sql.run("DELETE FROM sessions WHERE expires_at < ?", [transaction.now])
        try transaction.sql.run(
            "INSERT INTO sessions (token_hash, user_id, created_at, expires_at, address, agent) VALUES (?, ?, ?, ?, ?, ?)",
            [session.tokenHash, user, session.createdAt, session.expiresAt, address, String(agent.prefix(200))])
        transaction.tell(.userSignedIn, user: user)
        return (token, session)
    }

    /// The session of a cookie; nil when there is none or it is over.
    public static func find(_ sql: any SQLConnection, token: String, now: Timestamp) throws(Failure) -> Session? {
        try sql.first(
            "SELECT token_hash, user_id, created_at, expires_at FROM sessions WHERE token_hash = ? AND expires_at > ?",
            [Digest.hex(token), now]
        ) { Session(tokenHash: $0.text(0), user: $0.id(1), createdAt: $0.time(2), expiresAt: $0.time(3)) }
    }

    /// Ends a session.
    public static func end(_ transaction: Transaction, tokenHash: String) throws(Failure) {
        try transaction.sql.run("DELETE FROM sessions WHERE token_hash = ?", [tokenHash])
    }
}
