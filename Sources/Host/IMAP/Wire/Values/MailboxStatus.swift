/// A mailbox's counters (RFC 9051 7.3.4). What was not said is nil.
public struct MailboxStatus: Hashable, Sendable {
    public var messages: Int64?
    public var unseen: Int64?
    public var uidNext: UID?
    public var uidValidity: UIDValidity?
    public var highestModSeq: ModSeq?
    public var size: Int64?
    /// MAILBOXID (RFC 8474).
    public var mailboxID: String?

    /// Nothing known.
    public init() {}

    /// What STATUS may ask for.
    public enum Item: String, Hashable, Sendable, CaseIterable {
        case messages = "MESSAGES"
        case unseen = "UNSEEN"
        case uidNext = "UIDNEXT"
        case uidValidity = "UIDVALIDITY"
        case highestModSeq = "HIGHESTMODSEQ"
        case size = "SIZE"
        case mailboxID = "MAILBOXID"
    }
}
