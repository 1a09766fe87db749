public import Core

/// A filter over the mail of some accounts, answered newest first from the index that narrows it best.
public struct EmailSearch: Hashable, Sendable {
    /// The accounts looked at.
    public let accounts: [AccountID]
    /// Their mailboxes: an email that lies in none of these is not found.
    public let mailboxes: [MailboxID]
    /// What is asked for.
    public let filter: EmailFilter

    /// A search.
    public init(accounts: [AccountID], mailboxes: [MailboxID], filter: EmailFilter) {
        self.accounts = accounts.sorted()
        self.mailboxes = mailboxes.sorted()
        self.filter = filter
    }

    /// Where the walk begins, and what then remains to be checked of each email.
    private enum Source {
        case nothing
        case mailboxes([MailboxID], unreadOnly: Bool, Span, rest: Clause?)
        case search(String, Span, rest: Clause)
        case flagged(Span, rest: Clause)
    }

    /// The sort keys that conditions on the time of arrival leave.
    private struct Span {
        var from = Int64.min
        var below = Int64.max

        /// Takes a condition in; false when it must be checked of each email all the same.
        mutating func take(_ filter: EmailFilter) -> Bool {
            switch filter {
            case .after(let time): from = max(from, Span.key(time) ?? .min)
            case .before(let time): below = min(below, Span.key(time) ?? .max)
            default: return false
            }
            return Span.key(filter.time) != nil
        }

        /// The first sort key of a whole second; nil for other times.
        private static func key(_ time: Timestamp?) -> Int64? {
            guard let time, time.milliseconds > 0, time.milliseconds % 1000 == 0, time.milliseconds / 1000 < 1 << 40 else { return nil }
            return (time.milliseconds / 1000) << 22
        }
    }

    private func source(_ sql: any SQLConnection) throws(Failure) -> Source {
        guard !accounts.isEmpty, !mailboxes.isEmpty else { return .nothing }
        var span = Span()
        var parts = try filter.settled(sql, accounts: accounts).conjuncts.filter { !span.take($0) }
        func rest(_ parts: [EmailFilter]) -> Clause? {
            parts.isEmpty ? nil : EmailFilter.and(parts).clause(sql.dialect, accounts: accounts)
        }
        let terms = parts.flatMap { part -> [SearchTerm] in if case .text(let terms) = part { terms } else { [] } }
        let asksText = parts.contains { if case .text = $0 { true } else { false } }
        if asksText {
            guard let expression = SearchIndex.expression(sql.dialect, terms, accounts: accounts) else { return .nothing }
            parts.removeAll { if case .text = $0 { true } else { false } }
            return .search(expression, span, rest: rest([.mailboxes(mailboxes)] + parts)!)
        }
        if let at = parts.firstIndex(of: .keyword(.flagged)) {
            parts.remove(at: at)
            return .flagged(span, rest: rest([.mailboxes(mailboxes)] + parts)!)
        }
        var from = mailboxes
        if let at = parts.firstIndex(where: { if case .mailboxes = $0 { true } else { false } }),
            case .mailboxes(let named) = parts.remove(at: at)
        {
            from = mailboxes.filter(Set(named).contains)
        } else if let at = parts.firstIndex(where: { if case .otherThan = $0 { true } else { false } }),
            case .otherThan(let named) = parts.remove(at: at)
        {
            let others = Set(named)
            from = mailboxes.filter { !others.contains($0) }
        }
        var unreadOnly = false
        if let at = parts.firstIndex(of: .not(.keyword(.seen))) {
            parts.remove(at: at)
            unreadOnly = true
        }
        return from.isEmpty ? .nothing : .mailboxes(from, unreadOnly: unreadOnly, span, rest: rest(parts))
    }

    /// The newest emails below a sort key. `next` is where to go on, nil when there are no more; fewer than `limit` may come although there are more.
    public func newest(
        _ sql: any SQLConnection, below: Int64 = .max, limit: Int
    ) throws(Failure) -> (hits: [EmailHit], next: Int64?) {
        switch try source(sql) {
        case .nothing: return ([], nil)
        case .mailboxes(let ids, let unreadOnly, let span, let rest):
            var hits: [EmailHit] = []
            // Below this key some mailbox may have emails that were not fetched.
            var floor: Int64?
            for id in ids {
                let found = try walk(sql, id, unreadOnly, span, rest, below: below, limit: limit)
                if found.count == limit, let last = found.last { floor = max(floor ?? last.key, last.key) }
                hits.append(contentsOf: found)
            }
            var ordered = EmailSearch.ordered(hits, from: ids.count)
            if let floor { ordered.removeAll { $0.key < floor } }
            return (ordered, floor)
        case let other:
            let hits = try candidates(sql, other, below: below, limit: limit)
            return (hits, hits.count == limit ? hits.last?.key : nil)
        }
    }

    /// Every email found, newest first.
    public func all(_ sql: any SQLConnection) throws(Failure) -> [EmailHit] {
        switch try source(sql) {
        case .nothing: return []
        case .mailboxes(let ids, let unreadOnly, let span, let rest):
            var hits: [EmailHit] = []
            for id in ids { hits.append(contentsOf: try walk(sql, id, unreadOnly, span, rest, below: .max, limit: nil)) }
            return EmailSearch.ordered(hits, from: ids.count)
        case let other: return try candidates(sql, other, below: .max, limit: nil)
        }
    }

    /// Which of some emails are found, in no order.
    public func among(_ sql: any SQLConnection, _ ids: [Int64]) throws(Failure) -> [EmailHit] {
        guard !accounts.isEmpty, !mailboxes.isEmpty, !ids.isEmpty else { return [] }
        let some = Clause.list(sql.dialect, "e.id", ids)
        let rest = EmailFilter.and([.mailboxes(mailboxes), try filter.settled(sql, accounts: accounts)]).clause(
            sql.dialect, accounts: accounts)
        return try sql.query(
            "SELECT e.id, e.thread_id, e.sort_key FROM emails e WHERE \(some.sql) AND \(rest.sql)", some.values + rest.values, EmailHit.read
        )
    }

    private func walk(
        _ sql: any SQLConnection, _ mailbox: MailboxID, _ unreadOnly: Bool, _ span: Span, _ rest: Clause?, below: Int64, limit: Int?
    ) throws(Failure) -> [EmailHit] {
        let join = rest == nil ? "" : " JOIN emails e ON e.id = l.email_id"
        let unread = unreadOnly ? " AND l.seen = 0" : ""
        let more = rest.map { " AND \($0.sql)" } ?? ""
        var values: [any SQLBindable] = [mailbox, min(below, span.below), span.from] + (rest?.values ?? [])
        if let limit { values.append(limit) }
        return try sql.query(
            """
            SELECT l.email_id, l.thread_id, l.sort_key FROM locations l\(join) WHERE l.mailbox_id = ? AND l.sort_key < ? AND l.sort_key >= ?\(unread)\(more)
            ORDER BY l.sort_key DESC\(limit == nil ? "" : " LIMIT ?")
            """, values, EmailHit.read)
    }

    private func candidates(_ sql: any SQLConnection, _ source: Source, below: Int64, limit: Int?) throws(Failure) -> [EmailHit] {
        let text: String
        var values: [any SQLBindable]
        let last = limit == nil ? "" : " LIMIT ?"
        switch source {
        case .search(let expression, let span, let rest):
            values = [expression, min(below, span.below), span.from] + rest.values
            switch sql.dialect {
            case .sqlite:
                text = """
                    SELECT e.id, e.thread_id, e.sort_key FROM search CROSS JOIN emails e ON e.sort_key = search.rowid
                    WHERE search MATCH ? AND search.rowid < ? AND search.rowid >= ? AND \(rest.sql) ORDER BY search.rowid DESC\(last)
                    """
            case .postgres:
                text = """
                    SELECT e.id, e.thread_id, e.sort_key FROM search s JOIN emails e ON e.sort_key = s.sort_key
                    WHERE s.terms @@ to_tsquery('simple', ?) AND s.sort_key < ? AND s.sort_key >= ? AND \(rest.sql) ORDER BY s.sort_key DESC\(last)
                    """
            }
            if let limit { values.append(limit) }
            return try sql.query(text, values, EmailHit.read)
        case .flagged(let span, let rest):
            var hits: [EmailHit] = []
            for account in accounts {
                values = [account, min(below, span.below), span.from] + rest.values
                if let limit { values.append(limit) }
                hits.append(
                    contentsOf: try sql.query(
                        """
                        SELECT e.id, e.thread_id, e.sort_key FROM emails e WHERE e.account_id = ? AND e.flagged = 1 AND e.sort_key < ? AND e.sort_key >= ? AND \(rest.sql)
                        ORDER BY e.sort_key DESC\(last)
                        """, values, EmailHit.read))
            }
            let ordered = EmailSearch.ordered(hits, from: accounts.count)
            return limit.map { Array(ordered.prefix($0)) } ?? ordered
        case .nothing, .mailboxes: return []
        }
    }

    /// Newest first, each email once. An email that lies in a mailbox twice stands there twice in a row.
    private static func ordered(_ hits: [EmailHit], from sources: Int) -> [EmailHit] {
        let sorted = sources > 1 ? hits.sorted { $0.key > $1.key } : hits
        var out: [EmailHit] = []
        out.reserveCapacity(sorted.count)
        for hit in sorted where out.last?.id != hit.id { out.append(hit) }
        return out
    }
}
