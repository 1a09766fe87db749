public import Core

/// How many starred emails some accounts have.
public struct FlaggedCounts: Sendable {
    /// Emails.
    public var total: Int64 = 0
    /// Unread ones of them.
    public var unread: Int64 = 0
    /// Conversations they are in.
    public var threads: Int64 = 0
    /// Conversations with an unread one of them.
    public var unreadThreads: Int64 = 0

    /// Counts them; what lies in no mailbox is left out.
    public static func get(_ sql: any SQLConnection, accounts: [AccountID]) throws(Failure) -> FlaggedCounts {
        guard !accounts.isEmpty else { return FlaggedCounts() }
        let counts = try sql.first(
            """
            SELECT count(*), coalesce(sum(1 - e.seen), 0), count(DISTINCT e.thread_id), count(DISTINCT CASE WHEN e.seen = 0 THEN e.thread_id END)
            FROM emails e WHERE e.account_id IN (\(placeholders(accounts.count))) AND e.flagged = 1
            AND EXISTS (SELECT 1 FROM locations l WHERE l.email_id = e.id)
            """, accounts
        ) { FlaggedCounts(total: $0.int(0), unread: $0.int(1), threads: $0.int(2), unreadThreads: $0.int(3)) }
        return counts ?? FlaggedCounts()
    }
}
