/// What SELECT said of the mailbox (RFC 9051 6.3.2), and with QRESYNC what changed since (RFC 7162 3.2.5).
public struct SelectedMailbox: Sendable, Equatable {
    /// Which mailbox was asked for.
    public var name: MailboxName
    /// How many messages it has now; it follows EXISTS, EXPUNGE and VANISHED.
    public var exists: Int64
    /// Nil on the rare server that has no UIDVALIDITY: its UIDs must not be remembered.
    public var uidValidity: UIDValidity?
    /// No message that comes will have a lower UID; nil when the server did not say.
    public var uidNext: UID?
    /// Nil without CONDSTORE, and where the server says NOMODSEQ.
    public var highestModSeq: ModSeq?
    /// The flags that are in use in this mailbox.
    public var flags: [Flag]
    /// The flags a client may change; with `Flag.any`, new keywords too. Nil: all of `flags`.
    public var permanentFlags: [Flag]?
    /// Whether nothing can be changed: opened by EXAMINE, or READ-ONLY for this person.
    public var isReadOnly: Bool
    /// MAILBOXID (RFC 8474).
    public var mailboxID: String?
    /// UIDNOTSTICKY: the server does not keep UIDs.
    public var uidsAreNotSticky: Bool
    /// QRESYNC: UIDs gone since the remembered MODSEQ. May name UIDs never seen.
    public var vanished: UIDSet
    /// QRESYNC: flags changed since the remembered MODSEQ.
    public var changed: [FetchedMessage]

    /// Nothing said yet.
    public init(name: MailboxName) {
        self.name = name
        exists = 0
        flags = []
        isReadOnly = false
        uidsAreNotSticky = false
        vanished = []
        changed = []
    }
}

/// What one remembers of a mailbox, for SELECT's QRESYNC parameter (RFC 7162 3.2.5).
public struct ResyncPoint: Hashable, Sendable {
    /// The UIDVALIDITY under which all this was learned; with another one the server ignores the rest.
    public var uidValidity: UIDValidity
    /// The HIGHESTMODSEQ up to which changes are known.
    public var modSeq: ModSeq
    /// The UIDs one has; nil: all from 1.
    public var knownUIDs: UIDSet?

    /// A point to go on from.
    public init(uidValidity: UIDValidity, modSeq: ModSeq, knownUIDs: UIDSet? = nil) {
        self.uidValidity = uidValidity
        self.modSeq = modSeq
        self.knownUIDs = knownUIDs
    }
}
