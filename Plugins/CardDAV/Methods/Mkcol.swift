import MailFlowPlugin

/// MKCOL, plain and extended (RFC 4918 9.3, RFC 5689). A home holds address books and nothing else, so a plain one makes an address book, too.
struct Mkcol: Sendable {
    let home: Home
    let call: Call

    /// The answer about a place.
    func answer(_ place: Place) async throws -> Reply {
        guard case .book(_, let segment) = place else {
            if case .card(_, let book, _) = place {
                guard try await home.books().contains(where: { $0.segment == book }) else {
                    throw Refusal(409, "There is no such address book.")
                }
                throw Refusal(403, "An address book holds cards only.", .card("addressbook-collection-location-ok"))
            }
            throw Refusal(405, "This is there already.", headers: ["allow": place.methods])
        }
        let books = try await home.books()
        guard !books.contains(where: { $0.segment == segment }) else {
            throw Refusal(405, "This is there already.", .dav("resource-must-be-null"), headers: ["allow": place.methods])
        }
        // A name that could be taken for the id of another book is kept free.
        guard !books.contains(where: { $0.id == segment }) else { throw Refusal(403, "This name is not free.") }
        let instructions = try instructions()
        let type = instructions?.resourceType
        if let instructions {
            guard type == nil || type?[.card("addressbook")] != nil && type?[.dav("collection")] != nil else {
                throw Refusal(403, "Only address books can be made here.", .dav("valid-resourcetype"))
            }
            let draft = Book(id: "", segment: segment, name: segment, description: "", state: nil, isWritable: true)
            let outcome = Outcome(instructions.rest, on: .book(draft, state: nil), dead: DeadProperties())
            guard outcome.refused.isEmpty else {
                var reply = outcome.reply(place.href, root: .dav("mkcol-response"))
                reply.status = outcome.refused.values.contains { $0.status.hasPrefix("403") } ? 403 : 424
                return reply
            }
            try await make(segment, books, outcome)
        } else {
            try await make(segment, books, nil)
        }
        return Reply(201, headers: ["location": place.href])
    }

    private func make(_ segment: String, _ books: [Book], _ outcome: Outcome?) async throws {
        let id = try await home.contacts.addBook(name: outcome?.patch["name"] ?? segment, description: outcome?.patch["description"])
        try await home.names.name(home.user, id, segment, among: Set(books.map(\.id) + [id]))
        guard let dead = outcome?.dead, !dead.markup.isEmpty else { return }
        let book = Book(id: id, segment: segment, name: segment, description: "", state: nil, isWritable: true)
        try await home.keep(dead, on: .book(book, state: nil))
    }

    /// What the body asks for; nil without one.
    private func instructions() throws(Refusal) -> (resourceType: Element?, rest: Instructions)? {
        guard !call.body.isEmpty else { return nil }
        let type = call["content-type"].map { Text.trim($0.prefix { $0 != ";" }) } ?? "application/xml"
        guard Text.same(type, "application/xml") || Text.same(type, "text/xml") else {
            throw Refusal(415, "The body of MKCOL is XML.")
        }
        let root = try XMLReader.read(call.body)
        guard root.name == .dav("mkcol") else { throw Refusal(400, "The request is no mkcol.") }
        let rest = try Instructions(root)
        var resourceType: Element?
        for case .set(let element, _) in rest.changes where element.name == LiveProperty.resourceType.name { resourceType = element }
        return (resourceType, rest.without(LiveProperty.resourceType.name))
    }
}
