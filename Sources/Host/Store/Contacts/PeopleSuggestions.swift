public import Core

/// Somebody a message may be meant for.
public struct PeopleSuggestion: Sendable, Hashable {
    /// The name: of the card where there is one, else the newest they used.
    public var name: String
    /// The address, lower case.
    public var email: String
    /// The card that has the address; nil: none.
    public var card: CardID?
    /// How many messages went there.
    public var sent: Int64
    /// How many came from there.
    public var received: Int64
    /// When the newest of these came or went; nil: never.
    public var lastAt: Timestamp?

    /// Whether one knows them: there is a card, or one has written to them.
    public var isKnown: Bool { card != nil || sent > 0 }
}

/// Recipient suggestions out of the cards of a user and the mail of their accounts.
public enum PeopleSuggestions {
    /// People who fit a text, best first: those one knows, then those who wrote; inside that by how often one wrote to them, then by how
    /// lately. `words` is the text in folded words, each of which begins a word of the card.
    public static func find(
        _ sql: any SQLConnection, user: UserID, accounts: [AccountID], text: String, words: [String], limit: Int
    ) throws(Failure) -> [PeopleSuggestion] {
        var found: [String: PeopleSuggestion] = [:]
        for person in try CorrespondentTable.find(sql, accounts: accounts, text: text, limit: limit) {
            found[person.email] = PeopleSuggestion(
                name: person.name, email: person.email, card: nil, sent: person.sent, received: person.received, lastAt: person.lastAt)
        }
        for card in try cards(sql, user, accounts, text: text, words: words, limit: limit) { found[card.email] = card }
        try name(sql, user, &found)
        return Array(found.values.sorted(by: before).prefix(limit))
    }

    private static func before(_ a: PeopleSuggestion, _ b: PeopleSuggestion) -> Bool {
        if a.isKnown != b.isKnown { return a.isKnown }
        if a.sent != b.sent { return a.sent > b.sent }
        let (x, y) = (a.lastAt?.milliseconds ?? 0, b.lastAt?.milliseconds ?? 0)
        if x != y { return x > y }
        return a.name == b.name ? a.email < b.email : a.name < b.name
    }

    private static func cards(
        _ sql: any SQLConnection, _ user: UserID, _ accounts: [AccountID], text: String, words: [String], limit: Int
    ) throws(Failure) -> [PeopleSuggestion] {
        // What has no letters or digits finds no card, unless nothing is asked for.
        guard !words.isEmpty || text.isEmpty else { return [] }
        let mine = accounts.isEmpty ? "NULL" : placeholders(accounts.count)
        let conditions = words.prefix(8).map { _ in "(' ' || e.folded) LIKE ?" }.joined(separator: " AND ")
        let values: [any SQLBindable] =
            accounts.map { $0 as any SQLBindable } + [user] + words.prefix(8).map { "% \($0)%" as any SQLBindable } + [limit]
        return try sql.query(
            """
            SELECT max(e.name), e.email, min(e.card_id), coalesce(max(c.sent), 0), coalesce(max(c.received), 0), max(c.last_at)
            FROM card_emails e LEFT JOIN (SELECT email, sum(sent) AS sent, sum(received) AS received, max(last_at) AS last_at
                FROM correspondents WHERE account_id IN (\(mine)) GROUP BY email) c ON c.email = e.email
            WHERE e.user_id = ?\(conditions.isEmpty ? "" : " AND " + conditions) GROUP BY e.email
            ORDER BY 4 DESC, coalesce(max(c.last_at), 0) DESC, 1, 2 LIMIT ?
            """, values
        ) {
            PeopleSuggestion(
                name: $0.text(0), email: $0.text(1), card: $0.id(2), sent: $0.int(3), received: $0.int(4), lastAt: $0.optionalTime(5))
        }
    }

    /// Those found by their mail may have a card too.
    private static func name(_ sql: any SQLConnection, _ user: UserID, _ found: inout [String: PeopleSuggestion]) throws(Failure) {
        let unnamed = found.values.filter { $0.card == nil }.map(\.email)
        guard !unnamed.isEmpty else { return }
        let rows = try sql.query(
            "SELECT email, name, card_id FROM card_emails WHERE user_id = ? AND email IN (\(placeholders(unnamed.count))) ORDER BY card_id DESC",
            [user] + unnamed.map { $0 as any SQLBindable }
        ) { ($0.text(0), $0.text(1), $0.id(2, CardKind.self)) }
        for (email, name, card) in rows {
            found[email]?.card = card
            if !name.isEmpty { found[email]?.name = name }
        }
    }
}
