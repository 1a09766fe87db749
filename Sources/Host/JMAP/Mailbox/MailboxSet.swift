import Core
import Store

extension Method {
    /// Mailbox/set (RFC 8621 2.5). The server follows through the outbox.
    static let mailboxSet = Method("Mailbox/set", Capability.mail) { call in
        let request = try SetRequest(call)
        let removesEmails = try call.arguments.bool("onDestroyRemoveEmails") ?? false
        let (outcome, touched) = try await call.write { transaction, scope in
            let oldState = "\(try MailboxList.seq(scope, transaction.sql))"
            try request.check(state: oldState)
            var work = MailboxWork(transaction: transaction, scope: scope, removesEmails: removesEmails)
            return (try work.run(request), work.touched)
        }
        for account in touched { call.house.server.nudge(account) }
        let (set, account, old) = outcome
        let new = try await call.read { sql, scope in "\(try MailboxList.seq(scope, sql))" }
        return set.outcome(account: account, oldState: old, newState: new)
    }
}

/// The work of one Mailbox/set in its transaction.
struct MailboxWork {
    let transaction: Transaction
    let scope: Scope
    let removesEmails: Bool
    var touched: Set<AccountID> = []
    /// Creation ids of this call.
    private var made: [String: MailboxID] = [:]

    init(transaction: Transaction, scope: Scope, removesEmails: Bool) {
        self.transaction = transaction
        self.scope = scope
        self.removesEmails = removesEmails
    }

    mutating func run(_ request: SetRequest) throws -> (SetRequest, String, String) {
        var set = request
        let oldState = "\(try MailboxList.seq(scope, transaction.sql))"
        // A parent may be made in the same call: its children wait for it.
        var waiting = request.create
        while !waiting.isEmpty {
            let ready = waiting.filter { item in !waiting.contains { "#\($0.id)" == item.object["parentId"]?.string && $0.id != item.id } }
            let now = ready.isEmpty ? waiting : ready
            for item in now {
                do { set.created(item.id, try create(item)) } catch { set.notCreated(item.id, try SetRequest.error(error)) }
            }
            waiting.removeAll { item in now.contains { $0.id == item.id } }
        }
        for item in request.update {
            do {
                try update(item.id, item.patch)
                set.updated(item.id)
            } catch { set.notUpdated(item.id, try SetRequest.error(error)) }
        }
        for id in request.destroy.sorted(by: { depth($0) > depth($1) }) {
            do {
                try destroy(id)
                set.destroyed(id)
            } catch { set.notDestroyed(id, try SetRequest.error(error)) }
        }
        return (set, scope.id, oldState)
    }

    private func depth(_ text: String) -> Int {
        guard let mailbox = try? mine(text), !mailbox.delimiter.isEmpty else { return 0 }
        return mailbox.path.split(separator: mailbox.delimiter, omittingEmptySubsequences: false).count
    }

    private func mine(_ text: String) throws -> Mailbox {
        let id = text.hasPrefix("#") ? made[String(text.dropFirst())] : MailboxID(text)
        guard let id, let mailbox = try MailboxTable.get(transaction.sql, id), scope.ids.contains(mailbox.account) else {
            throw SetError.notFound
        }
        return mailbox
    }

    private mutating func create(_ item: (id: String, object: [String: JSON])) throws -> JSON {
        let unknown = Set(item.object.keys).subtracting(["name", "parentId", "role", "sortOrder", "isSubscribed"])
        guard unknown.isEmpty else { throw SetError.properties(Array(unknown), "These are set by the server.") }
        guard let name = item.object["name"]?.string else { throw SetError.property("name", "A folder has a name.") }
        let parent = try parent(item.object["parentId"])
        guard let account = parent?.account ?? (scope.isAll ? nil : scope.ids[0]) else {
            throw SetError("forbidden", "A folder is made in one of the accounts, not in all of them.")
        }
        let delimiter =
            try parent?.delimiter ?? MailboxTable.all(transaction.sql, account: account).first { !$0.delimiter.isEmpty }?.delimiter ?? "/"
        try MailboxName.check(name, delimiter: delimiter)
        let path = parent.map { $0.path + delimiter + name } ?? name
        try free(path, account)
        let subscribed = item.object["isSubscribed"]?.bool ?? true
        let id = try MailboxTable.insert(
            transaction, account: account, path: path, delimiter: delimiter, subscribed: subscribed, onServer: false)
        try MailboxTable.rename(transaction, try mailbox(id), to: path)
        try OutboxTable.add(transaction, account, .createMailbox(mailbox: id.rawValue))
        if let order = try order(item.object["sortOrder"]) { try MailboxOrder.set(transaction, try mailbox(id), order) }
        if let role = item.object["role"], !role.isNull { try choose(role, try mailbox(id)) }
        made[item.id] = id
        touched.insert(account)
        return [
            "id": .string(id.description), "accountId": .string(account.description), "sortOrder": .int(max(0, try mailbox(id).sortOrder)),
            "totalEmails": 0, "unreadEmails": 0, "totalThreads": 0, "unreadThreads": 0, "isSubscribed": .bool(subscribed),
            "role": item.object["role"] ?? nil,
            "parentId": parent.map { .string($0.id.description) } ?? nil,
            "myRights": [
                "mayReadItems": true, "mayAddItems": true, "mayRemoveItems": true, "maySetSeen": true, "maySetKeywords": true,
                "mayCreateChild": true,
                "mayRename": true, "mayDelete": true, "maySubmit": true,
            ],
        ]
    }

    private mutating func update(_ id: String, _ patch: [String: JSON]) throws {
        let mailbox = try mine(id)
        let unknown = Set(patch.keys).subtracting(["name", "parentId", "role", "sortOrder", "isSubscribed"])
        guard unknown.isEmpty else { throw SetError.properties(Array(unknown), "These cannot be changed.") }
        if patch["name"] != nil || patch["parentId"] != nil { try rename(mailbox, patch) }
        if let wanted = patch["isSubscribed"] {
            guard let wanted = wanted.bool else { throw SetError.property("isSubscribed", "It is true or false.") }
            if wanted != mailbox.subscribed {
                try MailboxTable.subscribe(transaction, mailbox, wanted)
                try OutboxTable.add(transaction, mailbox.account, .subscribe(mailbox: mailbox.id.rawValue, wanted))
            }
        }
        if let order = try order(patch["sortOrder"]) { try MailboxOrder.set(transaction, mailbox, order) }
        if let role = patch["role"] { try choose(role, mailbox) }
        touched.insert(mailbox.account)
    }

    private func rename(_ mailbox: Mailbox, _ patch: [String: JSON]) throws {
        guard mailbox.role != .inbox else { throw SetError("forbidden", "The inbox keeps its name and place.") }
        var name = mailbox.name
        if let wanted = patch["name"] {
            guard let wanted = wanted.string else { throw SetError.property("name", "A name is a text.") }
            name = wanted
        }
        try MailboxName.check(name, delimiter: mailbox.delimiter)
        let all = try MailboxTable.all(transaction.sql, account: mailbox.account)
        let above = try patch["parentId"].map { try parent($0) } ?? all.first { $0.id == mailbox.parent }
        if let above {
            guard above.account == mailbox.account else { throw SetError.property("parentId", "A folder stays in its account.") }
            guard above.id != mailbox.id, mailbox.delimiter.isEmpty || !above.path.hasPrefix(mailbox.path + mailbox.delimiter) else {
                throw SetError.property("parentId", "A folder cannot lie within itself.")
            }
            guard !mailbox.delimiter.isEmpty else { throw SetError.property("parentId", "This server has no folders within folders.") }
        }
        let path = above.map { $0.path + mailbox.delimiter + name } ?? name
        guard path != mailbox.path else { return }
        try free(path, mailbox.account)
        try MailboxTable.rename(transaction, mailbox, to: path)
        try OutboxTable.add(transaction, mailbox.account, .renameMailbox(mailbox: mailbox.id.rawValue, from: mailbox.path))
    }

    private mutating func destroy(_ id: String) throws {
        let mailbox = try mine(id)
        guard mailbox.role != .inbox else { throw SetError("forbidden", "The inbox stays.") }
        let all = try MailboxTable.all(transaction.sql, account: mailbox.account)
        guard !all.contains(where: { $0.parent == mailbox.id }) else { throw SetError("mailboxHasChild", "There are folders in this one.") }
        guard mailbox.total == 0 || removesEmails else { throw SetError("mailboxHasEmail", "There is mail in this folder.") }
        try MailboxTable.delete(transaction, mailbox)
        try OutboxTable.add(transaction, mailbox.account, .deleteMailbox(path: mailbox.path))
        touched.insert(mailbox.account)
    }

    private func mailbox(_ id: MailboxID) throws -> Mailbox {
        guard let mailbox = try MailboxTable.get(transaction.sql, id) else { throw SetError.notFound }
        return mailbox
    }

    private func parent(_ json: JSON?) throws -> Mailbox? {
        guard let json, !json.isNull else { return nil }
        guard let text = json.string, let found = try? mine(text) else { throw SetError.property("parentId", "There is no such folder.") }
        return found
    }

    private func free(_ path: String, _ account: AccountID) throws {
        guard try MailboxTable.find(transaction.sql, account: account, path: path) == nil else {
            throw SetError.property("name", "A folder with that name is there already.")
        }
    }

    private func order(_ json: JSON?) throws -> Int64? {
        guard let json else { return nil }
        guard let order = json.int, order >= 0, order < 1 << 31 else { throw SetError.property("sortOrder", "It is a number below 2^31.") }
        return order
    }

    /// The person's own choice of a folder for a role.
    private func choose(_ json: JSON, _ mailbox: Mailbox) throws {
        guard var account = try AccountTable.get(transaction.sql, mailbox.account) else { throw SetError.notFound }
        if json.isNull {
            account.roles = account.roles.filter { $0.value != mailbox.id }
        } else {
            guard let role = json.string.flatMap(MailboxRole.init(rawValue:)), role != .inbox, role != .all, role != .flagged,
                role != .important
            else {
                throw SetError.property("role", "A folder can be chosen for drafts, sent, archive, junk or trash.")
            }
            account.roles = account.roles.filter { $0.value != mailbox.id }
            account.roles[role] = mailbox.id
        }
        try AccountTable.update(transaction, account)
        transaction.record(.mailbox, mailbox.account, mailbox.id, .updated)
    }
}
