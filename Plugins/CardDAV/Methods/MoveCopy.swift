/// MOVE and COPY within the home (RFC 4918, 9.8 and 9.9).
struct MoveCopy: Sendable {
    let home: Home
    let call: Call

    /// Puts what is at a place to another one.
    func answer(_ place: Place) async throws -> Reply {
        let (target, overwrite) = try (destination(), overwrite())
        switch (place, target) {
        case (.card(_, let book, let name), .card(_, let toBook, let toName)):
            guard place != target else { throw Refusal(403, "It is there already.") }
            return try await card(book, name, toBook, toName, overwrite)
        case (.book(_, let segment), .book(_, let to)):
            guard place != target else { throw Refusal(403, "It is there already.") }
            return try await book(segment, to, overwrite)
        default: throw Refusal(403, "It cannot be put there.")
        }
    }

    private func card(_ segment: String, _ name: String, _ toSegment: String, _ toName: String, _ overwrite: Bool) async throws -> Reply {
        let from = try await home.id(of: segment)
        guard let member = try await home.shelves.current(home.contacts, from).members[name] else { throw Refusal.nothing }
        let conditions = try Conditions(call)
        try conditions.check(tag: member.etag, changed: member.changed, reading: false)
        let to = try await target(toSegment)
        let there = try await shelf(to).members[toName]
        guard there == nil || overwrite else { throw Refusal(412, "There is something already.") }
        do {
            if call.method == "COPY" {
                try await copy(member, from, to, toName, there)
            } else {
                try await move(member, from, to, toName, there, conditions)
            }
        } catch let refused as Contacts.Refused where refused.type == "alreadyExists" {
            let other = try await shelf(to).members.values.first { $0.id == refused.existing }
            throw Refusal(
                403, "Another card there has this UID.", .card("no-uid-conflict"),
                href: other.map { Place.card(user: home.user, book: toSegment, card: $0.name).href })
        }
        return Reply(there == nil ? 201 : 204, headers: ["location": Place.card(user: home.user, book: toSegment, card: toName).href])
    }

    private func copy(_ member: Member, _ from: String, _ to: String, _ name: String, _ there: Member?) async throws {
        guard let card = try await home.read([member], in: from).first else { throw Refusal.nothing }
        _ = try await home.contacts.add(card.text, name: name, to: to, over: there)
    }

    private func move(_ member: Member, _ from: String, _ to: String, _ name: String, _ there: Member?, _ conditions: Conditions)
        async throws
    {
        try await home.contacts.move(member.id, to: to, name: name, over: there, ifTag: conditions.match == nil ? nil : member.etag)
    }

    private static let noBook = Refusal(409, "There is no such address book.")

    private func target(_ segment: String) async throws -> String {
        do { return try await home.id(of: segment) } catch let refusal as Refusal where refusal == .nothing { throw MoveCopy.noBook }
    }

    private func shelf(_ book: String) async throws -> Shelf {
        do { return try await home.shelves.current(home.contacts, book) } catch let refusal as Refusal where refusal == .nothing {
            throw MoveCopy.noBook
        }
    }

    /// Where it shall go: somewhere in this home.
    private func destination() throws(Refusal) -> Place {
        guard let header = call["destination"], !header.isEmpty else { throw Refusal(400, "There is no Destination.") }
        if Reference.isElsewhere(header, host: call.host) { throw Refusal(502, "The Destination is another server.") }
        guard let path = Reference.path(header, host: call.host) else { throw Refusal(403, "The Destination is not in your home.") }
        guard let place = try Place(path: path), place.user == home.user else {
            throw Place.isBelowACard(String(path), of: home.user)
                ? Refusal(409, "There is nothing below a card.") : Refusal(403, "The Destination is not in your home.")
        }
        return place
    }

    private func overwrite() throws(Refusal) -> Bool {
        switch call["overwrite"]?.uppercased() {
        case nil, "T": true
        case "F": false
        default: throw Refusal(400, "Overwrite is T or F.")
        }
    }
}
