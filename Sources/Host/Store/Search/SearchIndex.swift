public import Core

/// The terms of a message, folded, separated by spaces.
public struct SearchDocument: Sendable {
    /// The words of the subject.
    public var subject: String
    /// The names and addresses of whom it is from.
    public var sender: String
    /// The names and addresses of whom it went to.
    public var recipients: String
    /// Text and the names of attachments.
    public var body: String

    /// A document of four fields.
    public init(subject: String, sender: String, recipients: String, body: String) {
        self.subject = subject
        self.sender = sender
        self.recipients = recipients
        self.body = body
    }
}

/// Where a term may be found.
public enum SearchField: String, Sendable { case subject, sender, recipients, body }

/// One condition of a search: all its terms must be there, in order and side by side when it is a phrase.
public struct SearchTerm: Sendable, Hashable {
    /// Folded terms without spaces or quotes.
    public var terms: [String]
    /// Whether the last term is the beginning of a word.
    public var isPrefix: Bool
    /// The only field to look in; nil: any.
    public var field: SearchField?

    /// A condition.
    public init(terms: [String], isPrefix: Bool = false, field: SearchField? = nil) {
        self.terms = terms
        self.isPrefix = isPrefix
        self.field = field
    }
}

/// The full-text index. Rows are keyed by sort_key, so hits come newest first for the asking.
public enum SearchIndex {
    /// Makes a message findable.
    static func add(_ sql: any SQLConnection, account: AccountID, sortKey: Int64, _ document: SearchDocument) throws(Failure) {
        switch sql.dialect {
        case .sqlite:
            try sql.run(
                "INSERT INTO search (rowid, scope, subject, sender, recipients, body) VALUES (?, ?, ?, ?, ?, ?)",
                [sortKey, "a\(account.rawValue)", document.subject, document.sender, document.recipients, document.body])
        case .postgres:
            try sql.run(
                """
                INSERT INTO search (sort_key, account_id, terms) VALUES (?, ?, setweight(to_tsvector('simple', CAST(? AS TEXT)), 'A') || setweight(to_tsvector('simple', CAST(? AS TEXT)), 'B')
                    || setweight(to_tsvector('simple', CAST(? AS TEXT)), 'C') || setweight(to_tsvector('simple', CAST(? AS TEXT)), 'D')) ON CONFLICT (sort_key) DO NOTHING
                """,
                [sortKey, account, document.subject, document.sender, document.recipients, String(document.body.prefix(600_000))])
        }
    }

    /// The text that MATCH (SQLite) or to_tsquery (PostgreSQL) takes for conditions that must all hold.
    /// Terms are cleaned to letters and digits, so nothing of the query language gets in. nil when no term is left.
    public static func expression(_ dialect: Dialect, _ conditions: [SearchTerm], accounts: [AccountID]) -> String? {
        let groups = conditions.compactMap { condition -> String? in
            let terms = condition.terms.map { $0.filter { !$0.isWhitespace && !$0.isPunctuation && !$0.isSymbol && $0 != "\0" } }.filter {
                !$0.isEmpty
            }
            guard !terms.isEmpty else { return nil }
            switch dialect {
            case .sqlite:
                let phrase = "\"" + terms.joined(separator: " ") + "\"" + (condition.isPrefix ? " *" : "")
                return "{\(condition.field?.rawValue ?? "subject sender recipients body")} : \(phrase)"
            case .postgres:
                let weight = condition.field.map { ["subject": "A", "sender": "B", "recipients": "C", "body": "D"][$0.rawValue]! } ?? ""
                let marked = terms.enumerated().map { index, term in
                    let star = condition.isPrefix && index == terms.count - 1 ? "*" : ""
                    return "'\(term)'" + (star.isEmpty && weight.isEmpty ? "" : ":" + star + weight)
                }
                return "(" + marked.joined(separator: " <-> ") + ")"
            }
        }
        guard !groups.isEmpty else { return nil }
        switch dialect {
        case .sqlite:
            let scope = "(" + accounts.map { "scope : a\($0.rawValue)" }.joined(separator: " OR ") + ")"
            return ([scope] + groups).joined(separator: " AND ")
        case .postgres:
            return groups.joined(separator: " & ")
        }
    }

    /// Sort keys of hits, newest first, below a key.
    public static func keys(
        _ sql: any SQLConnection, _ conditions: [SearchTerm], accounts: [AccountID], below: Int64 = .max, limit: Int
    ) throws(Failure) -> [Int64] {
        guard !accounts.isEmpty, let expression = expression(sql.dialect, conditions, accounts: accounts) else { return [] }
        switch sql.dialect {
        case .sqlite:
            return try sql.query(
                "SELECT rowid FROM search WHERE search MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?", [expression, below, limit]
            ) { $0.int(0) }
        case .postgres:
            let values: [any SQLBindable] = [expression] + accounts.map { $0 as any SQLBindable } + [below, limit]
            return try sql.query(
                """
                SELECT sort_key FROM search WHERE terms @@ to_tsquery('simple', CAST(? AS TEXT)) AND account_id IN (\(placeholders(accounts.count)))
                AND sort_key < ? ORDER BY sort_key DESC LIMIT ?
                """, values
            ) { $0.int(0) }
        }
    }
}
