import Contact
import Core
import Store

extension Method {
    /// ContactCard/set (RFC 9610 3.5), with vCards and entity tags beside it.
    static let cardSet = Method("ContactCard/set", Capability.contacts) { call in
        let request = try SetRequest(call)
        var tags: [String: String] = [:]
        for (id, tag) in try call.arguments.object("destroyETags") ?? [:] {
            guard let tag = tag.string else { throw MethodError.invalid("“destroyETags” is not a map of entity tags.") }
            tags[call.resolved(id)] = tag
        }
        let destroyTags = tags
        let (set, scope, oldState) = try await call.writeContacts { transaction, scope in
            let oldState = try scope.state(.contactCard, transaction.sql)
            try request.check(state: oldState)
            let work = CardWork(transaction: transaction, user: scope.user, call: call)
            var set = request
            for item in request.create {
                do { set.created(item.id, try transaction.attempt { try work.create(item.object) }) } catch {
                    set.notCreated(item.id, try SetRequest.error(error))
                }
            }
            for item in request.update {
                do { set.updated(item.id, try transaction.attempt { try work.update(item.id, item.patch) }) } catch {
                    set.notUpdated(item.id, try SetRequest.error(error))
                }
            }
            for id in request.destroy {
                do {
                    let card = try work.card(id)
                    if let tag = destroyTags[id], tag != card.etag { throw CardWork.changedMeanwhile }
                    try transaction.attempt { try CardTable.remove(transaction, user: scope.user, card) }
                    set.destroyed(id)
                } catch { set.notDestroyed(id, try SetRequest.error(error)) }
            }
            return (set, scope, oldState)
        }
        let newState = try await call.house.read { sql in try scope.state(.contactCard, sql) }
        return set.outcome(account: scope.id, oldState: oldState, newState: newState)
    }
}

/// The changes of cards in one transaction.
struct CardWork {
    let transaction: Transaction
    let user: UserID
    let call: Call

    static let changedMeanwhile = SetError("stateMismatch", "The contact was changed in the meantime.")

    /// A card of the user by its id; throws `notFound`.
    func card(_ text: String) throws -> Card {
        guard let id = CardID(text), let card = try CardTable.get(transaction.sql, user: user, [id])[id] else { throw SetError.notFound }
        return card
    }

    /// Adds a card from its JSContact object or its `vCard`; returns what the server set.
    func create(_ object: [String: JSON]) throws -> JSON {
        var object = object
        let book = try book(object.removeValue(forKey: "addressBookIds"))
        let resource = try resource(object.removeValue(forKey: "resourceName"))
        try replace(object.removeValue(forKey: "replaces"))
        try CardWork.refuse(["id", "etag", "size", "mailUse", "ifETag"], in: object)
        let spare = ContactMaking.newUID()
        var content: CardContent
        if let text = object.removeValue(forKey: "vCard") {
            guard object.isEmpty else { throw SetError.properties(Array(object.keys), "A vCard says all there is to say of a contact.") }
            guard let text = text.string else { throw SetError.property("vCard") }
            let bytes = Array(text.utf8)
            // A member that says no UID is known by its name.
            let named = resource.map { $0.lowercased().hasSuffix(".vcf") ? String($0.dropLast(4)) : $0 }
            content = ContactMaking.content(try ContactMaking.read(bytes), bytes: bytes, uid: named ?? spare)
        } else {
            if object["uid"] == nil { object["uid"] = .string(spare) }
            content = try CardEditing(transaction: transaction, user: user).content(of: .object(object), uid: spare)
        }
        return try add(content, book: book, resource: resource)
    }

    /// Adds content to a book; throws `alreadyExists` when its UID or resource name is there.
    func add(_ content: CardContent, book: AddressBookID, resource: String?) throws -> JSON {
        if let other = try CardTable.find(transaction.sql, book: book, uid: content.uid) { throw CardWork.exists(other) }
        var name = resource ?? ContactMaking.resource(uid: content.uid)
        if let other = try CardTable.find(transaction.sql, book: book, resource: name) {
            if resource != nil { throw CardWork.exists(other) }
            name = "\(CardTable.etag(Array(content.uid.utf8))).vcf"
        }
        do throws(Failure) {
            let id = try CardTable.add(transaction, user: user, book: book, resource: name, content)
            return [
                "id": .string(id.description), "uid": .string(content.uid), "addressBookIds": [book.description: true],
                "resourceName": .string(name), "etag": .string(CardTable.etag(content.bytes)), "size": .int(Int64(content.bytes.count)),
            ]
        } catch {
            throw error.kind == .tooLarge && content.bytes.count <= ContactLimits.cardSize
                ? SetError("overQuota", error.message) : SetError(error)
        }
    }

    /// Changes a card; returns what the server set: its entity tag and size when the content changed, and entries whose keys are others
    /// now.
    func update(_ id: String, _ patch: [String: JSON]) throws -> JSON {
        let card = try card(id)
        var patch = patch
        if let tag = patch.removeValue(forKey: "ifETag") {
            guard tag.string == card.etag else { throw CardWork.changedMeanwhile }
        }
        try replace(patch.removeValue(forKey: "replaces"), by: card)
        let place = try place(card, &patch)
        if place.book != card.book || place.resource != card.resource {
            try claim(place.book, uid: card.uid, resource: place.resource, by: card)
            try CardTable.move(transaction, user: user, card, to: place.book, resource: place.resource)
        }
        let moved = try self.card(id)
        guard !patch.isEmpty else { return nil }
        let content: CardContent
        var told: [String: JSON] = [:]
        if let text = patch.removeValue(forKey: "vCard") {
            guard patch.isEmpty else { throw SetError.properties(Array(patch.keys), "A vCard says all there is to say of a contact.") }
            guard let text = text.string else { throw SetError.property("vCard") }
            let bytes = Array(text.utf8)
            content = ContactMaking.content(try ContactMaking.read(bytes), bytes: bytes, uid: card.uid)
        } else {
            (content, told) = try CardEditing(transaction: transaction, user: user).content(of: card, patched: patch)
        }
        guard content.uid == card.uid else { throw SetError.property("uid", "The UID of a contact stays what it is.") }
        try CardTable.update(transaction, user: user, moved, content)
        told["etag"] = .string(CardTable.etag(content.bytes))
        told["size"] = .int(Int64(content.bytes.count))
        return .object(told)
    }

    /// Removes the cards whose place another one takes, `{id: etag}`; throws `stateMismatch` when one of them was changed meanwhile.
    private func replace(_ json: JSON?, by card: Card? = nil) throws {
        guard let json, !json.isNull else { return }
        guard let tags = json.object else { throw SetError.property("replaces") }
        for (id, tag) in tags {
            let other = try self.card(id)
            guard other.id != card?.id else { throw SetError.property("replaces", "A contact does not replace itself.") }
            guard tag.isNull || tag.string == other.etag else { throw CardWork.changedMeanwhile }
            try CardTable.remove(transaction, user: user, other)
        }
    }

    /// Where a card is to be after a patch, whose paths about that are taken out of it.
    private func place(_ card: Card, _ patch: inout [String: JSON]) throws -> (book: AddressBookID, resource: String) {
        var books: JSON = [card.book.description: true]
        let paths = patch.filter { $0.key == "addressBookIds" || $0.key.hasPrefix("addressBookIds/") }
        for path in paths.keys { patch[path] = nil }
        if !paths.isEmpty { books = try ObjectPatch.apply(paths, to: ["addressBookIds": books])["addressBookIds"] ?? nil }
        let book = paths.isEmpty ? card.book : try book(books)
        let name = try resource(patch.removeValue(forKey: "resourceName")) ?? card.resource
        return (book, name)
    }

    /// Throws `alreadyExists` when another card of a book has the UID or the resource name.
    private func claim(_ book: AddressBookID, uid: String, resource: String, by card: Card) throws {
        let others = [
            try CardTable.find(transaction.sql, book: book, uid: uid), try CardTable.find(transaction.sql, book: book, resource: resource),
        ]
        if let other = others.compactMap({ $0 }).first(where: { $0.id != card.id }) { throw CardWork.exists(other) }
    }

    /// The one book that `addressBookIds` names; without it the default one.
    private func book(_ json: JSON?) throws -> AddressBookID {
        guard let json else {
            guard let book = try AddressBookTable.all(transaction.sql, user: user).first(where: \.isDefault) else {
                throw SetError.property("addressBookIds")
            }
            return book.id
        }
        guard let members = json.object, members.count == 1, let (text, value) = members.first, value == true,
            let id = AddressBookID(call.resolved(text)), try AddressBookTable.get(transaction.sql, user: user, id) != nil
        else { throw SetError.property("addressBookIds", "A contact is in exactly one address book, which must exist.") }
        return id
    }

    private func resource(_ json: JSON?) throws(SetError) -> String? {
        guard let json, !json.isNull else { return nil }
        guard let text = json.string, let name = ContactMaking.resource(text) else { throw .property("resourceName") }
        return name
    }

    private static func refuse(_ names: [String], in object: [String: JSON]) throws(SetError) {
        let wrong = names.filter { object[$0] != nil }
        if !wrong.isEmpty { throw .properties(wrong) }
    }

    static func exists(_ other: Card) -> SetError {
        SetError("alreadyExists", "This contact is there already.", members: ["existingId": .string(other.id.description)])
    }
}
