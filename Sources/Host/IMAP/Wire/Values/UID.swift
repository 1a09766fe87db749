/// The number of a message in a mailbox that stays for as long as the mailbox keeps its UIDVALIDITY (RFC 9051 2.3.1.1).
public struct UID: ProtocolNumber {
    /// The number, at least 1.
    public let rawValue: Int64

    /// Wraps a number that is known to be one of these.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
}
