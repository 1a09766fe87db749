public import Core

/// What of an account its connections depend on: when it changes they are made anew.
public struct AccountSettings: Hashable, Sendable {
    /// Whose account.
    public let user: UserID
    private let values: [String]
    private let secrets: [[UInt8]]

    /// The settings of an account; nil when it is gone.
    public static func get(_ sql: any SQLConnection, _ id: AccountID) throws(Failure) -> AccountSettings? {
        try sql.first(
            "SELECT user_id, imap, smtp, imap_username, smtp_username, auth, paused, secret, smtp_secret FROM accounts WHERE id = ?", [id]
        ) { row in
            AccountSettings(
                user: row.id(0), values: (1...6).map { $0 == 6 ? String(row.int(6)) : row.text($0) }, secrets: [row.bytes(7), row.bytes(8)])
        }
    }
}
