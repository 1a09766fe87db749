public import Core

/// What a client that keeps a copy of a book has to be told (RFC 6578).
public enum CardMembers {
    /// One step of telling.
    public struct Step: Sendable {
        /// Members that came or changed, in the order in which they did.
        public var changed: [Card] = []
        /// Resource names of members that went.
        public var removed: [String] = []
        /// The book's count up to which this tells.
        public var change: Int64
        /// Whether there is more to tell.
        public var hasMore = false
    }

    /// What happened to a book's members after a count; nil asks for all of them. At most `limit` members. nil when nobody knows any more.
    /// `begun` is the count at which the first step was asked for, while not all steps of the first telling are made: what was removed before then
    /// was never told, so nothing is missed when it is forgotten.
    public static func step(
        _ sql: any SQLConnection, _ book: AddressBook, after since: Int64?, begun: Int64? = nil, limit: Int
    ) throws(Failure) -> Step? {
        let start = since ?? 0
        guard start >= 0, start <= book.change, begun ?? 0 <= book.change, since == nil || max(start, begun ?? 0) >= book.keptFrom else {
            return nil
        }
        var step = Step(change: book.change)
        if start == book.change { return step }
        let cards = try sql.query(
            "SELECT \(CardTable.columns), change FROM cards WHERE book_id = ? AND change > ? ORDER BY change LIMIT ?",
            [book.id, start, limit + 1]
        ) { (CardTable.card($0), $0.int(10)) }
        let gone =
            since == nil
            ? []
            : try sql.query(
                "SELECT resource, change FROM card_removals WHERE book_id = ? AND change > ? ORDER BY change LIMIT ?",
                [book.id, max(start, begun ?? 0), limit + 1]
            ) { ($0.text(0), $0.int(1)) }
        step.hasMore = cards.count + gone.count > limit
        guard step.hasMore else {
            step.changed = cards.map(\.0)
            step.removed = gone.map(\.0)
            return step
        }
        let last = (cards.map(\.1) + gone.map(\.1)).sorted().prefix(limit).last ?? start
        step.changed = cards.filter { $0.1 <= last }.map(\.0)
        step.removed = gone.filter { $0.1 <= last }.map(\.0)
        step.change = last
        return step
    }

    /// Forgets removals of a book that are older than a time; clients that were away for longer begin anew. Returns how many were forgotten.
    @discardableResult static func forget(_ transaction: Transaction, _ book: AddressBookID, before: Timestamp) throws(Failure) -> Int {
        let newest = try transaction.sql.first("SELECT max(change) FROM card_removals WHERE book_id = ? AND at < ?", [book, before]) {
            $0.optionalInt(0)
        }
        guard let change = newest ?? nil else { return 0 }
        try transaction.sql.run("UPDATE address_books SET kept_from = ? WHERE id = ? AND kept_from < ?", [change, book, change])
        return try transaction.sql.run("DELETE FROM card_removals WHERE book_id = ? AND change <= ?", [book, change])
    }
}
