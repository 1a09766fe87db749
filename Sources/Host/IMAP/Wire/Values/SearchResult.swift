/// What SEARCH or ESEARCH found (RFC 9051 7.3.4, RFC 4731).
public struct SearchResult: Hashable, Sendable {
    /// The UIDs found.
    public var uids: UIDSet
    /// How many, also when only the count was asked for.
    public var count: Int
    /// The lowest UID found; nil when nothing is.
    public var min: UID?
    /// The highest UID found; nil when nothing is.
    public var max: UID?
    /// The highest MODSEQ among them, where MODSEQ was searched for.
    public var modSeq: ModSeq?
}
