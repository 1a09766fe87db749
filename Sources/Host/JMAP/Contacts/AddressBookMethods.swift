import Core
import Store

extension Method {
    /// AddressBook/get (RFC 9610 2.1).
    static let addressBookGet = Method("AddressBook/get", capability: Capability.contacts) { call in
        let request = try GetRequest(call)
        try request.check(AddressBookJSON.properties)
        return try await call.readContacts { sql, scope in
            let books = try AddressBookTable.all(sql, user: scope.user)
            return request.answer(
                account: scope.id, state: try scope.state(.addressBook, sql),
                books.map { book in
                    var object = AddressBookJSON.object(book)
                    if request.properties?.contains("membersState") == true {
                        object["membersState"] = .string(MembersState(book: book.id, count: book.change).text)
                    }
                    return (book.id.description, object)
                })
        }
    }

    /// AddressBook/changes (RFC 9610 2.2).
    static let addressBookChanges = Method("AddressBook/changes", capability: Capability.contacts) { call in
        try call.mustBeAll()
        return try await Changes.answer(call, .addressBook) { AddressBookID($0).description }
    }

    /// AddressBook/set (RFC 9610 2.3).
    static let addressBookSet = Method("AddressBook/set", Capability.contacts) { call in
        let request = try SetRequest(call)
        let removesContents = try call.arguments.bool("onDestroyRemoveContents") ?? false
        let newDefault = try call.arguments.string("onSuccessSetIsDefault")
        let (set, scope, oldState) = try await call.writeContacts { transaction, scope in
            let oldState = try scope.state(.addressBook, transaction.sql)
            try request.check(state: oldState)
            var set = request
            var made: [String: AddressBookID] = [:]
            for item in request.create {
                do {
                    var book = AddressBook(user: scope.user, name: "")
                    try AddressBookJSON.read(item.object, into: &book, isNew: true)
                    do throws(Failure) { book.id = try AddressBookTable.add(transaction, book) } catch {
                        // There are enough of them: that is no matter of how large this one is.
                        throw error.kind == .tooLarge ? SetError("overQuota", error.message) : SetError(error)
                    }
                    made[item.id] = book.id
                    let stored = try AddressBookTable.get(transaction.sql, user: scope.user, book.id) ?? book
                    set.created(item.id, .object(AddressBookJSON.object(stored)))
                } catch { set.notCreated(item.id, try SetRequest.error(error)) }
            }
            func mine(_ text: String) throws -> AddressBook {
                let id = text.hasPrefix("#") ? made[String(text.dropFirst())] : AddressBookID(text)
                guard let id, let book = try AddressBookTable.get(transaction.sql, user: scope.user, id) else { throw SetError.notFound }
                return book
            }
            for item in request.update {
                do {
                    var book = try mine(item.id)
                    try AddressBookJSON.read(item.patch, into: &book, isNew: false)
                    try AddressBookTable.update(transaction, book)
                    set.updated(item.id)
                } catch { set.notUpdated(item.id, try SetRequest.error(error)) }
            }
            for id in request.destroy {
                do {
                    let book = try mine(id)
                    guard try removesContents || AddressBookTable.count(transaction.sql, book.id) == 0 else {
                        throw SetError("addressBookHasContents", "There are contacts in this address book.")
                    }
                    try AddressBookTable.remove(transaction, book)
                    set.destroyed(id)
                } catch { set.notDestroyed(id, try SetRequest.error(error)) }
            }
            // Only when all went well, and only a book that is there (RFC 9610 2.3).
            if let newDefault, set.isClean, let book = try? mine(call.resolved(newDefault)), !book.isDefault {
                for other in try AddressBookTable.all(transaction.sql, user: scope.user) where other.isDefault {
                    set.updated(other.id.description, ["isDefault": false])
                }
                try AddressBookTable.makeDefault(transaction, user: scope.user, book.id)
                set.updated(book.id.description, ["isDefault": true])
            }
            return (set, scope, oldState)
        }
        let newState = try await call.house.read { sql in try scope.state(.addressBook, sql) }
        return set.outcome(account: scope.id, oldState: oldState, newState: newState)
    }
}

/// AddressBook objects (RFC 9610 2).
enum AddressBookJSON {
    static let properties: Set<String> = [
        "id", "name", "description", "sortOrder", "isDefault", "isSubscribed", "shareWith", "myRights", "membersState",
    ]

    static func object(_ book: AddressBook) -> [String: JSON] {
        [
            "id": .string(book.id.description), "name": .string(book.name),
            "description": book.description.isEmpty ? nil : .string(book.description), "sortOrder": .int(book.sortOrder),
            "isDefault": .bool(book.isDefault), "isSubscribed": .bool(book.isSubscribed), "shareWith": nil,
            "myRights": ["mayRead": true, "mayWrite": true, "mayShare": false, "mayDelete": true],
        ]
    }

    /// Takes what a client wrote.
    static func read(_ object: [String: JSON], into book: inout AddressBook, isNew: Bool) throws(SetError) {
        var reader = PropertyReader(object)
        if isNew || reader.has("name") {
            let name = reader.string("name", max: ContactLimits.nameLength)
            if let name, name.contains(where: { !$0.isWhitespace }) { book.name = name } else { reader.mark("name") }
        }
        if reader.has("description") { book.description = reader.string("description", allowsNewlines: true) ?? "" }
        if let order = reader.int("sortOrder", in: 0...Int64(Int32.max)) { book.sortOrder = order }
        if let shown = reader.bool("isSubscribed") { book.isSubscribed = shown }
        if let shared = reader.json("shareWith"), !shared.isNull, shared != [:] { reader.mark("shareWith") }
        let stored = self.object(book)
        for name in ["id", "isDefault", "myRights"] where reader.has(name) && (isNew || reader.json(name) != stored[name]) {
            reader.mark(name)
        }
        reader.ignore("id", "isDefault", "myRights")
        try reader.finish()
    }
}
