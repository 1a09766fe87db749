public import Core

/// What must be known of a mailbox to find mail in it.
public struct MailboxPlace: Sendable {
    /// Its id.
    public let id: MailboxID
    /// Its account.
    public let account: AccountID
    /// What SPECIAL-USE or its name says it is for.
    public let role: MailboxRole?
    /// Whether mail can lie in it.
    public let selectable: Bool

    /// Every mailbox of a user.
    public static func all(_ sql: any SQLConnection, user: UserID) throws(Failure) -> [MailboxPlace] {
        try sql.query(
            """
            SELECT m.id, m.account_id, m.role, m.selectable FROM accounts a JOIN mailboxes m ON m.account_id = a.id WHERE a.user_id = ? ORDER BY m.id
            """, [user]
        ) { row in
            MailboxPlace(
                id: row.id(0), account: row.id(1), role: row.optionalText(2).flatMap(MailboxRole.init(rawValue:)), selectable: row.bool(3))
        }
    }
}
