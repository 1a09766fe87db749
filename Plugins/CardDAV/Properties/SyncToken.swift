/// Where a client is in a book (RFC 6578): a URI that names the book and the state its members were in.
struct SyncToken: Equatable {
    let book: String
    let state: String

    private static let scheme = "data:,"

    /// As clients see it.
    var text: String { "\(SyncToken.scheme)\(Percent.encode(book))/\(Percent.encode(state))" }

    init(book: String, state: String) {
        self.book = book
        self.state = state
    }

    /// Reads what `text` wrote; nil for anything else.
    init?(_ text: String) {
        guard text.utf8.count <= 512, text.hasPrefix(SyncToken.scheme) else { return nil }
        let parts = text.dropFirst(SyncToken.scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let book = Percent.decode(parts[0]), let state = Percent.decode(parts[1]), !book.isEmpty, !state.isEmpty
        else {
            return nil
        }
        self.init(book: book, state: state)
    }
}
