import MailFlowPlugin

/// One user's home while a request of theirs is answered.
struct Home: Sendable {
    let contacts: Contacts
    let shelves: Shelves
    let texts: Texts
    let names: Names
    /// The user's name, for displayname.
    let person: String

    /// The user's id.
    var user: String { contacts.user }
    /// Where the home is.
    var place: Place { .home(user: user) }

    /// All books, each under a name of its own.
    func books() async throws -> [Book] {
        let books = try await contacts.books(names.of(user))
        guard let settled = try await names.settle(user, books.map(\.id)) else { return books }
        return try await contacts.books(settled)
    }

    /// The book of that name; 404 when there is none.
    func book(_ segment: String) async throws -> Book {
        guard let book = try await books().first(where: { $0.segment == segment }) else { throw Refusal.nothing }
        return book
    }

    /// The id a name stands for, without asking whether there is such a book. A book that has a name is not found by its id: it has one path.
    func id(of segment: String) async throws -> String {
        let segments = try await names.of(user)
        if let id = segments.books[segment] { return id }
        guard segments.segment(of: segment) == segment else { throw Refusal.nothing }
        return segment
    }

    /// A member by name, as it is now; nil when there is none.
    func card(_ name: String, in segment: String) async throws -> Card? {
        let book = try await id(of: segment)
        let shelf = try await shelves.current(contacts, book)
        guard let member = shelf.members[name] else { return nil }
        if let card = texts.cards(user, CollectionOfOne(member)).first ?? nil { return card }
        return try await read([member], in: book, ahead: shelf).first
    }

    /// How many cards are read at once at least, where that many follow.
    private static let handful = 50

    /// The cards behind members, in order; those that went elsewhere meanwhile are left out. With a shelf, the next ones on it come along
    /// and are remembered: whoever asks for a few cards asks for the next ones, too.
    func read(_ members: some Collection<Member>, in book: String, ahead shelf: Shelf? = nil) async throws -> [Card] {
        let known = texts.cards(user, members)
        guard known.contains(where: { $0 == nil }) else { return known.compactMap(\.self) }
        var missing = zip(members, known).compactMap { $1 == nil ? $0 : nil }
        if let shelf, missing.count < Home.handful, let last = missing.last {
            let next = shelf.following(last, Home.handful - missing.count)
            let asked = Set(missing.map(\.id))
            missing += zip(next, texts.cards(user, next)).compactMap { $1 == nil && !asked.contains($0.id) ? $0 : nil }
        }
        var cards: [String: Card] = [:]
        for start in stride(from: 0, to: missing.count, by: Contacts.batch) {
            for card in try await contacts.cards(missing[start..<min(missing.count, start + Contacts.batch)], of: book) {
                cards[card.member.id] = card
            }
        }
        texts.keep(user, cards.values)
        return zip(members, known).compactMap { $1 ?? cards[$0.id] }
    }
}
