public import Core

/// How far a mailbox has been taken in: what is remembered between two looks at the server.
public struct MailboxCursor: Hashable, Sendable {
    /// 0: never selected.
    public var uidValidity: Int64
    /// Every UID from `headersFrom` below this one has been looked at.
    public var uidNext: Int64
    /// Every change up to this one has been taken in; 0 without CONDSTORE.
    public var modSeq: Int64
    /// The lowest UID whose header is here; 1: all are, 0: none yet.
    public var headersFrom: Int64

    /// A cursor at a place.
    public init(uidValidity: Int64 = 0, uidNext: Int64 = 0, modSeq: Int64 = 0, headersFrom: Int64 = 0) {
        self.uidValidity = uidValidity
        self.uidNext = uidNext
        self.modSeq = modSeq
        self.headersFrom = headersFrom
    }

    /// Whether the older headers are all here.
    public var isComplete: Bool { uidValidity != 0 && headersFrom == 1 }

    /// The cursor of a mailbox; nil when the mailbox is gone.
    public static func get(_ sql: any SQLConnection, _ mailbox: MailboxID) throws(Failure) -> MailboxCursor? {
        try sql.first("SELECT uidvalidity, uidnext, modseq, headers_from FROM mailboxes WHERE id = ?", [mailbox]) {
            MailboxCursor(uidValidity: $0.int(0), uidNext: $0.int(1), modSeq: $0.int(2), headersFrom: $0.int(3))
        }
    }

    /// Begins anew under a UIDVALIDITY.
    public func begin(_ transaction: Transaction, _ mailbox: MailboxID) throws(Failure) {
        try transaction.sql.run(
            "UPDATE mailboxes SET uidvalidity = ?, uidnext = ?, modseq = ?, headers_from = ?, synced_at = ? WHERE id = ?",
            [uidValidity, uidNext, modSeq, headersFrom, transaction.now, mailbox])
    }

    /// Notes that newer messages and changes have been taken in. Nothing happens when the mailbox was numbered anew meanwhile.
    public static func advance(
        _ transaction: Transaction, _ mailbox: MailboxID, uidValidity: Int64, uidNext: Int64? = nil, modSeq: Int64? = nil
    ) throws(Failure) {
        try transaction.sql.run(
            """
            UPDATE mailboxes SET uidnext = coalesce(CAST(? AS BIGINT), uidnext), modseq = coalesce(CAST(? AS BIGINT), modseq), synced_at = ?
            WHERE id = ? AND uidvalidity = ?
            """, [uidNext, modSeq, transaction.now, mailbox, uidValidity])
    }

    /// Notes that headers down to a UID are here. Nothing happens when the mailbox was numbered anew meanwhile.
    public static func deepen(_ transaction: Transaction, _ mailbox: MailboxID, uidValidity: Int64, headersFrom: Int64) throws(Failure) {
        try transaction.sql.run(
            "UPDATE mailboxes SET headers_from = ? WHERE id = ? AND uidvalidity = ? AND headers_from > ?",
            [headersFrom, mailbox, uidValidity, headersFrom])
    }

    /// How many messages of the mailbox we know to be on the server, those that a person moved away but the server still has included.
    public static func held(_ sql: any SQLConnection, _ mailbox: MailboxID, uidValidity: Int64) throws(Failure) -> Int64 {
        try sql.first(
            """
            SELECT (SELECT count(*) FROM locations WHERE mailbox_id = ? AND uidvalidity = ? AND uid IS NOT NULL)
                + (SELECT count(*) FROM departures WHERE mailbox_id = ? AND uidvalidity = ?)
            """, [mailbox, uidValidity, mailbox, uidValidity]
        ) { $0.int(0) } ?? 0
    }
}
