/// DELETE of a card or of a book.
struct Delete: Sendable {
    let home: Home
    let call: Call

    /// Removes a card.
    func card(_ segment: String, _ name: String) async throws -> Reply {
        let conditions = try Conditions(call)
        let book = try await home.id(of: segment)
        guard let member = try await home.shelves.current(home.contacts, book).members[name] else {
            try conditions.check(tag: nil, changed: nil, reading: false)
            throw Refusal.nothing
        }
        try conditions.check(tag: member.etag, changed: member.changed, reading: false)
        try await home.contacts.remove(member.id, ifTag: conditions.match == nil ? nil : member.etag)
        return Reply(204)
    }

    /// Removes a book with its cards, at once or not at all.
    func book(_ segment: String) async throws -> Reply {
        guard try Depth(call, missing: .infinity) == .infinity else { throw Refusal(400, "A collection is deleted with Depth infinity.") }
        let conditions = try Conditions(call)
        let book = try await home.book(segment)
        try conditions.checkCollection()
        try book.checkRemovable()
        try await home.remove(book)
        return Reply(204)
    }
}

extension Book {
    /// Fails with need-privileges for the book that new contacts go to: which one that is, and that it may go, is said in the browser.
    func checkRemovable() throws(Refusal) {
        guard isDefault else { return }
        throw Refusal(
            403, "This is the address book for new contacts. Choose another one for them in the browser, then it can be removed.",
            .dav("need-privileges"))
    }
}

extension Home {
    /// Removes a book with its cards and what clients keep on it.
    func remove(_ book: Book) async throws {
        try await contacts.removeBook(book.id)
        try await keep(DeadProperties(), on: .book(book, state: nil))
    }
}
