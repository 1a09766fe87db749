/// The full-text index, the one place where the two engines differ.
///
/// A row's key is the email's sort_key, so that the index itself is in order of time. `scope` holds the account, so that
/// a search visits only its own account's rows. The texts are terms cut and folded by `Mail.SearchTerms`, separated by spaces.
enum SearchSchema {
    static func statements(_ dialect: Dialect) -> [String] {
        switch dialect {
        case .sqlite:
            [
                """
                CREATE VIRTUAL TABLE search USING fts5(scope, subject, sender, recipients, body, content='', columnsize=0, tokenize='ascii')
                """,
                // Fewer, larger merges: measured on a first sync, they cost a fifth less and a query no more.
                "INSERT INTO search (search, rank) VALUES ('automerge', 8)",
            ]
        case .postgres:
            [
                "CREATE TABLE search (sort_key BIGINT PRIMARY KEY, account_id BIGINT NOT NULL, terms TSVECTOR NOT NULL)",
                "CREATE INDEX search_terms ON search USING GIN (terms)",
            ]
        }
    }
}
