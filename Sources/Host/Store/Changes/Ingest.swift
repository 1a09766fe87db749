public import Core
import HostCrypto

/// Takes what a server has into the store.
public enum Ingest {
    /// Adds messages seen in a mailbox. A message that is known gains a location; one that was on its way arrives; one that a person
    /// moved away is left alone. Returns the email of each message, nil where it was left alone.
    @discardableResult public static func add(
        _ transaction: Transaction, account: AccountID, mailbox: MailboxID, _ messages: [NewEmail]
    ) throws(Failure) -> [EmailID?] {
        try transaction.lock(account)
        var out: [EmailID?] = []
        out.reserveCapacity(messages.count)
        for message in messages { out.append(try add(transaction, account, mailbox, message)) }
        return out
    }

    private static func add(_ transaction: Transaction, _ account: AccountID, _ mailbox: MailboxID, _ message: NewEmail) throws(Failure)
        -> EmailID?
    {
        let sql = transaction.sql
        if let uid = message.uid {
            if let known = try LocationTable.at(sql, mailbox: mailbox, uidValidity: message.uidValidity, uid: uid) {
                try Observe.flags(transaction, known, message.keywords, modseq: message.modseq)
                return known.email
            }
            let left = try sql.first(
                "SELECT 1 FROM departures WHERE mailbox_id = ? AND uidvalidity = ? AND uid = ?", [mailbox, message.uidValidity, uid]
            ) { $0.int(0) }
            if left != nil { return nil }
        }
        let known = try sql.first("SELECT id FROM emails WHERE account_id = ? AND identity_key = ?", [account, message.identityKey]) {
            $0.id(0, EmailKind.self)
        }
        if let known { return try place(transaction, account, mailbox, message, known) }
        return try insert(transaction, account, mailbox, message)
    }

    /// A known email appears in a mailbox.
    private static func place(
        _ transaction: Transaction, _ account: AccountID, _ mailbox: MailboxID, _ message: NewEmail, _ email: EmailID
    ) throws(Failure) -> EmailID? {
        let sql = transaction.sql
        let places = try LocationTable.of(sql, email)
        if let arriving = places.first(where: { $0.mailbox == mailbox && $0.uid == nil }), let uid = message.uid {
            try sql.run(
                "UPDATE locations SET uidvalidity = ?, uid = ?, modseq = ?, flags = ? WHERE id = ?",
                [message.uidValidity, uid, message.modseq, Packed.keywords(message.keywords), arriving.id])
            return email
        }
        guard let key = try StoredEmailKey.get(sql, email) else { return nil }
        try LocationTable.insert(
            transaction, email: key, mailbox: mailbox, uidValidity: message.uidValidity, uid: message.uid, modseq: message.modseq,
            flags: message.keywords)
        transaction.record(.email, account, email, .updated)
        if message.isNews { try transaction.tellMoved(email, account) }
        // It lay nowhere (moved by another client, or the mailbox was numbered anew): the server's flags are the truth.
        if places.isEmpty, try !OutboxTable.hasKeywordChange(sql, email) {
            try EmailTable.write(transaction, email, account: account, keywords: message.keywords)
        }
        return email
    }

    /// A new email.
    private static func insert(_ transaction: Transaction, _ account: AccountID, _ mailbox: MailboxID, _ message: NewEmail) throws(Failure)
        -> EmailID
    {
        let sql = transaction.sql
        // A header may name thousands; the nearest and the first decide.
        let named = Array(message.references.prefix(1) + message.references.suffix(200) + message.inReplyTo.prefix(10))
        let own = Array(message.messageIDs.prefix(4))
        let ids = message.serverThread.map { ["thread:" + $0] + own } ?? own + named
        let subjectRef = message.baseSubject.isEmpty ? 0 : Digest.number(message.baseSubject)
        let lonely = message.serverThread == nil && message.references.isEmpty && message.inReplyTo.isEmpty
        let fallback = lonely && message.isReply && subjectRef != 0 ? try bySubject(sql, account, message, subjectRef) : nil
        let thread = try ThreadTable.resolve(transaction, account: account, ids: ids, fallback: fallback)
        let sortKey = try freeSortKey(sql, message)
        let seen = message.keywords.contains(.seen)
        let email = try sql.first(
            """
            INSERT INTO emails (account_id, thread_id, identity_key, sort_key, received_at, sent_at, size, keywords, seen, flagged, has_attachment,
                subject, subject_ref, preview, message_ids, in_reply_to, refs, from_list, sender_list, to_list, cc_list, bcc_list, reply_to_list,
                delivered_to, list_headers, blob_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
            """,
            [
                account, thread, message.identityKey, sortKey, message.receivedAt, message.sentAt, message.size,
                Packed.keywords(message.keywords),
                seen, message.keywords.contains(.flagged), message.hasAttachment, message.subject, subjectRef, message.preview,
                Packed.texts(message.messageIDs), Packed.texts(message.inReplyTo), Packed.texts(message.references),
                Packed.addresses(message.from), Packed.addresses(message.sender), Packed.addresses(message.to),
                Packed.addresses(message.cc),
                Packed.addresses(message.bcc), Packed.addresses(message.replyTo), Packed.texts(message.deliveredTo),
                Packed.pairs(message.listHeaders), message.blob,
            ]
        ) { $0.id(0, EmailKind.self) }!
        let key = StoredEmailKey(id: email, account: account, thread: thread, sortKey: sortKey, seen: seen)
        try LocationTable.insert(
            transaction, email: key, mailbox: mailbox, uidValidity: message.uidValidity, uid: message.uid, modseq: message.modseq,
            flags: message.uid == nil ? [] : message.keywords)
        transaction.record(.email, account, email, .created)
        if message.isNews {
            try transaction.tell(
                .mailReceived, account, "\(email)",
                [
                    "id": .string("\(email)"), "threadId": .string("\(thread)"), "mailboxIds": ["\(mailbox)": true],
                    "keywords": .object(Dictionary(message.keywords.map { ($0.name, JSON.bool(true)) }) { $1 }),
                ])
        }
        if !message.isBulk, !message.keywords.contains(.draft) { try CorrespondentTable.learn(transaction, account: account, message) }
        return email
    }

    /// An email with the same subject and somebody in common, in the last 90 days.
    private static func bySubject(_ sql: any SQLConnection, _ account: AccountID, _ message: NewEmail, _ subjectRef: Int64) throws(Failure)
        -> ThreadID?
    {
        let low = max(0, message.receivedAt.milliseconds / 1000 - 90 * 86400) << 22
        let high = (max(0, message.receivedAt.milliseconds / 1000) + 1) << 22
        let people = Set((message.from + message.to + message.cc).map { $0.email.lowercased() })
        return try sql.query(
            """
            SELECT thread_id, from_list, to_list, cc_list FROM emails WHERE account_id = ? AND subject_ref = ? AND sort_key BETWEEN ? AND ?
            ORDER BY sort_key DESC LIMIT 10
            """, [account, subjectRef, low, high]
        ) { row in
            let theirs = [1, 2, 3].flatMap { Packed.addresses(row.text($0)) }.map { $0.email.lowercased() }
            // Both the writer and a reader must be known, or every robot's mail to one person would be one conversation.
            return (row.id(0, ThreadKind.self), theirs.filter(people.contains).count >= 2)
        }.first { $0.1 }?.0
    }

    private static func freeSortKey(_ sql: any SQLConnection, _ message: NewEmail) throws(Failure) -> Int64 {
        let seconds = min(max(0, message.receivedAt.milliseconds / 1000), 1 << 40)
        var key = seconds << 22 | Digest.number(message.identityKey) & 0x3FFFFF
        while try sql.first("SELECT 1 FROM emails WHERE sort_key = ?", [key], { $0.int(0) }) != nil { key += 1 }
        return key
    }

    /// Fills in what only the body tells and makes it searchable.
    public static func body(
        _ transaction: Transaction, _ email: EmailID, preview: String, hasAttachment: Bool, search: SearchDocument
    ) throws(Failure) {
        let row = try transaction.sql.first(
            "UPDATE emails SET preview = ?, has_attachment = ?, indexed = 1 WHERE id = ? AND indexed = 0 RETURNING account_id, sort_key",
            [preview, hasAttachment, email]
        ) { ($0.id(0, AccountKind.self), $0.int(1)) }
        guard let (account, sortKey) = row else { return }
        try SearchIndex.add(transaction.sql, account: account, sortKey: sortKey, search)
        transaction.record(.email, account, email, .updated)
    }

    /// Gives up on reading a body (it cannot be had): it will not be asked for again.
    public static func unreadable(_ transaction: Transaction, _ email: EmailID) throws(Failure) {
        try transaction.sql.run("UPDATE emails SET indexed = 1 WHERE id = ?", [email])
    }
}
