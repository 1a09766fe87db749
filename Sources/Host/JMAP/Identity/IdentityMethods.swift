import Core
import Store

extension Method {
    /// Identity/get (RFC 8621 6.1).
    static let identityGet = Method("Identity/get", capability: Capability.submission) { call in
        let request = try GetRequest(call)
        try request.check(IdentityJSON.properties)
        return try await call.read { sql, scope in
            var all: [(id: String, object: [String: JSON])] = []
            for account in scope.ids {
                for identity in try IdentityTable.all(sql, account: account) {
                    all.append((identity.id.description, IdentityJSON.object(identity)))
                }
            }
            return request.answer(account: scope.id, state: try scope.state(.identity, sql), all)
        }
    }

    /// Identity/changes (RFC 8621 6.2).
    static let identityChanges = Method("Identity/changes", capability: Capability.submission) { call in
        try await Changes.answer(call, .identity) { IdentityID($0).description }
    }

    /// Identity/set (RFC 8621 6.3). The account's own identity stays; what is changed of it is changed of the account.
    static let identitySet = Method("Identity/set", Capability.submission) { call in
        let request = try SetRequest(call)
        let (set, scope, oldState) = try await call.write { transaction, scope in
            let oldState = try scope.state(.identity, transaction.sql)
            try request.check(state: oldState)
            var set = request
            func mine(_ text: String) throws -> Identity {
                guard let id = IdentityID(text), let found = try IdentityTable.get(transaction.sql, id), scope.ids.contains(found.account)
                else {
                    throw SetError.notFound
                }
                return found
            }
            for item in request.create {
                do {
                    guard !scope.isAll else {
                        throw SetError("forbidden", "An identity is made in one of the accounts, not in all of them.")
                    }
                    var identity = Identity(account: scope.ids[0], name: "", email: "")
                    try IdentityJSON.read(item.object, into: &identity, isNew: true)
                    let id = try IdentityTable.add(transaction, identity)
                    identity.id = id
                    set.created(item.id, .object(IdentityJSON.object(identity)))
                } catch { set.notCreated(item.id, try SetRequest.error(error)) }
            }
            for item in request.update {
                do {
                    var identity = try mine(item.id)
                    try IdentityJSON.read(item.patch, into: &identity, isNew: false)
                    try IdentityTable.update(transaction, identity)
                    if identity.isMain, var account = try AccountTable.get(transaction.sql, identity.account) {
                        account.senderName = identity.name
                        account.signature = identity.htmlSignature
                        try AccountTable.update(transaction, account)
                    }
                    set.updated(item.id)
                } catch { set.notUpdated(item.id, try SetRequest.error(error)) }
            }
            for id in request.destroy {
                do {
                    let identity = try mine(id)
                    guard !identity.isMain else { throw SetError("forbidden", "The account's own identity stays.") }
                    try IdentityTable.remove(transaction, identity)
                    set.destroyed(id)
                } catch { set.notDestroyed(id, try SetRequest.error(error)) }
            }
            return (set, scope, oldState)
        }
        let newState = try await call.house.read { sql in try scope.state(.identity, sql) }
        return set.outcome(account: scope.id, oldState: oldState, newState: newState)
    }
}

/// Identity objects (RFC 8621 6).
enum IdentityJSON {
    static let properties: Set<String> = [
        "id", "accountId", "name", "email", "replyTo", "bcc", "textSignature", "htmlSignature", "mayDelete",
    ]

    static func object(_ identity: Identity) -> [String: JSON] {
        [
            "id": .string(identity.id.description), "accountId": .string(identity.account.description), "name": .string(identity.name),
            "email": .string(identity.email), "replyTo": identity.replyTo.isEmpty ? nil : .array(identity.replyTo.map(\.json)),
            "bcc": identity.bcc.isEmpty ? nil : .array(identity.bcc.map(\.json)), "textSignature": .string(identity.textSignature),
            "htmlSignature": .string(identity.htmlSignature), "mayDelete": .bool(!identity.isMain),
        ]
    }

    /// Takes what a client wrote. The address is set once.
    static func read(_ object: [String: JSON], into identity: inout Identity, isNew: Bool) throws(SetError) {
        var reader = PropertyReader(object)
        if let name = reader.string("name", max: 1000) { identity.name = name }
        if let list = reader.addresses("replyTo") { identity.replyTo = list }
        if let list = reader.addresses("bcc") { identity.bcc = list }
        if let text = reader.string("textSignature", allowsNewlines: true) { identity.textSignature = text }
        if let html = reader.string("htmlSignature", max: 1 << 20, allowsNewlines: true) { identity.htmlSignature = html }
        if isNew {
            if let email = reader.string("email", max: 320), AddressJSON.isDeliverable(email) {
                identity.email = email
            } else {
                reader.mark("email")
            }
        } else if let email = reader.json("email"), email != .string(identity.email) {
            reader.mark("email")
        }
        try reader.finish()
    }
}
