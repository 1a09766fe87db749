/// REPORT (RFC 3253, 3.6) on an address book.
struct Report: Sendable {
    let home: Home
    let call: Call

    /// The answer about a place.
    func answer(_ place: Place) async throws -> Reply {
        let root = try XMLReader.read(call.body)
        guard case .book(_, let segment) = place else { throw Report.unknown }
        switch root.name {
        case .card("addressbook-query"): return try await Query(home: home, call: call).answer(root, try await home.book(segment))
        case .card("addressbook-multiget"): return try await Multiget(home: home, call: call).answer(root, segment)
        case .dav("sync-collection"): return try await Synchronise(home: home, call: call).answer(root, segment)
        default: throw Report.unknown
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
