public import Core

/// What a person does to mail: rows, journal and outbox in one transaction, answered at once.
public enum Change {
    /// Adds and removes keywords. Fails with `notFound` when the email is gone.
    public static func keywords(_ transaction: Transaction, _ email: EmailID, add: Set<Keyword>, remove: Set<Keyword>) throws(Failure) {
        guard let stored = try EmailTable.get(transaction.sql, email) else { throw Failure(.notFound, "email \(email)") }
        try transaction.lock(stored.account)
        let added = add.subtracting(stored.keywords)
        let removed = remove.intersection(stored.keywords)
        guard !added.isEmpty || !removed.isEmpty else { return }
        try EmailTable.write(transaction, email, account: stored.account, keywords: stored.keywords.union(added).subtracting(removed))
        try OutboxTable.add(
            transaction, stored.account, .keywords(add: added.map(\.name).sorted(), remove: removed.map(\.name).sorted()), email: email)
    }

    /// Makes the email lie exactly in these mailboxes of its account; there is at least one. A mailbox left and one gained are one move.
    public static func mailboxes(_ transaction: Transaction, _ email: EmailID, _ target: Set<MailboxID>) throws(Failure) {
        let sql = transaction.sql
        guard let key = try StoredEmailKey.get(sql, email) else { throw Failure(.notFound, "email \(email)") }
        guard !target.isEmpty else { throw Failure(.invalid, "an email lies in at least one mailbox") }
        try transaction.lock(key.account)
        for mailbox in target {
            let there = try sql.first(
                "SELECT 1 FROM mailboxes WHERE id = ? AND account_id = ? AND selectable = 1", [mailbox, key.account]
            ) { $0.int(0) }
            guard there != nil else {
                throw Failure(
                    .notFound, "mailbox \(mailbox) of account \(key.account)", message: "That folder does not exist in this account.")
            }
        }
        let places = try LocationTable.of(sql, email)
        var leave = places.filter { !target.contains($0.mailbox) }
        let gain = target.subtracting(places.map(\.mailbox)).sorted()
        guard !leave.isEmpty || !gain.isEmpty else { return }
        for mailbox in gain {
            if leave.isEmpty {
                try OutboxTable.add(transaction, key.account, .copy(to: mailbox.rawValue), email: email)
            } else {
                try depart(transaction, leave.removeFirst(), .move(to: mailbox.rawValue))
            }
            try LocationTable.insert(transaction, email: key, mailbox: mailbox, uidValidity: 0, uid: nil, modseq: 0, flags: [])
        }
        for place in leave { try depart(transaction, place, .remove) }
        transaction.record(.email, key.account, email, .updated)
        try transaction.tellMoved(email, key.account)
    }

    /// Destroys an email wherever it lies.
    public static func destroy(_ transaction: Transaction, _ email: EmailID) throws(Failure) {
        guard let key = try StoredEmailKey.get(transaction.sql, email) else { throw Failure(.notFound, "email \(email)") }
        try transaction.lock(key.account)
        for place in try LocationTable.of(transaction.sql, email) { try depart(transaction, place, .remove) }
        try EmailTable.remove(transaction, email, account: key.account, thread: key.thread)
    }

    /// Puts a message whose bytes are in a blob into a mailbox, as an email that is on its way there.
    public static func append(_ transaction: Transaction, account: AccountID, mailbox: MailboxID, _ message: NewEmail, blob: BlobID)
        throws(Failure) -> EmailID
    {
        try transaction.lock(account)
        var message = message
        message.blob = blob
        message.uid = nil
        guard let email = try Ingest.add(transaction, account: account, mailbox: mailbox, [message])[0] else {
            throw Failure(.conflict, "the message is here already")
        }
        try BlobTable.keep(transaction, blob, account: account)
        try OutboxTable.add(transaction, account, .append(to: mailbox.rawValue, blob: blob.rawValue), email: email)
        return email
    }

    private static func depart(_ transaction: Transaction, _ place: Location, _ work: OutboxWork) throws(Failure) {
        let operation = try OutboxTable.add(transaction, place.account, work, email: place.email)
        if let uid = place.uid { try DepartureTable.insert(transaction, place, uid: uid, outbox: operation) }
        try LocationTable.delete(transaction, place)
    }
}
