/// The place of a message in the selected mailbox, from 1, which moves down at every EXPUNGE before it (RFC 9051 2.3.1.2).
public struct SequenceNumber: ProtocolNumber {
    /// The number, at least 1.
    public let rawValue: Int64

    /// Wraps a number that is known to be one of these.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
}
