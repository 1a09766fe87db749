public import Core

/// Somebody an account has exchanged mail with.
public struct Correspondent: Sendable, Hashable {
    /// A name that they have used, the newest within an account; empty when none is known.
    public var name: String
    /// The address, lower case.
    public var email: String
    /// How many messages went to them.
    public var sent: Int64
    /// How many messages came from them.
    public var received: Int64
    /// When the newest of these messages came or went.
    public var lastAt: Timestamp
}

/// Known correspondents, for recipient suggestions.
public enum CorrespondentTable {
    /// Learns from a message: whom it is from, or, when it was sent from here, whom it went to.
    static func learn(_ transaction: Transaction, account: AccountID, _ message: NewEmail) throws(Failure) {
        let own = try transaction.sql.query("SELECT email FROM identities WHERE account_id = ?", [account]) { $0.text(0).lowercased() }
        let isSent = message.from.contains { own.contains($0.email.lowercased()) }
        for person in isSent ? message.to + message.cc + message.bcc : message.from where person.email.contains("@") {
            if !isSent, isRobot(person.email) { continue }
            try count(transaction, account, person, sent: isSent, at: message.receivedAt)
        }
    }

    /// Learns from a message that went out from here, when it did: a draft says nothing yet about whom one writes to.
    static func learn(_ transaction: Transaction, account: AccountID, sent submission: SubmissionID) throws(Failure) {
        let id = try transaction.sql.first("SELECT email_id FROM submissions WHERE id = ?", [submission]) { $0.id(0, EmailKind.self) }
        guard let id, let email = try EmailTable.get(transaction.sql, id) else { return }
        for person in email.to + email.cc + email.bcc where person.email.contains("@") {
            try count(transaction, account, person, sent: true, at: transaction.now)
        }
    }

    /// Whether an address is one that nobody reads: such senders are no correspondents.
    static func isRobot(_ email: String) -> Bool {
        let local = email.lowercased().prefix { $0 != "@" }.filter { $0 != "-" && $0 != "_" && $0 != "." }
        return ["noreply", "donotreply", "mailerdaemon", "notification", "notifications"].contains { local == $0 }
            || ["noreply", "donotreply", "bounce"].contains { local.hasPrefix($0) } || local.hasSuffix("noreply")
    }

    private static func count(_ transaction: Transaction, _ account: AccountID, _ person: Address, sent: Bool, at time: Timestamp)
        throws(Failure)
    {
        try transaction.sql.run(
            """
            INSERT INTO correspondents (account_id, email, name, sent, received, last_at, last_sent_at) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (account_id, email) DO UPDATE SET sent = correspondents.sent + excluded.sent, received = correspondents.received + excluded.received,
                name = CASE WHEN excluded.name <> '' AND excluded.last_at >= correspondents.last_at THEN excluded.name ELSE correspondents.name END,
                last_at = CASE WHEN excluded.last_at > correspondents.last_at THEN excluded.last_at ELSE correspondents.last_at END,
                last_sent_at = CASE WHEN excluded.last_sent_at > correspondents.last_sent_at THEN excluded.last_sent_at ELSE correspondents.last_sent_at END
            """, [account, person.email.lowercased(), person.name, sent ? 1 : 0, sent ? 0 : 1, time, sent ? time.milliseconds : 0])
    }

    /// People whose name or address has a word that begins with a text, those one has written to first.
    public static func find(_ sql: any SQLConnection, accounts: [AccountID], text: String, limit: Int) throws(Failure) -> [Correspondent] {
        guard !accounts.isEmpty else { return [] }
        let pattern = "%" + text.lowercased().replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%"
        let values: [any SQLBindable] = accounts.map { $0 as any SQLBindable } + [pattern, pattern, limit]
        return try sql.query(
            """
            SELECT max(name), email, sum(sent), sum(received), max(last_at) FROM correspondents WHERE account_id IN (\(placeholders(accounts.count)))
            AND (email LIKE ? ESCAPE '\\' OR lower(name) LIKE ? ESCAPE '\\') GROUP BY email ORDER BY sum(sent) DESC, max(last_at) DESC LIMIT ?
            """, values
        ) { Correspondent(name: $0.text(0), email: $0.text(1), sent: $0.int(2), received: $0.int(3), lastAt: $0.time(4)) }
    }
}
