/// The addressbook-query report (RFC 6352, 8.6).
struct Query: Sendable {
    let home: Home
    let call: Call

    /// The most cards that are told when a limit is asked for.
    private static let most = 1_000

    /// The cards that pass the filter; with a name at most that one, which must be there.
    func answer(_ root: Element, _ book: Book, only name: String? = nil) async throws -> Reply {
        let wanted = try Wanted(root, missing: .everything)
        let filters = root.elements.filter { $0.name == .card("filter") }
        guard filters.count == 1, let element = filters.first else { throw Refusal(400, "A query has one filter.") }
        let filter = try Filter(element)
        let limit = try Report.limit(root, Space.card)
        let multistatus = Multistatus(wanted: wanted, user: home.user, person: home.person, isMinimal: call.isMinimal)
        let members = try await members(book, name)
        if let limit { return try await some(members, book, filter, multistatus, min(limit, Query.most)) }
        return try await Reply.multistatus(
            members, step: Contacts.batch, begin: { _ in },
            write: { [home] writer, members in
                try await Query.matching(home, members, book, filter, multistatus) { multistatus.write(&writer, $0) }
            },
            end: { Multistatus.end(&$0) })
    }

    private func members(_ book: Book, _ name: String?) async throws -> [Member] {
        if let name { return [try await home.member(name, of: book.id)] }
        // The cards below a collection are one step down (RFC 6352, 8.6): with Depth 0 there are none.
        guard try call["depth"] == nil || Depth(call, missing: .zero) != .zero else { return [] }
        return Array(try await home.shelves.current(home.contacts, book.id).members.values)
    }

    /// At most `limit` of the cards, and whether there are more.
    private func some(_ members: [Member], _ book: Book, _ filter: Filter, _ multistatus: Multistatus, _ limit: Int) async throws -> Reply {
        var writer = XMLWriter()
        Multistatus.begin(&writer)
        var count = 0
        for start in stride(from: 0, to: members.count, by: Contacts.batch) where count <= limit {
            let part = members[start..<min(members.count, start + Contacts.batch)]
            try await Query.matching(home, part, book, filter, multistatus) { subject in
                count += 1
                if count <= limit { multistatus.write(&writer, subject) }
            }
        }
        if count > limit { Multistatus.truncated(&writer, .book(user: home.user, book: book.segment)) }
        Multistatus.end(&writer)
        return Reply(207, headers: ["content-type": Reply.xml], body: .bytes(writer.bytes))
    }

    private static func matching(
        _ home: Home, _ members: ArraySlice<Member>, _ book: Book, _ filter: Filter, _ multistatus: Multistatus, _ each: (Subject) -> Void
    ) async throws {
        // What everything passes, and whose text nobody wants, need not be read.
        if filter.isEmpty, multistatus.wanted.data == nil {
            for member in members { each(.card(member, in: book, text: nil)) }
            return
        }
        for card in try await home.read(members, in: book.id) where filter.matches(card.text) {
            each(.card(card.member, in: book, text: card.text))
        }
    }
}
