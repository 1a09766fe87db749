public import Core

/// What becomes of the rows when an operation has reached the server, or never will.
public enum Settle {
    /// The operation put the email into a mailbox under a UID (COPYUID, APPENDUID or found by search). When the person has meanwhile
    /// moved it on, the UID is what that later operation has to take away.
    public static func arrived(
        _ transaction: Transaction, _ row: OutboxRow, mailbox: MailboxID, uidValidity: Int64, uid: Int64
    ) throws(Failure) {
        guard let email = row.email else { return }
        let sql = transaction.sql
        if try LocationTable.at(sql, mailbox: mailbox, uidValidity: uidValidity, uid: uid) != nil { return }
        if let place = try LocationTable.of(sql, email).first(where: { $0.mailbox == mailbox && $0.uid == nil }) {
            try sql.run("UPDATE locations SET uidvalidity = ?, uid = ? WHERE id = ?", [uidValidity, uid, place.id])
            return
        }
        for later in try OutboxTable.waiting(sql, email: email) where later.id > row.id {
            switch later.work {
            case .move, .remove:
                guard try DepartureTable.of(sql, later.id) == nil else { continue }
                let place = Location(
                    id: 0, account: row.account, mailbox: mailbox, email: email, thread: ThreadID(0), uidValidity: uidValidity, uid: uid,
                    modseq: 0, flags: [])
                return try DepartureTable.insert(transaction, place, uid: uid, outbox: later.id)
            default: continue
            }
        }
    }

    /// The server now has the flags that the operation was to set.
    public static func flagged(
        _ transaction: Transaction, mailbox: MailboxID, uidValidity: Int64, uid: Int64, keywords: Set<Keyword>, modseq: Int64
    ) throws(Failure) {
        try transaction.sql.run(
            "UPDATE locations SET flags = ?, modseq = ? WHERE mailbox_id = ? AND uidvalidity = ? AND uid = ?",
            [Packed.keywords(keywords), modseq, mailbox, uidValidity, uid])
    }

    /// The bytes of an email are on a server now: the copy in the database goes.
    public static func uploaded(_ transaction: Transaction, _ email: EmailID, blob: BlobID) throws(Failure) {
        try transaction.sql.run("UPDATE emails SET blob_id = NULL WHERE id = ? AND blob_id = ?", [email, blob])
        try transaction.sql.run("DELETE FROM blobs WHERE id = ? AND kept = 1", [blob])
    }

    /// The server will never do it: the rows go back to what the server has, and the journal says so.
    public static func undo(_ transaction: Transaction, _ row: OutboxRow, error: String) throws(Failure) {
        let sql = transaction.sql
        try transaction.lock(row.account)
        try sql.run("UPDATE outbox SET state = 'failed', error = ? WHERE id = ?", [error, row.id])
        guard let email = row.email, let key = try StoredEmailKey.get(sql, email) else {
            try DepartureTable.delete(transaction, outbox: row.id)
            return
        }
        switch row.work {
        case .move(let to), .copy(let to), .append(let to, _):
            if let place = try LocationTable.of(sql, email).first(where: { $0.mailbox.rawValue == to && $0.uid == nil }) {
                if case .append = row.work { break }
                try LocationTable.delete(transaction, place)
            }
            try restore(transaction, row, key)
        case .remove: try restore(transaction, row, key)
        case .keywords(let add, let remove):
            guard let stored = try EmailTable.get(sql, email) else { break }
            let keywords = stored.keywords.subtracting(add.compactMap { Keyword($0) }).union(remove.compactMap { Keyword($0) })
            try EmailTable.write(transaction, email, account: row.account, keywords: keywords)
        default: break
        }
        transaction.record(.email, row.account, email, .updated)
        switch row.work {
        case .move, .copy, .remove: try transaction.tellMoved(email, row.account)
        default: break
        }
    }

    private static func restore(_ transaction: Transaction, _ row: OutboxRow, _ key: StoredEmailKey) throws(Failure) {
        guard let left = try DepartureTable.of(transaction.sql, row.id) else { return }
        try DepartureTable.delete(transaction, outbox: row.id)
        try LocationTable.insert(
            transaction, email: key, mailbox: left.mailbox, uidValidity: left.uidValidity, uid: left.uid, modseq: left.modseq,
            flags: left.flags)
    }
}
