public import Core

extension Journal {
    /// The newest number of each type in each account that changed after a number. Account 0 is what belongs to the user alone.
    public static func states(
        _ sql: any SQLConnection, user: UserID, after seq: Int64
    ) throws(Failure) -> [(account: AccountID, type: DataType, seq: Int64)] {
        try sql.query(
            "SELECT account_id, type, max(seq) FROM journal WHERE user_id = ? AND seq > ? GROUP BY account_id, type", [user, seq]
        ) { row in DataType(rawValue: row.int(1)).map { (row.id(0), $0, row.int(2)) } }.compactMap { $0 }
    }

    /// The newest number of a user's journal.
    public static func newest(_ sql: any SQLConnection, user: UserID) throws(Failure) -> Int64 {
        try sql.first("SELECT journal_seq FROM users WHERE id = ?", [user]) { $0.int(0) } ?? 0
    }
}
