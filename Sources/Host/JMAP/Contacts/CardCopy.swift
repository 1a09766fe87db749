import Core
import Store

extension Method {
    /// ContactCard/copy (RFC 9610 3.6). All contacts of a user are in one account, so this copies within it: into another book.
    static let cardCopy = Method("ContactCard/copy", Capability.contacts) { call in
        let from = try call.arguments.required("fromAccountId", try call.arguments.string("fromAccountId"))
        guard from == Scope.allID else { throw MethodError("fromAccountNotFound") }
        let ifFromState = try call.arguments.string("ifFromInState")
        let destroysOriginals = try call.arguments.bool("onSuccessDestroyOriginal") ?? false
        let request = try SetRequest(call)
        let (set, scope, oldState, gone) = try await call.writeContacts { transaction, scope in
            let oldState = try scope.state(.contactCard, transaction.sql)
            try request.check(state: oldState)
            guard ifFromState == nil || ifFromState == oldState else { throw MethodError.stateMismatch }
            let work = CardWork(transaction: transaction, user: scope.user, call: call)
            var set = request
            var gone: [String] = []
            for item in request.create {
                do {
                    let card = try work.card(call.resolved(item.object["id"]?.string ?? ""))
                    set.created(item.id, try transaction.attempt { try work.copy(card, item.object, moves: destroysOriginals) })
                    if destroysOriginals { gone.append(card.id.description) }
                } catch { set.notCreated(item.id, try SetRequest.error(error)) }
            }
            return (set, scope, oldState, gone)
        }
        let newState = try await call.house.read { sql in try scope.state(.contactCard, sql) }
        var outcome = set.outcome(account: scope.id, oldState: oldState, newState: newState)
        outcome.arguments["fromAccountId"] = .string(from)
        for name in ["updated", "destroyed", "notUpdated", "notDestroyed"] { outcome.arguments[name] = nil }
        if destroysOriginals {
            outcome.following = [
                (
                    "ContactCard/set",
                    [
                        "accountId": .string(from), "oldState": .string(oldState), "newState": .string(newState), "created": nil,
                        "updated": nil, "destroyed": .array(gone.map { .string($0) }), "notCreated": nil, "notUpdated": nil,
                        "notDestroyed": nil,
                    ]
                )
            ]
        }
        return outcome
    }
}

extension CardWork {
    /// Copies a card with some of its properties overridden; `moves`: the original goes.
    func copy(_ card: Card, _ object: [String: JSON], moves: Bool) throws -> JSON {
        var patch = object
        patch["id"] = nil
        guard let bytes = try CardTable.bytes(transaction.sql, card.id) else { throw SetError.notFound }
        var object: [String: JSON] = ["addressBookIds": patch.removeValue(forKey: "addressBookIds") ?? [card.book.description: true]]
        object["resourceName"] =
            patch.removeValue(forKey: "resourceName")
            ?? (object["addressBookIds"]?[card.book.description] == true ? nil : .string(card.resource))
        if moves { try CardTable.remove(transaction, user: user, card) }
        let text = String(decoding: bytes, as: UTF8.self)
        guard !patch.isEmpty else {
            object["vCard"] = .string(text)
            return try create(object)
        }
        // The properties that are given stand in for those of the original.
        let made = try create(object.merging(["vCard": .string(text)]) { $1 })
        guard let id = made["id"]?.string else { return made }
        let changes = try update(id, patch)
        return .object((made.object ?? [:]).merging(changes.object ?? [:]) { $1 })
    }
}
