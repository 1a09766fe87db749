/// A number of the protocol that is its own type, so that a UID is never taken for a sequence number.
public protocol ProtocolNumber: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible where RawValue == Int64 {
    /// Wraps a number that is known to be one of these.
    init(_ rawValue: Int64)
}

extension ProtocolNumber {
    /// The number; nil when it is not positive.
    public init?(rawValue: Int64) {
        guard rawValue > 0 else { return nil }
        self.init(rawValue)
    }

    /// The decimal digits.
    public var description: String { String(rawValue) }

    /// By value.
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
