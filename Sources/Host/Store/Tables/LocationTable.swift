public import Core

/// Where an email lies: (email, mailbox, uidvalidity, uid, modseq).
public struct Location: Sendable {
    /// Its row.
    public var id: Int64
    /// The account it is in.
    public var account: AccountID
    /// The mailbox it is in.
    public var mailbox: MailboxID
    /// The email that lies there.
    public var email: EmailID
    /// The conversation of the email.
    public var thread: ThreadID
    /// The UIDVALIDITY that `uid` belongs to; 0 while the email is on its way there.
    public var uidValidity: Int64
    /// nil while the email is on its way there.
    public var uid: Int64?
    /// The MODSEQ last seen there (RFC 7162 3.1); 0: unknown.
    public var modseq: Int64
    /// The flags as last seen on the server.
    public var flags: Set<Keyword>
}

/// The locations of emails.
public enum LocationTable {
    static let columns = "id, account_id, mailbox_id, email_id, thread_id, uidvalidity, uid, modseq, flags"

    static func location(_ row: any SQLRow) -> Location {
        Location(
            id: row.int(0), account: row.id(1), mailbox: row.id(2), email: row.id(3), thread: row.id(4), uidValidity: row.int(5),
            uid: row.optionalInt(6), modseq: row.int(7), flags: Packed.keywords(row.text(8)))
    }

    /// Every place an email lies.
    public static func of(_ sql: any SQLConnection, _ email: EmailID) throws(Failure) -> [Location] {
        try sql.query("SELECT \(columns) FROM locations WHERE email_id = ? ORDER BY id", [email], location)
    }

    /// The place with a UID; nil when we do not know it.
    public static func at(_ sql: any SQLConnection, mailbox: MailboxID, uidValidity: Int64, uid: Int64) throws(Failure) -> Location? {
        try sql.first(
            "SELECT \(columns) FROM locations WHERE mailbox_id = ? AND uidvalidity = ? AND uid = ?", [mailbox, uidValidity, uid], location)
    }

    /// The UIDs we know in a mailbox, ascending, those a person has moved away included.
    public static func uids(_ sql: any SQLConnection, mailbox: MailboxID, uidValidity: Int64, from low: Int64 = 0) throws(Failure)
        -> [Int64]
    {
        try sql.query(
            """
            SELECT uid FROM locations WHERE mailbox_id = ? AND uidvalidity = ? AND uid >= ?
            UNION SELECT uid FROM departures WHERE mailbox_id = ? AND uidvalidity = ? AND uid >= ? ORDER BY 1
            """, [mailbox, uidValidity, low, mailbox, uidValidity, low]
        ) { $0.int(0) }
    }

    /// UID and flags as last seen, for a flag scan.
    public static func flags(_ sql: any SQLConnection, mailbox: MailboxID, uidValidity: Int64, from low: Int64 = 0) throws(Failure) -> [(
        uid: Int64, flags: String
    )] {
        try sql.query(
            "SELECT uid, flags FROM locations WHERE mailbox_id = ? AND uidvalidity = ? AND uid >= ? ORDER BY uid",
            [mailbox, uidValidity, low]
        ) { ($0.int(0), $0.text(1)) }
    }

    /// Puts an email somewhere. uid nil: on its way.
    @discardableResult static func insert(
        _ transaction: Transaction, email: StoredEmailKey, mailbox: MailboxID, uidValidity: Int64, uid: Int64?, modseq: Int64,
        flags: Set<Keyword>
    ) throws(Failure) -> Int64 {
        transaction.counts.touch(mailbox, email.thread)
        return try transaction.sql.first(
            """
            INSERT INTO locations (account_id, mailbox_id, email_id, thread_id, sort_key, seen, uidvalidity, uid, modseq, flags)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
            """,
            [email.account, mailbox, email.id, email.thread, email.sortKey, email.seen, uidValidity, uid, modseq, Packed.keywords(flags)]
        ) { $0.int(0) } ?? 0
    }

    /// Takes an email away from somewhere.
    static func delete(_ transaction: Transaction, _ location: Location) throws(Failure) {
        transaction.counts.touch(location.mailbox, location.thread)
        try transaction.sql.run("DELETE FROM locations WHERE id = ?", [location.id])
    }
}

/// The columns of an email that its locations repeat.
struct StoredEmailKey {
    let id: EmailID
    let account: AccountID
    let thread: ThreadID
    let sortKey: Int64
    let seen: Bool

    static func get(_ sql: any SQLConnection, _ id: EmailID) throws(Failure) -> StoredEmailKey? {
        try sql.first("SELECT id, account_id, thread_id, sort_key, seen FROM emails WHERE id = ?", [id]) {
            StoredEmailKey(id: $0.id(0), account: $0.id(1), thread: $0.id(2), sortKey: $0.int(3), seen: $0.bool(4))
        }
    }
}
