/// A value bound to a placeholder of a statement.
public enum SQLValue: Sendable, Hashable {
    case null
    case int(Int64)
    case text(String)
    case bytes([UInt8])
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    /// An integer, from a literal.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// A text, from a literal.
    public init(stringLiteral value: String) { self = .text(value) }
    /// NULL, from `nil`.
    public init(nilLiteral: ()) { self = .null }
}

/// What can be bound to a placeholder.
public protocol SQLBindable {
    /// The value as the database takes it.
    var sql: SQLValue { get }
}

extension Int64: SQLBindable {
    /// An integer.
    public var sql: SQLValue { .int(self) }
}

extension Int: SQLBindable {
    /// An integer of 64 bits.
    public var sql: SQLValue { .int(Int64(self)) }
}

extension String: SQLBindable {
    /// A text.
    public var sql: SQLValue { .text(self) }
}

extension Bool: SQLBindable {
    /// 1 or 0: both engines keep truth as an integer.
    public var sql: SQLValue { .int(self ? 1 : 0) }
}

extension Array: SQLBindable where Element == UInt8 {
    /// Bytes.
    public var sql: SQLValue { .bytes(self) }
}

extension SQLValue: SQLBindable {
    /// Itself.
    public var sql: SQLValue { self }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    /// NULL for nil, else the value.
    public var sql: SQLValue { self?.sql ?? .null }
}
