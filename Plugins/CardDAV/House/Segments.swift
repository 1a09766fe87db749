import MailFlowPlugin

/// The names that clients gave to books they made (MKCOL chooses the path). A book that was made elsewhere is called by its id, or,
/// when a client chose that for another book before, by a name made from it.
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

    /// Gives each book whose id is the name of another one a name of its own, for as long as it lives: two books never have one path.
    /// Names of books that are gone stand in nobody's way. False when nothing was to be done.
    mutating func settle(_ ids: [String]) -> Bool {
        guard !books.isEmpty else { return false }
        let named = Set(books.values)
        let before = books
        for id in ids where !named.contains(id) {
            guard let owner = books[id] else { continue }
            guard ids.contains(owner) else {
                books[id] = nil
                continue
            }
            var count = 2
            while books["\(id)-\(count)"] != nil || ids.contains("\(id)-\(count)") { count += 1 }
            books["\(id)-\(count)"] = id
        }
        return books != before
    }
}
