public import Core

/// The numbered list of what changed. Its numbers are JMAP states.
public enum Journal {
    /// One change, as a reader of the journal sees it.
    public struct Entry: Sendable {
        /// Its number: higher is later, counted for each user.
        public let seq: Int64
        /// The account it is in; 0 for what belongs to the user alone.
        public let account: AccountID
        /// The row id of what changed, of the type that was asked for.
        public let object: Int64
        /// What happened to it.
        public let change: ChangeKind
    }

    /// The state of a type in an account: the number of its newest change, 0 when it never changed.
    public static func state(_ sql: any SQLConnection, account: AccountID, type: DataType) throws(Failure) -> Int64 {
        try sql.first("SELECT coalesce(max(seq), 0) FROM journal WHERE account_id = ? AND type = ?", [account, type.rawValue]) { $0.int(0) }
            ?? 0
    }

    /// The state of a type over all accounts of a user.
    public static func state(_ sql: any SQLConnection, user: UserID, type: DataType) throws(Failure) -> Int64 {
        try sql.first("SELECT coalesce(max(seq), 0) FROM journal WHERE user_id = ? AND type = ?", [user, type.rawValue]) { $0.int(0) } ?? 0
    }

    /// The oldest number that `changes` can still start from.
    public static func horizon(_ sql: any SQLConnection, user: UserID) throws(Failure) -> Int64 {
        (try sql.first("SELECT min(seq) FROM journal WHERE user_id = ?", [user]) { $0.optionalInt(0) } ?? nil).map { $0 - 1 } ?? 0
    }

    /// The changes of a type in an account after a number, oldest first.
    public static func entries(
        _ sql: any SQLConnection, account: AccountID, type: DataType, after seq: Int64, limit: Int
    ) throws(Failure) -> [Entry] {
        try sql.query(
            "SELECT seq, account_id, object_id, change FROM journal WHERE account_id = ? AND type = ? AND seq > ? ORDER BY seq LIMIT ?",
            [account, type.rawValue, seq, limit], entry)
    }

    /// The changes of a type over all accounts of a user after a number, oldest first.
    public static func entries(_ sql: any SQLConnection, user: UserID, type: DataType, after seq: Int64, limit: Int) throws(Failure)
        -> [Entry]
    {
        try sql.query(
            "SELECT seq, account_id, object_id, change FROM journal WHERE user_id = ? AND type = ? AND seq > ? ORDER BY seq LIMIT ?",
            [user, type.rawValue, seq, limit], entry)
    }

    private static func entry(_ row: any SQLRow) -> Entry {
        Entry(seq: row.int(0), account: row.id(1), object: row.int(2), change: ChangeKind(rawValue: row.int(3)) ?? .updated)
    }
}
