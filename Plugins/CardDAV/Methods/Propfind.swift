/// PROPFIND (RFC 4918, 9.1).
struct Propfind: Sendable {
    let home: Home
    let call: Call

    private static let step = 500

    /// The answer about a place.
    func answer(_ place: Place) async throws -> Reply {
        let depth = try Depth(call, missing: .infinity)
        let wanted = try call.body.isEmpty ? Wanted.everything : Propfind.wanted(call.body)
        if case .card = place { return try await few([home.subject(place)], wanted) }
        guard depth != .infinity else {
            throw Refusal(403, "Ask with Depth 0 or 1.", .dav("propfind-finite-depth"))
        }
        let more = depth == .one
        switch place {
        case .root: return try await few([.root] + (more ? [.principals, .homes] : []), wanted)
        case .principals: return try await few([.principals] + (more ? [.principal] : []), wanted)
        case .principal: return try await few([.principal], wanted)
        case .homes: return try await few([.homes] + (more ? [.home] : []), wanted)
        case .home:
            var subjects: [Subject] = [.home]
            for book in more ? try await home.books() : [] {
                subjects.append(try await home.subject(book, needsState: wanted.needsState))
            }
            return try await few(subjects, wanted)
        case .book(_, let segment):
            let book = try await home.book(segment)
            return more ? try await members(book, wanted) : try await few([home.subject(book, needsState: wanted.needsState)], wanted)
        case .card: throw Refusal.nothing
        }
    }

    private static func wanted(_ body: [UInt8]) throws(Refusal) -> Wanted {
        let root = try XMLReader.read(body)
        guard root.name == .dav("propfind") else { throw Refusal(400, "The request is no propfind.") }
        return try Wanted(root)
    }

    private func writer(_ wanted: Wanted) -> Multistatus {
        Multistatus(wanted: wanted, user: home.user, person: home.person, isMinimal: call.isMinimal)
    }

    private func few(_ subjects: [Subject], _ wanted: Wanted) async throws -> Reply {
        var out = XMLWriter()
        let multistatus = writer(wanted)
        Multistatus.begin(&out)
        for subject in subjects {
            multistatus.write(&out, subject, dead: wanted.needsDead ? try await home.dead(subject) : DeadProperties())
        }
        Multistatus.end(&out)
        return Reply(207, headers: ["content-type": Reply.xml], body: .bytes(out.bytes))
    }

    /// A book with its members.
    private func members(_ book: Book, _ wanted: Wanted) async throws -> Reply {
        let shelf = try await home.shelves.current(home.contacts, book.id)
        let own = Subject.book(book, state: shelf.state)
        let dead = wanted.needsDead ? try await home.dead(own) : DeadProperties()
        let multistatus = writer(wanted)
        return try await Reply.multistatus(
            Array(shelf.members.values), step: Propfind.step, begin: { multistatus.write(&$0, own, dead: dead) },
            write: { writer, members in
                for member in members { multistatus.write(&writer, .card(member, in: book, text: nil)) }
            },
            end: { Multistatus.end(&$0) })
    }
}
