public import Core
import HostCrypto

/// The cards of users. Every change counts in the book, for clients that synchronise, and in the journal.
public enum CardTable {
    static let columns = "id, book_id, resource, uid, kind, etag, size, name, created_at, updated_at"

    static func card(_ row: any SQLRow) -> Card {
        Card(
            id: row.id(0), book: row.id(1), resource: row.text(2), uid: row.text(3), kind: row.text(4), etag: row.text(5), size: row.int(6),
            name: row.text(7), createdAt: row.time(8), updatedAt: row.time(9))
    }

    /// The entity tag of bytes: 32 hexadecimal digits, without quotes.
    public static func etag(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: Digest.sha256(bytes).prefix(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Cards of a user by id; those that are gone or not theirs are left out.
    public static func get(_ sql: any SQLConnection, user: UserID, _ ids: [CardID]) throws(Failure) -> [CardID: Card] {
        var out: [CardID: Card] = [:]
        for chunk in stride(from: 0, to: ids.count, by: 500) {
            let part = ids[chunk..<min(ids.count, chunk + 500)]
            let rows = try sql.query(
                "SELECT \(columns) FROM cards WHERE user_id = ? AND id IN (\(placeholders(part.count)))",
                [user] + part.map { $0 as any SQLBindable }, card)
            for row in rows { out[row.id] = row }
        }
        return out
    }

    /// The vCard of a card.
    public static func bytes(_ sql: any SQLConnection, _ id: CardID) throws(Failure) -> [UInt8]? {
        try sql.first("SELECT bytes FROM card_texts WHERE card_id = ?", [id]) { $0.bytes(0) }
    }

    /// The vCards of many cards.
    public static func texts(_ sql: any SQLConnection, _ ids: [CardID]) throws(Failure) -> [CardID: [UInt8]] {
        var out: [CardID: [UInt8]] = [:]
        for chunk in stride(from: 0, to: ids.count, by: 500) {
            let part = ids[chunk..<min(ids.count, chunk + 500)]
            let rows = try sql.query(
                "SELECT card_id, bytes FROM card_texts WHERE card_id IN (\(placeholders(part.count)))", part.map { $0 as any SQLBindable }
            ) { ($0.id(0, CardKind.self), $0.bytes(1)) }
            for (id, bytes) in rows { out[id] = bytes }
        }
        return out
    }

    /// The ids of the cards of a user, or of one of their books, oldest first.
    public static func ids(_ sql: any SQLConnection, user: UserID, book: AddressBookID? = nil) throws(Failure) -> [CardID] {
        if let book {
            return try sql.query("SELECT id FROM cards WHERE user_id = ? AND book_id = ? ORDER BY id", [user, book]) { $0.id(0) }
        }
        return try sql.query("SELECT id FROM cards WHERE user_id = ? ORDER BY id", [user]) { $0.id(0) }
    }

    /// The card of a book with a UID; nil when there is none.
    public static func find(_ sql: any SQLConnection, book: AddressBookID, uid: String) throws(Failure) -> Card? {
        try sql.first("SELECT \(columns) FROM cards WHERE book_id = ? AND uid = ?", [book, uid], card)
    }

    /// The card of a book with one of some UIDs, the one named first before the others; nil when there is none.
    public static func find(_ sql: any SQLConnection, book: AddressBookID, uids: [String]) throws(Failure) -> Card? {
        guard let first = uids.first else { return nil }
        let found = try sql.query(
            "SELECT \(columns) FROM cards WHERE book_id = ? AND uid IN (\(placeholders(uids.count))) ORDER BY id",
            [book] + uids.map { $0 as any SQLBindable }, card)
        return found.first { $0.uid == first } ?? found.first
    }

    /// The card of a book with a resource name; nil when there is none.
    public static func find(_ sql: any SQLConnection, book: AddressBookID, resource: String) throws(Failure) -> Card? {
        try sql.first("SELECT \(columns) FROM cards WHERE book_id = ? AND resource = ?", [book, resource], card)
    }

    /// Adds a card. Fails with `conflict` when the book has its UID or resource name, `tooLarge` over a limit.
    public static func add(
        _ transaction: Transaction, user: UserID, book: AddressBookID, resource: String, _ content: CardContent
    ) throws(Failure) -> CardID {
        try AddressBookTable.lock(transaction, user: user)
        try check(content)
        let count = try count(transaction, user)
        guard count < ContactLimits.cards else {
            throw Failure(.tooLarge, "cards of \(user)", message: "There can be at most \(ContactLimits.cards) contacts.")
        }
        let change = try arrive(transaction, book: book, resource: resource)
        let id = try transaction.sql.first(
            """
            INSERT INTO cards (user_id, book_id, resource, uid, kind, etag, size, name, facts, change, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
            """,
            [
                user, book, resource, content.uid, content.kind, etag(content.bytes), content.bytes.count, content.name, packed(content),
                change, transaction.now, transaction.now,
            ]
        ) { $0.id(0, CardKind.self) }!
        try transaction.sql.run("INSERT INTO card_texts (card_id, bytes) VALUES (?, ?)", [id, content.bytes])
        try addresses(transaction, user, id, content)
        transaction.record(.contactCard, user: user, id.rawValue, .created)
        transaction.cards[user] = count + 1
        return id
    }

    /// How many cards a user has. Counted once in a transaction; what it undoes in part makes the number too large, never too small.
    private static func count(_ transaction: Transaction, _ user: UserID) throws(Failure) -> Int64 {
        if let known = transaction.cards[user] { return known }
        return try transaction.sql.first("SELECT count(*) FROM cards WHERE user_id = ?", [user]) { $0.int(0) } ?? 0
    }

    /// Replaces the content of a card. Content that is the same byte for byte changes nothing.
    public static func update(_ transaction: Transaction, user: UserID, _ card: Card, _ content: CardContent) throws(Failure) {
        try check(content)
        let tag = etag(content.bytes)
        guard tag != card.etag || content.uid != card.uid else { return }
        let change = try AddressBookTable.step(transaction, card.book)
        try transaction.sql.run(
            """
            UPDATE cards SET uid = ?, kind = ?, etag = ?, size = ?, name = ?, facts = ?, change = ?, updated_at = ? WHERE id = ?
            """,
            [
                content.uid, content.kind, tag, content.bytes.count, content.name, packed(content), change, transaction.now, card.id,
            ])
        try transaction.sql.run("UPDATE card_texts SET bytes = ? WHERE card_id = ?", [content.bytes, card.id])
        try transaction.sql.run("DELETE FROM card_emails WHERE card_id = ?", [card.id])
        try addresses(transaction, user, card.id, content)
        transaction.record(.contactCard, user: user, card.id.rawValue, .updated)
    }

    /// Moves a card to another book, or gives it another name there. Fails with `conflict` as `add` does.
    public static func move(
        _ transaction: Transaction, user: UserID, _ card: Card, to book: AddressBookID, resource: String
    ) throws(Failure) {
        guard book != card.book || resource != card.resource else { return }
        try leave(transaction, card)
        let change = try arrive(transaction, book: book, resource: resource)
        try transaction.sql.run(
            "UPDATE cards SET book_id = ?, resource = ?, change = ?, updated_at = ? WHERE id = ?",
            [book, resource, change, transaction.now, card.id])
        transaction.record(.contactCard, user: user, card.id.rawValue, .updated)
    }

    /// Removes a card.
    public static func remove(_ transaction: Transaction, user: UserID, _ card: Card) throws(Failure) {
        try leave(transaction, card)
        try transaction.sql.run("DELETE FROM cards WHERE id = ?", [card.id])
        transaction.cards[user] = nil
        transaction.record(.contactCard, user: user, card.id.rawValue, .destroyed)
    }

    private static func check(_ content: CardContent) throws(Failure) {
        guard content.bytes.count <= ContactLimits.cardSize else {
            throw Failure(.tooLarge, "card of \(content.bytes.count)", message: "A contact has at most 1 MB, its photo included.")
        }
    }

    private static func arrive(_ transaction: Transaction, book: AddressBookID, resource: String) throws(Failure) -> Int64 {
        try transaction.sql.run("DELETE FROM card_removals WHERE book_id = ? AND resource = ?", [book, resource])
        return try AddressBookTable.step(transaction, book)
    }

    private static func leave(_ transaction: Transaction, _ card: Card) throws(Failure) {
        let change = try AddressBookTable.step(transaction, card.book)
        try transaction.sql.run(
            """
            INSERT INTO card_removals (book_id, resource, change, at) VALUES (?, ?, ?, ?)
            ON CONFLICT (book_id, resource) DO UPDATE SET change = excluded.change, at = excluded.at
            """, [card.book, card.resource, change, transaction.now])
        let old = transaction.now.adding(seconds: -Double(ContactLimits.removalDays) * 86_400)
        try CardMembers.forget(transaction, card.book, before: old)
    }

    private static func addresses(_ transaction: Transaction, _ user: UserID, _ id: CardID, _ content: CardContent) throws(Failure) {
        for (position, email) in content.emails.prefix(100).enumerated() {
            try transaction.sql.run(
                "INSERT INTO card_emails (card_id, position, user_id, email, name, folded) VALUES (?, ?, ?, ?, ?, ?)",
                [id, position, user, email.email.lowercased(), content.name, email.words])
        }
    }

    private static func packed(_ content: CardContent) -> String { Packed.pairs(content.facts.map { ($0.letter, $0.words) }) }
}
