/// REPORT (RFC 3253, 3.6).
struct Report: Sendable {
    let home: Home
    let call: Call

    /// The answer about a place.
    func answer(_ place: Place) async throws -> Reply {
        let root = try XMLReader.read(call.body)
        switch (root.name, place) {
        case (.card("addressbook-query"), .book(_, let segment)):
            return try await Query(home: home, call: call).answer(root, try await home.book(segment))
        case (.card("addressbook-query"), .card(_, let segment, let name)):
            return try await Query(home: home, call: call).answer(root, try await home.book(segment), only: name)
        case (.card("addressbook-multiget"), .book(_, let segment)):
            return try await Multiget(home: home, call: call).answer(root, segment)
        case (.card("addressbook-multiget"), .card(_, let segment, let name)):
            return try await Multiget(home: home, call: call).answer(root, segment, only: name)
        case (.dav("sync-collection"), .book(_, let segment)):
            return try await Synchronise(home: home, call: call).answer(root, segment)
        case (.dav("expand-property"), _): return try await Expand(home: home, call: call).answer(root, place)
        default: throw Report.unknown
        }
    }

    /// The reports that can be asked for about something, as it says of itself.
    static func names(_ subject: Subject) -> [Name] {
        let cards = [Name.card("addressbook-query"), .card("addressbook-multiget")]
        return switch subject {
        case .book: cards + [.dav("sync-collection"), .dav("expand-property")]
        case .card: cards + [.dav("expand-property")]
        default: [.dav("expand-property")]
        }
    }

    private static let unknown = Refusal(403, "There is no such report here.", .dav("supported-report"))

    /// A `limit` element's count (RFC 5323 5.17, RFC 6352 10.6); nil without one.
    static func limit(_ root: Element, _ space: String) throws(Refusal) -> Int? {
        guard let limit = root[Name(space, "limit")] else { return nil }
        guard let text = limit[Name(space, "nresults")]?.trimmed, let count = Int(text), count > 0 else {
            throw Refusal(400, "nresults is a whole number above 0.")
        }
        return count
    }
}

extension Home {
    /// Writes the responses about members; reads the cards when their text is asked for.
    func write(_ writer: inout XMLWriter, _ members: ArraySlice<Member>, of book: Book, _ multistatus: Multistatus) async throws {
        guard multistatus.wanted.data != nil else {
            for member in members { multistatus.write(&writer, .card(member, in: book, text: nil)) }
            return
        }
        for card in try await read(members, in: book.id) {
            multistatus.write(&writer, .card(card.member, in: book, text: card.text))
        }
    }
}
