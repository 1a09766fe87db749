public import Core

/// Which message a draft answers or forwards, remembered until it is sent.
public enum DraftLinks {
    /// Remembers what a draft answers or forwards.
    public static func set(_ transaction: Transaction, draft: EmailID, repliesTo: EmailID?, forwards: EmailID?) throws(Failure) {
        guard repliesTo != nil || forwards != nil else { return }
        try transaction.sql.run(
            """
            INSERT INTO draft_links (email_id, replies_to, forwards) VALUES (?, ?, ?)
            ON CONFLICT (email_id) DO UPDATE SET replies_to = excluded.replies_to, forwards = excluded.forwards
            """, [draft, repliesTo, forwards])
    }

    /// What a draft answers or forwards, as far as it was told.
    public static func get(_ sql: any SQLConnection, draft: EmailID) throws(Failure) -> (repliesTo: EmailID?, forwards: EmailID?) {
        try sql.first("SELECT replies_to, forwards FROM draft_links WHERE email_id = ?", [draft]) { ($0.optionalID(0), $0.optionalID(1)) }
            ?? (nil, nil)
    }
}
