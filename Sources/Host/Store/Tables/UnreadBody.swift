public import Core

/// An email whose body has not been read for search, and where it can be had.
public struct UnreadBody: Sendable {
    /// The email.
    public let email: EmailID
    /// Its place in time.
    public let sortKey: Int64
    /// Bytes of the whole message.
    public let size: Int64
    /// A mailbox it lies in.
    public let mailbox: MailboxID
    /// That mailbox's numbering.
    public let uidValidity: Int64
    /// Its UID there.
    public let uid: Int64

    /// The newest of them below a sort key, each once, those of mailboxes that were numbered anew left out.
    public static func newest(_ sql: any SQLConnection, account: AccountID, below: Int64 = .max, limit: Int) throws(Failure) -> [UnreadBody]
    {
        let rows = try sql.query(
            """
            SELECT e.id, e.sort_key, e.size, l.mailbox_id, l.uidvalidity, l.uid FROM emails e JOIN locations l ON l.email_id = e.id
            JOIN mailboxes m ON m.id = l.mailbox_id AND m.uidvalidity = l.uidvalidity
            WHERE e.account_id = ? AND e.indexed = 0 AND e.sort_key < ? AND l.uid IS NOT NULL ORDER BY e.sort_key DESC LIMIT ?
            """, [account, below, limit]
        ) {
            UnreadBody(email: $0.id(0), sortKey: $0.int(1), size: $0.int(2), mailbox: $0.id(3), uidValidity: $0.int(4), uid: $0.int(5))
        }
        var seen: Set<EmailID> = []
        return rows.filter { seen.insert($0.email).inserted }
    }
}
