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
        // A collection has no tag, so a demand for one cannot hold.
        if case .list? = conditions.match { throw Refusal(412, "This is not the version you think it is.") }
        try await home.contacts.removeBook(book.id)
        try await home.keep(DeadProperties(), on: .book(book, state: nil))
        return Reply(204)
    }
}
