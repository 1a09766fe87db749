public import Core

/// Takes into the store what sync sees happen on the server.
public enum Observe {
    /// The server's flags of one location. Only what changed there since we last looked is carried over to the email, and not
    /// over a keyword that a person changed and the server has not been told yet.
    public static func flags(
        _ transaction: Transaction, mailbox: MailboxID, uidValidity: Int64, uid: Int64, keywords: Set<Keyword>, modseq: Int64
    ) throws(Failure) {
        guard let place = try LocationTable.at(transaction.sql, mailbox: mailbox, uidValidity: uidValidity, uid: uid) else { return }
        try flags(transaction, place, keywords, modseq: modseq)
    }

    static func flags(_ transaction: Transaction, _ place: Location, _ keywords: Set<Keyword>, modseq: Int64) throws(Failure) {
        try transaction.lock(place.account)
        let sql = transaction.sql
        guard place.flags != keywords || modseq > place.modseq else { return }
        try sql.run(
            "UPDATE locations SET flags = ?, modseq = ? WHERE id = ?", [Packed.keywords(keywords), max(modseq, place.modseq), place.id])
        guard place.flags != keywords else { return }
        let waiting = try OutboxTable.waitingKeywords(sql, place.email)
        let added = keywords.subtracting(place.flags).subtracting(waiting)
        let removed = place.flags.subtracting(keywords).subtracting(waiting)
        guard let email = try EmailTable.get(sql, place.email) else { return }
        try EmailTable.write(
            transaction, place.email, account: place.account, keywords: email.keywords.union(added).subtracting(removed))
    }

    /// UIDs that are gone from a mailbox. An email that lies nowhere afterwards is kept until `sweep`, since it may turn up elsewhere.
    public static func vanished(_ transaction: Transaction, mailbox: MailboxID, uidValidity: Int64, uids: [Int64]) throws(Failure) {
        for uid in uids {
            try DepartureTable.gone(transaction, mailbox: mailbox, uidValidity: uidValidity, uid: uid)
            guard let place = try LocationTable.at(transaction.sql, mailbox: mailbox, uidValidity: uidValidity, uid: uid) else { continue }
            try transaction.lock(place.account)
            try LocationTable.delete(transaction, place)
            transaction.record(.email, place.account, place.email, .updated)
            try transaction.tellMoved(place.email, place.account)
        }
    }

    /// The server numbered a mailbox anew (UIDVALIDITY changed): every location in it is forgotten, the emails keep their ids and are
    /// found again by identity.
    public static func renumbered(_ transaction: Transaction, account: AccountID, mailbox: MailboxID, uidValidity: Int64) throws(Failure) {
        try transaction.lock(account)
        let sql = transaction.sql
        let places = try sql.query(
            "SELECT \(LocationTable.columns) FROM locations WHERE mailbox_id = ? AND uid IS NOT NULL", [mailbox], LocationTable.location)
        for place in places {
            try LocationTable.delete(transaction, place)
            transaction.record(.email, account, place.email, .updated)
        }
        try sql.run("DELETE FROM departures WHERE mailbox_id = ?", [mailbox])
        try sql.run(
            "UPDATE mailboxes SET uidvalidity = ?, uidnext = 0, modseq = 0, headers_from = 0 WHERE id = ?", [uidValidity, mailbox])
    }

    /// Destroys up to `limit` emails that lie nowhere and are not on their way. Returns how many. Call it when every mailbox has been looked at.
    @discardableResult public static func sweep(_ transaction: Transaction, account: AccountID, limit: Int = 500) throws(Failure) -> Int {
        try transaction.lock(account)
        let lost = try transaction.sql.query(
            """
            SELECT id, thread_id FROM emails e WHERE account_id = ? AND NOT EXISTS (SELECT 1 FROM locations WHERE email_id = e.id)
            AND NOT EXISTS (SELECT 1 FROM outbox WHERE email_id = e.id AND state <> 'failed') LIMIT ?
            """, [account, limit]
        ) { ($0.id(0, EmailKind.self), $0.id(1, ThreadKind.self)) }
        for (email, thread) in lost { try EmailTable.remove(transaction, email, account: account, thread: thread) }
        return lost.count
    }
}
