public import Core

/// How much one has written to the people of a card.
public struct MailUse: Sendable, Hashable {
    /// How many messages went to any of its addresses, from any account.
    public var sent: Int64 = 0
    /// When the last of them did.
    public var lastSentAt: Timestamp?

    /// Nothing was ever sent.
    public init() {}

    /// The use of some cards of a user; cards that were never written to are left out.
    public static func of(_ sql: any SQLConnection, user: UserID, _ ids: [CardID]) throws(Failure) -> [CardID: MailUse] {
        var out: [CardID: MailUse] = [:]
        for chunk in stride(from: 0, to: ids.count, by: 500) {
            let part = ids[chunk..<min(ids.count, chunk + 500)]
            let rows = try sql.query(
                """
                SELECT e.card_id, sum(c.sent), max(c.last_sent_at) FROM (SELECT DISTINCT card_id, email FROM card_emails WHERE user_id = ?
                AND card_id IN (\(placeholders(part.count)))) e JOIN correspondents c ON c.email = e.email
                WHERE c.sent > 0 AND c.account_id IN (SELECT id FROM accounts WHERE user_id = ?) GROUP BY e.card_id
                """, [user] + part.map { $0 as any SQLBindable } + [user]
            ) { row in
                var use = MailUse()
                use.sent = row.int(1)
                use.lastSentAt = row.int(2) > 0 ? row.time(2) : nil
                return (row.id(0, CardKind.self), use)
            }
            for (id, use) in rows { out[id] = use }
        }
        return out
    }
}
