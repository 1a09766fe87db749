extension Home {
    /// What is at a place of this home; 404 when there is nothing.
    func subject(_ place: Place) async throws -> Subject {
        switch place {
        case .root: return .root
        case .principals: return .principals
        case .principal: return .principal
        case .homes: return .homes
        case .home: return .home
        case .book(_, let segment): return .book(try await book(segment), state: nil)
        case .card(_, let segment, let name):
            let book = try await book(segment)
            return .card(try await member(name, of: book.id), in: book, text: nil)
        }
    }

    /// A member of a book by its name; 404 when there is none.
    func member(_ name: String, of book: String) async throws -> Member {
        guard let member = try await shelves.current(contacts, book).members[name] else { throw Refusal.nothing }
        return member
    }

    /// A book as a subject, with its state where the properties that are wanted depend on it.
    func subject(_ book: Book, needsState: Bool) async throws -> Subject {
        guard needsState else { return .book(book, state: nil) }
        if let state = book.state { return .book(book, state: state) }
        return .book(book, state: try await shelves.current(contacts, book.id).state)
    }
}
