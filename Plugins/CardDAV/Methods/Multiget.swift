/// The addressbook-multiget report (RFC 6352, 8.7).
struct Multiget: Sendable {
    let home: Home
    let call: Call

    private static let most = 10_000

    /// What an href of the request turned out to be.
    private enum Found: Sendable {
        case member(Member)
        case missing(String)
    }

    /// The cards of the hrefs; 404 for each that is not in this book, or is not the card of that name.
    func answer(_ root: Element, _ segment: String, only: String? = nil) async throws -> Reply {
        let wanted = try Wanted(root, missing: .everything)
        let hrefs = root.elements.filter { $0.name == .dav("href") }.map(\.trimmed)
        guard !hrefs.isEmpty else { throw Refusal(400, "The request names no href.") }
        guard hrefs.count <= Multiget.most else {
            throw Refusal(403, "At most \(Multiget.most) cards are asked for at once.", .dav("number-of-matches-within-limits"))
        }
        let id = try await home.id(of: segment)
        let shelf = try await home.shelves.current(home.contacts, id)
        if let only, shelf.members[only] == nil { throw Refusal.nothing }
        let book = Book(id: id, segment: segment, name: "", description: "", state: nil, isWritable: true)
        let multistatus = Multistatus(wanted: wanted, user: home.user, person: home.person, isMinimal: call.isMinimal)
        var seen: Set<String> = []
        seen.reserveCapacity(hrefs.count)
        let base = Place.book(user: home.user, book: segment).href
        let found = hrefs.filter { seen.insert($0).inserted }.map { href in
            let name = name(href, segment, base)
            return only == nil || name == only ? name.flatMap { shelf.members[$0] }.map(Found.member) ?? .missing(href) : .missing(href)
        }
        let missing = found.compactMap { if case .missing(let href) = $0 { href } else { nil } }
        return try await Reply.multistatus(
            found.compactMap { if case .member(let member) = $0 { member } else { nil } }, step: Contacts.batch,
            begin: { writer in
                for href in missing { Multistatus.status(&writer, href, "404 Not Found") }
            },
            write: { [home] writer, members in
                let before = members.count
                let cards = multistatus.wanted.data == nil ? nil : try await home.read(members, in: book.id, ahead: shelf)
                guard let cards else { return try await home.write(&writer, members, of: book, multistatus) }
                for card in cards {
                    multistatus.write(&writer, .card(card.member, in: book, text: card.text), href: base + Percent.encode(card.member.name))
                }
                guard cards.count < before else { return }
                // Gone while this answer was made.
                let there = Set(cards.map(\.member.name))
                for member in members where !there.contains(member.name) {
                    Multistatus.status(&writer, Place.card(user: home.user, book: segment, card: member.name).href, "404 Not Found")
                }
            },
            end: { Multistatus.end(&$0) })
    }

    /// The name of the card that an href names, if it is one of this book.
    private func name(_ href: String, _ segment: String, _ base: String) -> String? {
        // As this server writes it, which is how nearly all of them come.
        if href.hasPrefix(base) {
            let rest = href.utf8.dropFirst(base.utf8.count)
            if rest.allSatisfy(Percent.isPlain), let name = String(rest), Place.isName(name) { return name }
        }
        guard let path = Reference.path(href, host: call.host),
            case .card(home.user, segment, let name)? = (try? Place(path: path)).flatMap(\.self)
        else { return nil }
        return name
    }
}
