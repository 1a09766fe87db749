public import Core

/// Bytes that exist nowhere else: uploads, and messages until a server has them.
public enum BlobTable {
    /// What is known of a blob without its bytes.
    public struct Head: Sendable {
        /// Its row.
        public let id: BlobID
        /// Who brought it: nobody else may read it.
        public let user: UserID
        /// The account it was brought for; 0: none in particular.
        public let account: AccountID
        /// The media type as the client named it.
        public let type: String
        /// How many bytes it has.
        public let size: Int64
    }

    /// Stores bytes. An upload that nothing refers to goes after a day.
    public static func add(_ transaction: Transaction, user: UserID, account: AccountID?, type: String, _ bytes: [UInt8]) throws(Failure)
        -> BlobID
    {
        try transaction.sql.first(
            "INSERT INTO blobs (user_id, account_id, type, size, bytes, created_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            [user, account?.rawValue ?? 0, type, bytes.count, bytes, transaction.now]
        ) { $0.id(0) }!
    }

    /// What a user's blob is; nil when it is gone or not theirs.
    public static func head(_ sql: any SQLConnection, user: UserID, _ id: BlobID) throws(Failure) -> Head? {
        try sql.first("SELECT id, user_id, account_id, type, size FROM blobs WHERE id = ? AND user_id = ?", [id, user]) {
            Head(id: $0.id(0), user: $0.id(1), account: $0.id(2), type: $0.text(3), size: $0.int(4))
        }
    }

    /// The bytes of a blob.
    public static func bytes(_ sql: any SQLConnection, _ id: BlobID) throws(Failure) -> [UInt8]? {
        try sql.first("SELECT bytes FROM blobs WHERE id = ?", [id]) { $0.bytes(0) }
    }

    /// Something refers to the blob: it stays until that lets it go.
    public static func keep(_ transaction: Transaction, _ id: BlobID) throws(Failure) {
        try transaction.sql.run("UPDATE blobs SET kept = 1 WHERE id = ?", [id])
    }

    /// Removes uploads that nothing refers to and that are older than a time.
    @discardableResult public static func expire(_ transaction: Transaction, before: Timestamp) throws(Failure) -> Int {
        try transaction.sql.run("DELETE FROM blobs WHERE kept = 0 AND created_at < ?", [before])
    }

    /// How many bytes of uploads a user has that nothing refers to.
    public static func pending(_ sql: any SQLConnection, user: UserID) throws(Failure) -> Int64 {
        try sql.first("SELECT coalesce(sum(size), 0) FROM blobs WHERE user_id = ? AND kept = 0", [user]) { $0.int(0) } ?? 0
    }
}
