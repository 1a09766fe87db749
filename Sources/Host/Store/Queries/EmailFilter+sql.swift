import Core
import Foundation

extension EmailFilter {
    /// What only code can decide, decided: header conditions become lists of emails.
    func settled(_ sql: any SQLConnection, accounts: [AccountID]) throws(Failure) -> EmailFilter {
        switch self {
        case .and(let parts): return .and(try EmailFilter.settled(parts, sql, accounts))
        case .or(let parts): return .or(try EmailFilter.settled(parts, sql, accounts))
        case .not(let part): return .not(try part.settled(sql, accounts: accounts))
        case .recipient(let header, let terms, let words):
            let keys = try SearchIndex.keys(sql, terms, accounts: accounts, limit: .max)
            let list = Clause.list(sql.dialect, "sort_key", keys)
            return .ids(
                try sql.query("SELECT id, \(header.column) FROM emails WHERE \(list.sql)", list.values) { row in
                    EmailFilter.contains(row.text(1), words) ? row.int(0) : nil
                }.compactMap { $0 })
        case .header(let header, let text):
            let words = text.map { [$0] } ?? []
            return .ids(
                try sql.query(
                    "SELECT id, \(header.column) FROM emails WHERE account_id IN (\(placeholders(accounts.count))) AND \(header.column) <> ''",
                    accounts
                ) { row in EmailFilter.contains(row.text(1), words) ? row.int(0) : nil }.compactMap { $0 })
        default: return self
        }
    }

    private static func settled(_ parts: [EmailFilter], _ sql: any SQLConnection, _ accounts: [AccountID]) throws(Failure) -> [EmailFilter]
    {
        var out: [EmailFilter] = []
        for part in parts { out.append(try part.settled(sql, accounts: accounts)) }
        return out
    }

    private static func contains(_ text: String, _ words: [String]) -> Bool {
        words.allSatisfy { text.range(of: $0, options: [.caseInsensitive, .diacriticInsensitive]) != nil }
    }

    /// The condition over the row `e` of emails. `settled` came before.
    func clause(_ dialect: Dialect, accounts: [AccountID]) -> Clause {
        switch self {
        case .every: return Clause("1 = 1")
        case .and(let parts): return Clause.joined(parts.map { $0.clause(dialect, accounts: accounts) }, " AND ", empty: "1 = 1")
        case .or(let parts): return Clause.joined(parts.map { $0.clause(dialect, accounts: accounts) }, " OR ", empty: "1 = 0")
        case .not(let part):
            let inner = part.clause(dialect, accounts: accounts)
            return Clause("NOT (\(inner.sql))", inner.values)
        case .mailboxes(let ids):
            guard !ids.isEmpty else { return Clause("1 = 0") }
            return Clause(
                "EXISTS (SELECT 1 FROM locations x WHERE x.email_id = e.id AND x.mailbox_id IN (\(placeholders(ids.count))))", ids)
        case .otherThan(let ids):
            guard !ids.isEmpty else { return Clause("EXISTS (SELECT 1 FROM locations x WHERE x.email_id = e.id)") }
            return Clause(
                "EXISTS (SELECT 1 FROM locations x WHERE x.email_id = e.id AND x.mailbox_id NOT IN (\(placeholders(ids.count))))", ids)
        case .before(let time): return Clause("e.received_at < ?", [time])
        case .after(let time): return Clause("e.received_at >= ?", [time])
        case .minSize(let size): return Clause("e.size >= ?", [size])
        case .maxSize(let size): return Clause("e.size < ?", [size])
        case .keyword(let keyword): return Clause.keyword(keyword, "e")
        case .allInThread(let keyword):
            let has = Clause.keyword(keyword, "t")
            return Clause("NOT EXISTS (SELECT 1 FROM emails t WHERE t.thread_id = e.thread_id AND NOT (\(has.sql)))", has.values)
        case .someInThread(let keyword):
            let has = Clause.keyword(keyword, "t")
            return Clause("EXISTS (SELECT 1 FROM emails t WHERE t.thread_id = e.thread_id AND \(has.sql))", has.values)
        case .hasAttachment(let has): return Clause("e.has_attachment = \(has ? 1 : 0)")
        case .text(let terms):
            guard let expression = SearchIndex.expression(dialect, terms, accounts: accounts) else { return Clause("1 = 0") }
            return switch dialect {
            case .sqlite: Clause("e.sort_key IN (SELECT rowid FROM search WHERE search MATCH ?)", [expression])
            case .postgres: Clause("e.sort_key IN (SELECT s.sort_key FROM search s WHERE s.terms @@ to_tsquery('simple', ?))", [expression])
            }
        case .recipient, .header: return Clause("1 = 0")
        case .ids(let ids): return Clause.list(dialect, "e.id", ids)
        }
    }
}

/// A condition in SQL and the values of its placeholders.
struct Clause {
    var sql: String
    var values: [any SQLBindable]

    init(_ sql: String, _ values: [any SQLBindable] = []) {
        self.sql = sql
        self.values = values
    }

    static func joined(_ parts: [Clause], _ separator: String, empty: String) -> Clause {
        guard !parts.isEmpty else { return Clause(empty) }
        return Clause("(" + parts.map(\.sql).joined(separator: separator) + ")", parts.flatMap(\.values))
    }

    /// A column is one of many numbers, which travel as one value.
    static func list(_ dialect: Dialect, _ column: String, _ numbers: [Int64]) -> Clause {
        let joined = numbers.map(String.init).joined(separator: ",")
        return switch dialect {
        case .sqlite: Clause("\(column) IN (SELECT value FROM json_each(?))", ["[\(joined)]"])
        case .postgres: Clause("\(column) = ANY (CAST(? AS BIGINT[]))", ["{\(joined)}"])
        }
    }

    static func keyword(_ keyword: Keyword, _ row: String) -> Clause {
        switch keyword {
        case .seen: return Clause("\(row).seen = 1")
        case .flagged: return Clause("\(row).flagged = 1")
        default:
            let name = keyword.name.replacing("!", with: "!!").replacing("_", with: "!_")
            return Clause("' ' || \(row).keywords || ' ' LIKE ? ESCAPE '!'", ["% \(name) %"])
        }
    }
}
