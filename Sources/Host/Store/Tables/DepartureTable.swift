public import Core

/// A UID that a person moved away or destroyed and the server still has.
public struct Departure: Sendable {
    /// The account it is in.
    public var account: AccountID
    /// The mailbox that still has it on the server.
    public var mailbox: MailboxID
    /// The UIDVALIDITY that `uid` belongs to.
    public var uidValidity: Int64
    /// Its UID in `mailbox`.
    public var uid: Int64
    /// The email that lay there.
    public var email: EmailID
    /// The operation that takes it away on the server.
    public var outbox: OutboxID
    /// The MODSEQ last seen there; 0: unknown.
    public var modseq: Int64
    /// The flags last seen there.
    public var flags: Set<Keyword>
}

/// What is leaving: sync must not bring it back.
public enum DepartureTable {
    /// The departure that an operation is to carry out; nil when there is nothing left to take away.
    public static func of(_ sql: any SQLConnection, _ outbox: OutboxID) throws(Failure) -> Departure? {
        try sql.first(
            "SELECT account_id, mailbox_id, uidvalidity, uid, email_id, outbox_id, modseq, flags FROM departures WHERE outbox_id = ?",
            [outbox]
        ) {
            Departure(
                account: $0.id(0), mailbox: $0.id(1), uidValidity: $0.int(2), uid: $0.int(3), email: $0.id(4), outbox: $0.id(5),
                modseq: $0.int(6),
                flags: Packed.keywords($0.text(7)))
        }
    }

    static func insert(_ transaction: Transaction, _ place: Location, uid: Int64, outbox: OutboxID) throws(Failure) {
        try transaction.sql.run(
            """
            INSERT INTO departures (account_id, mailbox_id, uidvalidity, uid, email_id, outbox_id, modseq, flags) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (mailbox_id, uidvalidity, uid) DO UPDATE SET outbox_id = excluded.outbox_id
            """,
            [place.account, place.mailbox, place.uidValidity, uid, place.email, outbox, place.modseq, Packed.keywords(place.flags)])
    }

    /// The server no longer has it.
    static func gone(_ transaction: Transaction, mailbox: MailboxID, uidValidity: Int64, uid: Int64) throws(Failure) {
        try transaction.sql.run("DELETE FROM departures WHERE mailbox_id = ? AND uidvalidity = ? AND uid = ?", [mailbox, uidValidity, uid])
    }

    static func delete(_ transaction: Transaction, outbox: OutboxID) throws(Failure) {
        try transaction.sql.run("DELETE FROM departures WHERE outbox_id = ?", [outbox])
    }
}
