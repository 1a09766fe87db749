/// The generation of a mailbox's UIDs: when it changes, every UID remembered is void (RFC 9051 2.3.1.1).
public struct UIDValidity: ProtocolNumber {
    /// The number, at least 1.
    public let rawValue: Int64

    /// Wraps a number that is known to be one of these.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
}
