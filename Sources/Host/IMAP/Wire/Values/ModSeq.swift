/// A mailbox's change counter, 63 bits, where 0 is older than any change (RFC 7162 3).
public struct ModSeq: ProtocolNumber {
    /// The number.
    public let rawValue: Int64

    /// Wraps a number that is known to be one of these.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
}
