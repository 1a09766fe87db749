public import Core

/// Bytes that exist nowhere else: uploads, and messages until a server has them. They are kept in pieces and come as such (`BlobWriter`).
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

    /// Begins a blob that has no bytes yet; nobody sees it before `finish`. One that nothing refers to goes after a day.
    public static func begin(_ transaction: Transaction, user: UserID, account: AccountID?, type: String) throws(Failure) -> BlobID {
        try transaction.sql.first(
            "INSERT INTO blobs (user_id, account_id, type, size, is_whole, created_at) VALUES (?, ?, ?, 0, 0, ?) RETURNING id",
            [user, account?.rawValue ?? 0, type, transaction.now]
        ) { $0.id(0) }!
    }

    /// Adds the next piece.
    public static func append(_ transaction: Transaction, _ id: BlobID, number: Int, _ bytes: [UInt8]) throws(Failure) {
        try transaction.sql.run("INSERT INTO blob_pieces (blob_id, number, bytes) VALUES (?, ?, ?)", [id, number, bytes])
        try transaction.sql.run("UPDATE blobs SET size = size + ? WHERE id = ?", [bytes.count, id])
    }

    /// All pieces are there.
    public static func finish(_ transaction: Transaction, _ id: BlobID) throws(Failure) {
        try transaction.sql.run("UPDATE blobs SET is_whole = 1 WHERE id = ?", [id])
    }

    /// Stores bytes that are in memory.
    public static func add(_ transaction: Transaction, user: UserID, account: AccountID?, type: String, _ bytes: [UInt8]) throws(Failure)
        -> BlobID
    {
        let id = try begin(transaction, user: user, account: account, type: type)
        for (number, start) in stride(from: 0, to: bytes.count, by: BlobWriter.pieceSize).enumerated() {
            try append(transaction, id, number: number, Array(bytes[start..<min(start + BlobWriter.pieceSize, bytes.count)]))
        }
        try finish(transaction, id)
        return id
    }

    /// What a user's blob is; nil when it is gone, not whole yet or not theirs.
    public static func head(_ sql: any SQLConnection, user: UserID, _ id: BlobID) throws(Failure) -> Head? {
        try sql.first("SELECT id, user_id, account_id, type, size FROM blobs WHERE id = ? AND user_id = ? AND is_whole = 1", [id, user]) {
            Head(id: $0.id(0), user: $0.id(1), account: $0.id(2), type: $0.text(3), size: $0.int(4))
        }
    }

    /// How many bytes a whole blob has, whoever owns it; nil when it is gone.
    public static func size(_ sql: any SQLConnection, _ id: BlobID) throws(Failure) -> Int64? {
        try sql.first("SELECT size FROM blobs WHERE id = ? AND is_whole = 1", [id]) { $0.int(0) }
    }

    /// One piece, counted from 0; nil after the last.
    public static func piece(_ sql: any SQLConnection, _ id: BlobID, number: Int) throws(Failure) -> [UInt8]? {
        try sql.first("SELECT bytes FROM blob_pieces WHERE blob_id = ? AND number = ?", [id, number]) { $0.bytes(0) }
    }

    /// All bytes of a blob at once, for what must be read whole.
    public static func bytes(_ sql: any SQLConnection, _ id: BlobID) throws(Failure) -> [UInt8]? {
        guard let size = try size(sql, id) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(size))
        let pieces = try sql.query("SELECT bytes FROM blob_pieces WHERE blob_id = ? ORDER BY number", [id]) { $0.bytes(0) }
        for piece in pieces { bytes += piece }
        return bytes
    }

    /// A message of an account refers to the blob: it stays until that lets it go.
    public static func keep(_ transaction: Transaction, _ id: BlobID, account: AccountID) throws(Failure) {
        try transaction.sql.run("UPDATE blobs SET kept = 1, account_id = ? WHERE id = ?", [account, id])
    }

    /// Removes a blob that nothing refers to.
    public static func drop(_ transaction: Transaction, _ id: BlobID) throws(Failure) {
        try transaction.sql.run("DELETE FROM blobs WHERE id = ? AND kept = 0", [id])
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
