import MailFlowPlugin

/// One user's home while a request of theirs is answered.
struct Home: Sendable {
    let contacts: Contacts
    let shelves: Shelves
    let names: Names
    /// The user's name, for displayname.
    let person: String

    /// The user's id.
    var user: String { contacts.user }
    /// Where the home is.
    var place: Place { .home(user: user) }

    /// All books.
    func books() async throws -> [Book] { try await contacts.books(names.of(user)) }

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

    /// A member by name: first by what is remembered, then by what is true. Nil when there is none.
    func card(_ name: String, in segment: String) async throws -> Card? {
        let book = try await id(of: segment)
        if let member = await shelves.remembered(contacts, book)?.members[name], let card = try await read([member], in: book).first {
            return card
        }
        guard let member = try await shelves.current(contacts, book).members[name] else { return nil }
        return try await read([member], in: book).first
    }

    /// The cards behind members, in order; those that went elsewhere meanwhile are left out.
    func read(_ members: some Sequence<Member>, in book: String) async throws -> [Card] {
        try await contacts.cards(members, of: book)
    }
}

/// The names of the books of each user, read once.
actor Names {
    private let house: House
    private var known: [String: Segments] = [:]

    init(house: House) { self.house = house }

    /// The names of a user's books.
    func of(_ user: String) async throws -> Segments {
        if let known = known[user] { return known }
        let segments = Segments(try await house.recall("user:\(user)", "segments"))
        if known.count > 10_000 { known = [:] }
        known[user] = segments
        return segments
    }

    /// Gives a book a name, and keeps it.
    func name(_ user: String, _ id: String, _ segment: String, among ids: Set<String>) async throws {
        var segments = try await of(user)
        segments.name(id, segment, among: ids)
        try await house.keep("user:\(user)", "segments", segments.bytes)
        known[user] = segments
    }

    /// Forgets a user.
    func forget(_ user: String) { known[user] = nil }
}
