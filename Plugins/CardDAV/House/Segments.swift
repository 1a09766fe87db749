import MailFlowPlugin

/// The names that clients gave to books they made (MKCOL chooses the path). A book that was made elsewhere is called by its id.
struct Segments: Equatable, Sendable {
    /// Ids of books by name.
    private(set) var books: [String: String] = [:]

    init() {}

    /// Reads what `bytes` wrote; anything else is no names.
    init(_ bytes: [UInt8]?) {
        books = (bytes.flatMap { try? JSON(parsing: $0) }?.object ?? [:]).compactMapValues(\.string)
    }

    /// For keeping.
    var bytes: [UInt8] { JSON.object(books.mapValues(JSON.string)).bytes }

    /// The name of a book in its home.
    func segment(of id: String) -> String { books.first { $0.value == id }?.key ?? id }

    /// Gives a book a name. Whatever had it, or was another name of the book, is forgotten, and so are the names of books that are gone.
    mutating func name(_ id: String, _ segment: String, among ids: Set<String>) {
        books = books.filter { $0.value != id && $0.key != segment && ids.contains($0.value) }
        if segment != id { books[segment] = id }
    }
}
