public import Core

extension Transaction {
    /// Whether anybody listens for an event; nothing of it is put together otherwise.
    func isHeard(_ event: HouseEvent) -> Bool { listened.contains(event) }

    /// Notes an event of an account. The facts gain the user, the account and the journal's number when the transaction ends.
    func tell(_ event: HouseEvent, _ account: AccountID, _ object: String, _ facts: @autoclosure () throws(Failure) -> [String: JSON])
        throws(Failure)
    {
        guard isHeard(event) else { return }
        note(PendingEvent(event: event, user: nil, account: account, facts: try facts()), object)
    }

    /// Notes an event of a user.
    func tell(_ event: HouseEvent, user: UserID, _ facts: [String: JSON] = [:]) {
        guard isHeard(event) else { return }
        note(PendingEvent(event: event, user: user, account: nil, facts: facts), "")
    }

    /// Notes an event that one plugin alone may hear.
    public func tell(_ event: HouseEvent, plugin: String, _ facts: [String: JSON]) {
        guard isHeard(event) else { return }
        note(PendingEvent(event: event, user: nil, account: nil, plugin: plugin, facts: facts), facts["scope"]?.string ?? "")
    }

    /// Several notes of one thing become one, with the newest facts; what keywords gained and lost is added up.
    private func note(_ event: PendingEvent, _ object: String) {
        let key = "\(event.event.rawValue) \(event.account.map { "\($0)" } ?? event.user.map { "\($0)" } ?? event.plugin) \(object)"
        guard let at = pendingAt[key] else {
            pendingAt[key] = pending.count
            return pending.append(event)
        }
        var merged = event
        if event.event == .mailFlagged {
            func words(_ facts: [String: JSON], _ name: String) -> Set<String> {
                Set((facts[name]?.array ?? []).compactMap(\.string))
            }
            let (old, new) = (pending[at].facts, event.facts)
            let added = words(old, "added").subtracting(words(new, "removed")).union(words(new, "added").subtracting(words(old, "removed")))
            let removed = words(old, "removed").subtracting(words(new, "added")).union(
                words(new, "removed").subtracting(words(old, "added")))
            merged.facts["added"] = .array(added.sorted().map { .string($0) })
            merged.facts["removed"] = .array(removed.sorted().map { .string($0) })
        }
        pending[at] = merged
    }

    /// Derives the events that the journal itself tells.
    func hear(_ type: DataType, _ account: AccountID, _ user: UserID, _ object: Int64, _ change: ChangeKind) {
        let kind: JSON = change == .created ? "created" : change == .updated ? "updated" : "destroyed"
        switch (type.name, change) {
        case ("MailAccount", .created) where isHeard(.accountAdded):
            note(PendingEvent(event: .accountAdded, user: user, account: AccountID(object), facts: [:]), "")
        case ("MailAccount", .destroyed) where isHeard(.accountRemoved):
            note(PendingEvent(event: .accountRemoved, user: user, account: AccountID(object), facts: [:]), "")
        case ("ContactCard", _) where isHeard(.contactChanged):
            note(
                PendingEvent(
                    event: .contactChanged, user: user, account: nil, facts: ["id": .string("c\(object)"), "change": kind]),
                "\(object)")
        case ("Mailbox", .created) where isHeard(.folderChanged), ("Mailbox", .destroyed) where isHeard(.folderChanged):
            note(
                PendingEvent(
                    event: .folderChanged, user: user, account: account,
                    facts: ["id": .string(MailboxID(object).description), "change": kind]), "\(object)")
        case ("Email", .destroyed) where isHeard(.mailRemoved):
            note(
                PendingEvent(
                    event: .mailRemoved, user: user, account: account, facts: ["id": .string(EmailID(object).description)]), "\(object)")
        default: break
        }
    }

    /// Writes the events, after the journal: `states` holds the newest number of each user's journal.
    func flushEvents(_ owners: [AccountID: UserID], _ states: [UserID: Int64]) throws(Failure) -> Bool {
        guard !pending.isEmpty else { return false }
        // Numbers are to grow in the order of the commits, which only one writer at a time can promise.
        if sql.dialect == .postgres { try sql.run("SELECT pg_advisory_xact_lock(7017286136)") }
        for event in pending {
            var facts = event.facts
            let user = event.user ?? event.account.flatMap { owners[$0] }
            if let user {
                facts["user"] = .string("\(user)")
                if let state = states[user] { facts["state"] = .string("\(state)") }
            }
            if let account = event.account { facts["accountId"] = .string("\(account)") }
            facts["at"] = .string(UTCDate.text(now))
            try sql.run(
                "INSERT INTO plugin_events (at, name, plugin, facts) VALUES (?, ?, ?, ?)",
                [now, event.event.rawValue, event.plugin, JSON.object(facts).text])
        }
        return true
    }

    /// Tells that a mailbox has another name, role or right; that it was made or destroyed, the journal tells.
    func tellFolder(_ account: AccountID, _ mailbox: MailboxID) throws(Failure) {
        try tell(.folderChanged, account, "\(mailbox.rawValue)", ["id": .string("\(mailbox)"), "change": "updated"])
    }

    /// Tells where an email lies now. One that lies nowhere is either on its way or will be told as removed.
    func tellMoved(_ email: EmailID, _ account: AccountID) throws(Failure) {
        guard isHeard(.mailMoved) else { return }
        let places = try mailboxIds(email)
        guard places != [:] else { return }
        try tell(.mailMoved, account, "\(email)", ["id": .string("\(email)"), "mailboxIds": places])
    }

    /// The mailboxes an email lies in now, as JMAP names them.
    func mailboxIds(_ email: EmailID) throws(Failure) -> JSON {
        .object(Dictionary(try LocationTable.of(sql, email).map { ("\($0.mailbox)", JSON.bool(true)) }) { $1 })
    }
}
