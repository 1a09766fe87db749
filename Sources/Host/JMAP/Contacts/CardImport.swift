import Contact
import Core
import Store

extension Method {
    /// ContactCard/import: every vCard of a text or a blob into a book. A card whose UID is there is brought up to date.
    static let cardImport = Method("ContactCard/import", capability: Capability.contactsVendor) { call in
        try call.mustBeAll()
        let text = try call.arguments.string("vCards")
        let blob = try call.arguments.string("blobId")
        let book = try call.arguments.string("addressBookId")
        guard (text == nil) != (blob == nil) else { throw MethodError.invalid("Either “vCards” or “blobId” is given.") }
        var bytes = Array((text ?? "").utf8)
        if let blob {
            do { bytes = try await call.house.blobs.open(user: call.user, account: Scope.allID, blob: blob).bytes } catch {
                throw MethodError("blobNotFound", members: ["blobId": .string(blob)])
            }
        }
        let found = VCard.all(in: bytes)
        guard found.count <= ContactLimits.cards else {
            throw MethodError("requestTooLarge", "More than \(ContactLimits.cards) contacts.")
        }
        var made = Imported()
        // A few at a time, so that nobody else waits for a long list.
        for start in stride(from: 0, to: found.count, by: 200) {
            let part = Array(found[start..<min(found.count, start + 200)])
            let step = try await call.writeContacts { transaction, scope in
                let work = CardWork(transaction: transaction, user: scope.user, call: call)
                let target = try work.importBook(book)
                var step = Imported()
                for (index, result) in part.enumerated() {
                    switch result {
                    case .failure(let fault): step.failed.append(Imported.failure(start + index, fault.line, fault.words))
                    case .success(let card):
                        do { try transaction.attempt { try work.take(card, into: target, &step) } } catch {
                            step.fail(start + index, card.lines.first?.number ?? 1, try SetRequest.error(error))
                        }
                    }
                }
                return step
            }
            made.add(step)
        }
        return made.json(account: Scope.allID)
    }
}

/// What became of imported cards.
struct Imported: Sendable {
    var created: [CardID] = []
    var updated: [CardID] = []
    var failed: [JSON] = []

    mutating func add(_ step: Imported) {
        created += step.created
        updated += step.updated
        failed += step.failed
    }

    mutating func fail(_ index: Int, _ line: Int, _ error: SetError) {
        failed.append(Imported.failure(index, line, error.description.isEmpty ? error.type : error.description))
    }

    static func failure(_ index: Int, _ line: Int, _ words: String) -> JSON {
        ["index": .int(Int64(index)), "line": .int(Int64(line)), "description": .string(words)]
    }

    func json(account: String) -> JSON {
        [
            "accountId": .string(account), "created": .array(created.map { .string($0.description) }),
            "updated": .array(updated.map { .string($0.description) }), "failed": .array(failed),
        ]
    }
}

extension CardWork {
    /// The book that cards are imported into: the one that is named, else the default one.
    func importBook(_ text: String?) throws -> AddressBookID {
        let books = try AddressBookTable.all(transaction.sql, user: user)
        guard let text else { return books.first(where: \.isDefault)?.id ?? books[0].id }
        guard let id = AddressBookID(call.resolved(text)), books.contains(where: { $0.id == id }) else {
            throw MethodError("notFound", "There is no such address book.")
        }
        return id
    }

    /// Adds an imported card, or brings the card with its UID, however that is written, up to date.
    func take(_ card: VCard, into book: AddressBookID, _ step: inout Imported) throws {
        var card = card.inUTF8
        if CardFacts(card).uid == nil { card.lines.append(ContentLine("UID", ContactMaking.newUID())) }
        let content = ContactMaking.content(card, bytes: card.bytes, uid: "")
        if let known = try CardTable.find(transaction.sql, book: book, uids: CardFacts.spellings(content.uid)) {
            // It keeps the UID as it was written, which is how others know it.
            let same = known.uid == content.uid ? card : card.called(known.uid)
            try CardTable.update(transaction, user: user, known, ContactMaking.content(same, bytes: same.bytes, uid: known.uid))
            step.updated.append(known.id)
        } else if let id = try add(content, book: book, resource: nil)["id"]?.string.flatMap({ CardID($0) }) {
            step.created.append(id)
        }
    }
}
