/// Contacts: address books, cards and what a client that synchronises them must be told.
enum Schema003 {
    static let statements = books + cards + mail

    private static let books = [
        // change counts what happened to the book's members; it is the book's own sync state. kept_from: removals after it are still known.
        """
        CREATE TABLE address_books (
            id {id}, user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE, name TEXT NOT NULL, description TEXT NOT NULL DEFAULT '',
            sort_order BIGINT NOT NULL DEFAULT 0, is_default INTEGER NOT NULL DEFAULT 0, subscribed INTEGER NOT NULL DEFAULT 1,
            change BIGINT NOT NULL DEFAULT 0, kept_from BIGINT NOT NULL DEFAULT 0, created_at BIGINT NOT NULL)
        """,
        "CREATE INDEX address_books_user ON address_books(user_id)",
    ]

    private static let cards = [
        // facts: letter US words RS …, for filters and lists. change: the book's count when this member last changed.
        """
        CREATE TABLE cards (
            id {id}, user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
            book_id BIGINT NOT NULL REFERENCES address_books(id) ON DELETE CASCADE, resource TEXT NOT NULL, uid TEXT NOT NULL,
            kind TEXT NOT NULL, etag TEXT NOT NULL, size BIGINT NOT NULL, name TEXT NOT NULL DEFAULT '', facts TEXT NOT NULL DEFAULT '',
            change BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, UNIQUE (book_id, resource), UNIQUE (book_id, uid))
        """,
        "CREATE INDEX cards_user ON cards(user_id)",
        "CREATE INDEX cards_change ON cards(book_id, change)",
        // The vCard itself lies apart, so that reading many facts does not read it.
        "CREATE TABLE card_texts (card_id BIGINT PRIMARY KEY REFERENCES cards(id) ON DELETE CASCADE, bytes {blob} NOT NULL)",
        """
        CREATE TABLE card_emails (
            card_id BIGINT NOT NULL REFERENCES cards(id) ON DELETE CASCADE, position INTEGER NOT NULL, user_id BIGINT NOT NULL,
            email TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL, PRIMARY KEY (card_id, position)) {clustered}
        """,
        "CREATE INDEX card_emails_user ON card_emails(user_id, email)",
        // Members that a book had, so that a client that synchronises removes them too.
        """
        CREATE TABLE card_removals (
            book_id BIGINT NOT NULL REFERENCES address_books(id) ON DELETE CASCADE, resource TEXT NOT NULL, change BIGINT NOT NULL,
            at BIGINT NOT NULL, PRIMARY KEY (book_id, resource)) {clustered}
        """,
        "CREATE INDEX card_removals_change ON card_removals(book_id, change)",
        "CREATE INDEX card_removals_at ON card_removals(book_id, at)",
    ]

    private static let mail = [
        // When one last wrote to somebody; last_at is either direction.
        "ALTER TABLE correspondents ADD COLUMN last_sent_at BIGINT NOT NULL DEFAULT 0",
        "UPDATE correspondents SET last_sent_at = last_at WHERE sent > 0",
        "CREATE INDEX correspondents_email ON correspondents(email)",
    ]
}
