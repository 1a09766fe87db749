import Contact
import Core
import Store

extension Method {
    /// ContactCard/get (RFC 9610 3.1). The vendor properties are given when they are named.
    static let cardGet = Method("ContactCard/get", capability: Capability.contacts) { call in
        let request = try GetRequest(call)
        return try await call.readContacts { sql, scope in
            let state = try scope.state(.contactCard, sql)
            let named = request.ids?.compactMap { CardID($0) }
            let ids = try named ?? CardTable.ids(sql, user: scope.user)
            guard ids.count <= call.house.limits.maxObjectsInGet else {
                throw MethodError("requestTooLarge", "More than \(call.house.limits.maxObjectsInGet) contacts.")
            }
            let cards = try CardTable.get(sql, user: scope.user, ids)
            let texts = CardJSON.needsText(request.properties) ? try CardTable.texts(sql, ids.filter { cards[$0] != nil }) : [:]
            let uses = request.properties?.contains("mailUse") == true ? try MailUse.of(sql, user: scope.user, Array(cards.keys)) : [:]
            let all = ids.compactMap { id in
                cards[id].map { (id.description, CardJSON.object($0, text: texts[id], use: uses[id], request.properties)) }
            }
            return request.answer(account: scope.id, state: state, all)
        }
    }

    /// ContactCard/changes (RFC 9610 3.2).
    static let cardChanges = Method("ContactCard/changes", capability: Capability.contacts) { call in
        try call.mustBeAll()
        return try await Changes.answer(call, .contactCard) { CardID($0).description }
    }

    /// ContactCard/members: what a client that keeps a copy of one book has to be told.
    static let cardMembers = Method("ContactCard/members", capability: Capability.contactsVendor) { call in
        try call.mustBeAll()
        let book = try call.arguments.required("addressBookId", try call.arguments.string("addressBookId"))
        let since = try call.arguments.string("sinceState")
        let limit = min(max(try call.arguments.count("limit") ?? 5000, 1), 5000)
        return try await call.readContacts { sql, scope in
            guard let id = AddressBookID(call.resolved(book)), let book = try AddressBookTable.get(sql, user: scope.user, id) else {
                throw MethodError("notFound", "There is no such address book.")
            }
            let start = try since.map { try MembersState($0, of: id) }
            guard let step = try CardMembers.step(sql, book, after: start?.count, begun: start?.begun, limit: limit) else {
                throw MethodError.cannotCalculateChanges
            }
            let state = MembersState(
                book: id, count: step.change, begun: !step.hasMore ? nil : start == nil ? book.change : start?.begun)
            return [
                "accountId": .string(scope.id), "addressBookId": .string(id.description), "state": .string(state.text),
                "members": .array(
                    step.changed.map {
                        [
                            "id": .string($0.id.description), "resourceName": .string($0.resource), "etag": .string($0.etag),
                            "size": .int($0.size), "created": .string(UTCDate.text($0.createdAt)),
                            "updated": .string(UTCDate.text($0.updatedAt)),
                        ]
                    }),
                "removed": .array(step.removed.map { .string($0) }), "hasMore": .bool(step.hasMore),
            ]
        }
    }
}
