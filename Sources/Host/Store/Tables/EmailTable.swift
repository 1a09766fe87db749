public import Core

/// The messages of an account.
public enum EmailTable {
    static let columns = """
        id, account_id, thread_id, sort_key, received_at, sent_at, size, keywords, has_attachment, subject, preview, message_ids, in_reply_to,
        refs, from_list, sender_list, to_list, cc_list, bcc_list, reply_to_list, delivered_to, list_headers, indexed, blob_id
        """

    static func email(_ row: any SQLRow) -> StoredEmail {
        StoredEmail(
            id: row.id(0), account: row.id(1), thread: row.id(2), sortKey: row.int(3), receivedAt: row.time(4), sentAt: row.optionalTime(5),
            size: row.int(6), keywords: Packed.keywords(row.text(7)), hasAttachment: row.bool(8), subject: row.text(9),
            preview: row.text(10),
            messageIDs: Packed.texts(row.text(11)), inReplyTo: Packed.texts(row.text(12)), references: Packed.texts(row.text(13)),
            from: Packed.addresses(row.text(14)), sender: Packed.addresses(row.text(15)), to: Packed.addresses(row.text(16)),
            cc: Packed.addresses(row.text(17)), bcc: Packed.addresses(row.text(18)), replyTo: Packed.addresses(row.text(19)),
            deliveredTo: Packed.texts(row.text(20)), listHeaders: Packed.pairs(row.text(21)), indexed: row.bool(22),
            blob: row.optionalID(23))
    }

    /// One email; nil when it is gone.
    public static func get(_ sql: any SQLConnection, _ id: EmailID) throws(Failure) -> StoredEmail? {
        try sql.first("SELECT \(columns) FROM emails WHERE id = ?", [id], email)
    }

    /// The emails that are there, in no order.
    public static func get(_ sql: any SQLConnection, _ ids: [EmailID]) throws(Failure) -> [StoredEmail] {
        var out: [StoredEmail] = []
        for id in ids { if let found = try get(sql, id) { out.append(found) } }
        return out
    }

    /// The emails of a conversation, oldest first.
    public static func inThread(_ sql: any SQLConnection, _ thread: ThreadID) throws(Failure) -> [EmailID] {
        try sql.query("SELECT id FROM emails WHERE thread_id = ? ORDER BY sort_key", [thread]) { $0.id(0) }
    }

    /// The email with a Message-ID in an account, the newest when there are several.
    public static func find(_ sql: any SQLConnection, account: AccountID, messageID: String) throws(Failure) -> EmailID? {
        let thread = try ThreadTable.find(sql, account: account, messageID: messageID)
        guard let thread else { return nil }
        return try sql.query("SELECT id, message_ids FROM emails WHERE thread_id = ? ORDER BY sort_key DESC", [thread]) {
            ($0.id(0, EmailKind.self), Packed.texts($0.text(1)))
        }.first { $0.1.contains(messageID) }?.0
    }

    /// Emails whose body has not been read yet, newest first.
    public static func unindexed(_ sql: any SQLConnection, account: AccountID, before sortKey: Int64 = .max, limit: Int) throws(Failure)
        -> [StoredEmail]
    {
        try sql.query(
            "SELECT \(columns) FROM emails WHERE account_id = ? AND indexed = 0 AND sort_key < ? ORDER BY sort_key DESC LIMIT ?",
            [account, sortKey, limit], email)
    }

    /// How many emails an account has and how many of them have not been read for search.
    public static func progress(_ sql: any SQLConnection, account: AccountID) throws(Failure) -> (total: Int64, unindexed: Int64) {
        let total = try sql.first("SELECT count(*) FROM emails WHERE account_id = ?", [account]) { $0.int(0) } ?? 0
        let open = try sql.first("SELECT count(*) FROM emails WHERE account_id = ? AND indexed = 0", [account]) { $0.int(0) } ?? 0
        return (total, open)
    }

    /// Writes an email's keywords on the email and all its locations, and journals it. Nothing happens when they are the same.
    static func write(_ transaction: Transaction, _ email: EmailID, account: AccountID, keywords: Set<Keyword>) throws(Failure) {
        let text = Packed.keywords(keywords)
        let seen = keywords.contains(.seen)
        let before =
            transaction.isHeard(.mailFlagged)
            ? try transaction.sql.first("SELECT keywords FROM emails WHERE id = ?", [email]) { Packed.keywords($0.text(0)) } ?? [] : []
        let changed = try transaction.sql.run(
            "UPDATE emails SET keywords = ?, seen = ?, flagged = ? WHERE id = ? AND keywords <> ?",
            [text, seen, keywords.contains(.flagged), email, text])
        guard changed > 0 else { return }
        for place in try LocationTable.of(transaction.sql, email) { transaction.counts.touch(place.mailbox, place.thread) }
        try transaction.sql.run("UPDATE locations SET seen = ? WHERE email_id = ?", [seen, email])
        transaction.record(.email, account, email, .updated)
        try transaction.tell(
            .mailFlagged, account, "\(email)",
            [
                "id": .string("\(email)"), "keywords": .object(Dictionary(keywords.map { ($0.name, JSON.bool(true)) }) { $1 }),
                "added": .array(keywords.subtracting(before).map(\.name).sorted().map { .string($0) }),
                "removed": .array(before.subtracting(keywords).map(\.name).sorted().map { .string($0) }),
            ])
    }

    /// Removes an email that lies nowhere any more, its search row's key with it, and its conversation when it was the last.
    static func remove(_ transaction: Transaction, _ email: EmailID, account: AccountID, thread: ThreadID) throws(Failure) {
        let sql = transaction.sql
        if let blob = try sql.first("SELECT blob_id FROM emails WHERE id = ?", [email], { $0.optionalID(0, BlobKind.self) }) ?? nil {
            try sql.run("DELETE FROM blobs WHERE id = ?", [blob])
        }
        try sql.run("DELETE FROM emails WHERE id = ?", [email])
        transaction.record(.email, account, email, .destroyed)
        if try sql.first("SELECT 1 FROM emails WHERE thread_id = ? LIMIT 1", [thread], { $0.int(0) }) == nil {
            try sql.run("DELETE FROM threads WHERE id = ?", [thread])
            transaction.record(.thread, account, thread, .destroyed)
        } else {
            transaction.record(.thread, account, thread, .updated)
        }
    }
}
