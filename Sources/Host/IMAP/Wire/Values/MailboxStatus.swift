/// A mailbox's counters (RFC 9051 7.3.4). What was not said is nil.
public struct MailboxStatus: Hashable, Sendable {
    /// How many messages it has.
    public var messages: Int64?
    /// How many of them lack `\Seen`.
    public var unseen: Int64?
    /// No message that comes will have a lower UID (RFC 9051 2.3.1.1).
    public var uidNext: UID?
    /// While it stays the same, a UID means the same message (RFC 9051 2.3.1.1).
    public var uidValidity: UIDValidity?
    /// The highest MODSEQ of its messages (RFC 7162 3.1.2.1).
    public var highestModSeq: ModSeq?
    /// All its messages together, in bytes (RFC 8438).
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
