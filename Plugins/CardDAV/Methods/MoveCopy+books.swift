/// MOVE and COPY of address books within the home.
extension MoveCopy {
    /// Puts a book to another path: a MOVE gives it another name, a COPY makes another book with the same cards. What is there goes
    /// when Overwrite says so, and only after the other one stands in its place.
    func book(_ segment: String, _ to: String, _ overwrite: Bool) async throws -> Reply {
        let depth = try Depth(call, missing: .infinity)
        guard depth == .infinity || depth == .zero && call.method == "COPY" else {
            throw Refusal(400, "A collection is moved with Depth infinity, and copied with that or 0.")
        }
        let conditions = try Conditions(call)
        let books = try await home.books()
        guard let book = books.first(where: { $0.segment == segment }) else { throw Refusal.nothing }
        try conditions.checkCollection()
        let there = books.first { $0.segment == to }
        guard there == nil || overwrite else { throw Refusal(412, "There is something already.") }
        try there?.checkRemovable()
        // A name that could be taken for the id of another book is kept free.
        guard there != nil || !books.contains(where: { $0.id == to && $0.id != book.id }) else {
            throw Refusal(403, "This name is not free.")
        }
        let id = call.method == "COPY" ? try await copied(book, withCards: depth == .infinity) : book.id
        try await home.names.name(home.user, id, to, among: Set(books.map(\.id) + [id]))
        if let there { try await home.remove(there) }
        return Reply(there == nil ? 201 : 204, headers: ["location": Place.book(user: home.user, book: to).href])
    }

    /// Makes a book like another one; gives its id. All of it, or nothing.
    private func copied(_ book: Book, withCards: Bool) async throws -> String {
        let id = try await home.contacts.addBook(name: book.name, description: book.description.isEmpty ? nil : book.description)
        do {
            if withCards { try await fill(id, from: book.id) }
            let copy = Book(id: id, segment: id, name: book.name, description: book.description, state: nil, isWritable: true)
            let dead = try await home.dead(.book(book, state: nil))
            if !dead.markup.isEmpty { try await home.keep(dead, on: .book(copy, state: nil)) }
        } catch {
            try? await home.contacts.removeBook(id)
            throw error
        }
        return id
    }

    /// The most bytes that are written at once, unless one card alone is larger.
    private static let step: Int64 = 2 << 20

    private func fill(_ id: String, from book: String) async throws {
        var members = try await home.shelves.current(home.contacts, book).members.values.sorted { $0.name < $1.name }[...]
        while let first = members.first {
            var size = first.size
            let more = members.dropFirst().prefix(Contacts.batch - 1).prefix { member in
                size += member.size
                return size <= MoveCopy.step
            }
            let part = members.prefix(1 + more.count)
            try await home.contacts.add(home.read(part, in: book), to: id)
            members = members.dropFirst(part.count)
        }
    }
}
