public import Core

/// The address books of users.
public enum AddressBookTable {
    private static let columns = "id, user_id, name, description, sort_order, is_default, subscribed, change, kept_from"

    private static func book(_ row: any SQLRow) -> AddressBook {
        var book = AddressBook(user: row.id(1), name: row.text(2))
        book.id = row.id(0)
        book.description = row.text(3)
        book.sortOrder = row.int(4)
        book.isDefault = row.bool(5)
        book.isSubscribed = row.bool(6)
        book.change = row.int(7)
        book.keptFrom = row.int(8)
        return book
    }

    /// The books of a user in their order.
    public static func all(_ sql: any SQLConnection, user: UserID) throws(Failure) -> [AddressBook] {
        try sql.query("SELECT \(columns) FROM address_books WHERE user_id = ? ORDER BY sort_order, id", [user], book)
    }

    /// Whether a user has a book.
    public static func hasAny(_ sql: any SQLConnection, user: UserID) throws(Failure) -> Bool {
        try sql.first("SELECT 1 FROM address_books WHERE user_id = ? LIMIT 1", [user]) { $0.int(0) } != nil
    }

    /// One book of a user; nil when it is gone or not theirs.
    public static func get(_ sql: any SQLConnection, user: UserID, _ id: AddressBookID) throws(Failure) -> AddressBook? {
        try sql.first("SELECT \(columns) FROM address_books WHERE id = ? AND user_id = ?", [id, user], book)
    }

    /// Keeps other transactions from changing the user's contacts until this one ends.
    public static func lock(_ transaction: Transaction, user: UserID) throws(Failure) {
        guard transaction.sql.dialect == .postgres else { return }
        _ = try transaction.sql.first("SELECT id FROM users WHERE id = ? FOR UPDATE", [user]) { $0.int(0) }
    }

    /// Makes sure that a user has a book: the first is called Personal and is the default.
    public static func prepare(_ transaction: Transaction, user: UserID) throws(Failure) {
        try lock(transaction, user: user)
        if try !hasAny(transaction.sql, user: user) { _ = try add(transaction, AddressBook(user: user, name: "Personal")) }
    }

    /// Adds a book; the first of a user is the default. Fails with `tooLarge` when there are as many as there may be.
    public static func add(_ transaction: Transaction, _ book: AddressBook) throws(Failure) -> AddressBookID {
        try lock(transaction, user: book.user)
        let others = try all(transaction.sql, user: book.user)
        guard others.count < ContactLimits.books else {
            throw Failure(.tooLarge, "address books", message: "There can be at most \(ContactLimits.books) address books.")
        }
        let id = try transaction.sql.first(
            """
            INSERT INTO address_books (user_id, name, description, sort_order, is_default, subscribed, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
            RETURNING id
            """,
            [book.user, book.name, book.description, book.sortOrder, others.isEmpty, book.isSubscribed, transaction.now]
        ) { $0.id(0, AddressBookKind.self) }!
        transaction.record(.addressBook, user: book.user, id.rawValue, .created)
        return id
    }

    /// Writes name, description, order and whether it is shown.
    public static func update(_ transaction: Transaction, _ book: AddressBook) throws(Failure) {
        try transaction.sql.run(
            "UPDATE address_books SET name = ?, description = ?, sort_order = ?, subscribed = ? WHERE id = ?",
            [book.name, book.description, book.sortOrder, book.isSubscribed, book.id])
        transaction.record(.addressBook, user: book.user, book.id.rawValue, .updated)
    }

    /// Makes one book the default instead of another.
    public static func makeDefault(_ transaction: Transaction, user: UserID, _ id: AddressBookID) throws(Failure) {
        for book in try all(transaction.sql, user: user) where book.isDefault != (book.id == id) {
            try transaction.sql.run("UPDATE address_books SET is_default = ? WHERE id = ?", [book.id == id, book.id])
            transaction.record(.addressBook, user: user, book.id.rawValue, .updated)
        }
    }

    /// Removes a book with its cards. When it was the default, the first of the others is.
    public static func remove(_ transaction: Transaction, _ book: AddressBook) throws(Failure) {
        try lock(transaction, user: book.user)
        let cards = try transaction.sql.query("SELECT id FROM cards WHERE book_id = ? ORDER BY id", [book.id]) { $0.int(0) }
        for card in cards { transaction.record(.contactCard, user: book.user, card, .destroyed) }
        try transaction.sql.run("DELETE FROM address_books WHERE id = ?", [book.id])
        transaction.record(.addressBook, user: book.user, book.id.rawValue, .destroyed)
        guard book.isDefault, let next = try all(transaction.sql, user: book.user).first else { return }
        try makeDefault(transaction, user: book.user, next.id)
    }

    /// How many cards a book has.
    public static func count(_ sql: any SQLConnection, _ id: AddressBookID) throws(Failure) -> Int64 {
        try sql.first("SELECT count(*) FROM cards WHERE book_id = ?", [id]) { $0.int(0) } ?? 0
    }

    /// Counts one more change of a book's members and returns its number.
    static func step(_ transaction: Transaction, _ id: AddressBookID) throws(Failure) -> Int64 {
        let change = try transaction.sql.first("UPDATE address_books SET change = change + 1 WHERE id = ? RETURNING change", [id]) {
            $0.int(0)
        }
        guard let change else { throw Failure(.notFound, "address book \(id) is gone") }
        return change
    }
}
