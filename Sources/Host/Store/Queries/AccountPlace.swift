public import Core

/// What must be known of an account to find and change mail in it.
public struct AccountPlace: Sendable {
    /// Its id.
    public let id: AccountID
    /// Its address.
    public let email: String
    /// Whether a person includes it in the unified view.
    public let inUnified: Bool
    /// The person's own choice of folders.
    public let roles: [MailboxRole: MailboxID]

    /// The accounts of a user in their order.
    public static func all(_ sql: any SQLConnection, user: UserID) throws(Failure) -> [AccountPlace] {
        try sql.query("SELECT id, email, in_unified, roles FROM accounts WHERE user_id = ? ORDER BY sort_order, id", [user]) { row in
            var roles: [MailboxRole: MailboxID] = [:]
            let text = row.text(3)
            if text != "{}", let chosen = (try? JSON(parsing: text.utf8))?.object {
                for (name, value) in chosen {
                    if let role = MailboxRole(rawValue: name), let id = value.string.flatMap({ MailboxID($0) }) { roles[role] = id }
                }
            }
            return AccountPlace(id: row.id(0), email: row.text(1), inUnified: row.bool(2), roles: roles)
        }
    }
}
