public import Core

/// An email as the database has it: the packed columns are unpacked only when somebody asks for them.
public struct EmailRow: Sendable {
    /// Its id.
    public let id: EmailID
    /// The account it belongs to.
    public let account: AccountID
    /// Its conversation.
    public let thread: ThreadID
    /// When it arrived.
    public let receivedAt: Timestamp
    /// The Date header.
    public let sentAt: Timestamp?
    /// Octets.
    public let size: Int64
    /// Keywords, sorted, separated by spaces.
    public let keywords: String
    /// Whether there is something to download.
    public let hasAttachment: Bool
    /// The subject.
    public let subject: String
    /// How its text begins.
    public let preview: String
    /// The bytes, when they are only here.
    public let blob: BlobID?
    private let packed: [String]
    /// The mailboxes it lies in.
    public internal(set) var mailboxes: [MailboxID] = []

    /// Message-ID.
    public var messageIDs: [String] { Packed.texts(packed[0]) }
    /// In-Reply-To.
    public var inReplyTo: [String] { Packed.texts(packed[1]) }
    /// References.
    public var references: [String] { Packed.texts(packed[2]) }
    /// From.
    public var from: [Address] { Packed.addresses(packed[3]) }
    /// Sender.
    public var sender: [Address] { Packed.addresses(packed[4]) }
    /// To.
    public var to: [Address] { Packed.addresses(packed[5]) }
    /// Cc.
    public var cc: [Address] { Packed.addresses(packed[6]) }
    /// Bcc.
    public var bcc: [Address] { Packed.addresses(packed[7]) }
    /// Reply-To.
    public var replyTo: [Address] { Packed.addresses(packed[8]) }

    private static let columns = """
        id, account_id, thread_id, received_at, sent_at, size, keywords, has_attachment, subject, preview, blob_id, message_ids, in_reply_to,
        refs, from_list, sender_list, to_list, cc_list, bcc_list, reply_to_list
        """

    private init(_ row: any SQLRow) {
        id = row.id(0)
        account = row.id(1)
        thread = row.id(2)
        receivedAt = row.time(3)
        sentAt = row.optionalTime(4)
        size = row.int(5)
        keywords = row.text(6)
        hasAttachment = row.bool(7)
        subject = row.text(8)
        preview = row.text(9)
        blob = row.optionalID(10)
        packed = (11...19).map { row.text($0) }
    }

    /// The emails that belong to some accounts, by id.
    public static func get(_ sql: any SQLConnection, _ ids: [EmailID], accounts: [AccountID]) throws(Failure) -> [EmailID: EmailRow] {
        guard !ids.isEmpty, !accounts.isEmpty else { return [:] }
        let mine = Set(accounts)
        let some = Clause.list(sql.dialect, "id", ids.map(\.rawValue))
        var out: [EmailID: EmailRow] = [:]
        out.reserveCapacity(ids.count)
        for row in try sql.query("SELECT \(columns) FROM emails WHERE \(some.sql)", some.values, EmailRow.init)
        where mine.contains(row.account) {
            out[row.id] = row
        }
        let lying = Clause.list(sql.dialect, "email_id", ids.map(\.rawValue))
        for (email, mailbox) in try sql.query(
            "SELECT email_id, mailbox_id FROM locations WHERE \(lying.sql)", lying.values,
            { ($0.id(0, EmailKind.self), $0.id(1, MailboxKind.self)) })
        where out[email]?.mailboxes.contains(mailbox) == false {
            out[email]!.mailboxes.append(mailbox)
        }
        return out
    }
}

extension EmailRow {
    /// The email that is known by an identity key in an account.
    public static func known(_ sql: any SQLConnection, account: AccountID, identityKey: String) throws(Failure) -> EmailID? {
        try sql.first("SELECT id FROM emails WHERE account_id = ? AND identity_key = ?", [account, identityKey]) { $0.id(0) }
    }
}
