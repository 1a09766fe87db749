/// PUT of a card (RFC 6352, 6.3.2).
struct Put: Sendable {
    let home: Home
    let call: Call

    /// The most bytes of a card.
    static let most = 1 << 20

    /// Takes in a card, new or over the old one. The tag is given back, because the card is kept byte for byte.
    func answer(_ segment: String, _ name: String) async throws -> Reply {
        try checkType()
        guard call.body.count <= Put.most else {
            throw Refusal(413, "A card has at most \(Put.most >> 20) MiB.", .card("max-resource-size"))
        }
        _ = try CardHead(call.body)
        let conditions = try Conditions(call)
        let book = try await existing(segment)
        // Somebody else may add or remove the same name in between: then look again.
        for _ in 0..<3 {
            let member = try await shelf(book).members[name]
            try conditions.check(tag: member?.etag, changed: member?.changed, reading: false)
            do {
                if let member {
                    return Reply(204, headers: try await replace(member, isExact: conditions.match != nil))
                }
                return Reply(201, headers: Put.headers(try await home.contacts.add(call.body, name: name, to: book)))
            } catch let refused as Contacts.Refused {
                switch refused.type {
                case "alreadyExists":
                    guard try await shelf(book).members[name] == nil else { continue }
                    throw try await conflict(refused, segment, book)
                case "notFound" where member != nil: continue
                // A card may not become another card (RFC 6352, 6.3.2.1).
                case "invalidProperties" where refused.properties.contains("uid"):
                    throw Refusal(
                        403, "The UID of a card cannot be changed.", .card("no-uid-conflict"), href: try Place(path: call.path)?.href)
                default: throw refused
                }
            }
        }
        throw Refusal(409, "This is being changed by somebody else.")
    }

    private func replace(_ member: Member, isExact: Bool) async throws -> [String: String] {
        let tag = try await home.contacts.replace(member.id, call.body, ifTag: isExact ? member.etag : nil)
        if let tag {
            let now = Member(id: member.id, name: member.name, etag: tag, size: Int64(call.body.count), created: nil, changed: nil)
            home.texts.keep(home.user, CollectionOfOne(Card(member: now, text: call.body)))
        }
        return Put.headers(tag)
    }

    private static func headers(_ tag: String?) -> [String: String] { tag.map { ["etag": EntityTag.quoted($0)] } ?? [:] }

    /// The card's book; 409 when it is not there.
    private func existing(_ segment: String) async throws -> String {
        do { return try await home.id(of: segment) } catch let refusal as Refusal where refusal == .nothing { throw Put.noBook }
    }

    private func shelf(_ book: String) async throws -> Shelf {
        do { return try await home.shelves.current(home.contacts, book) } catch let refusal as Refusal where refusal == .nothing {
            throw Put.noBook
        }
    }

    private static let noBook = Refusal(409, "There is no such address book.")

    /// Another card of the book has this UID.
    private func conflict(_ refused: Contacts.Refused, _ segment: String, _ book: String) async throws -> Refusal {
        let member = try await shelf(book).members.values.first { $0.id == refused.existing }
        let href = member.map { Place.card(user: home.user, book: segment, card: $0.name).href }
        return Refusal(403, "Another card has this UID.", .card("no-uid-conflict"), href: href)
    }

    private func checkType() throws(Refusal) {
        guard call["content-range"] == nil else { throw Refusal(400, "A card is sent whole.") }
        guard let header = call["content-type"], !header.isEmpty else { return }
        let parts = header.split(separator: ";").map { Text.trim($0).lowercased() }
        let charset = parts.dropFirst().first { $0.hasPrefix("charset=") }?.dropFirst(8).filter { $0 != "\"" }
        guard ["text/vcard", "text/x-vcard", "text/directory"].contains(parts.first ?? ""),
            charset == nil || charset == "utf-8" || charset == "us-ascii"
        else { throw Refusal(415, "A card is text/vcard in UTF-8.", .card("supported-address-data")) }
    }
}
