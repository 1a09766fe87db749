/// A value bound to a placeholder of a statement.
public enum SQLValue: Sendable, Hashable {
    case null
    case int(Int64)
    case text(String)
    case bytes([UInt8])
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(stringLiteral value: String) { self = .text(value) }
    public init(nilLiteral: ()) { self = .null }
}

/// What can be bound to a placeholder.
public protocol SQLBindable { var sql: SQLValue { get } }

extension Int64: SQLBindable { public var sql: SQLValue { .int(self) } }
extension Int: SQLBindable { public var sql: SQLValue { .int(Int64(self)) } }
extension String: SQLBindable { public var sql: SQLValue { .text(self) } }
extension Bool: SQLBindable { public var sql: SQLValue { .int(self ? 1 : 0) } }
extension Array: SQLBindable where Element == UInt8 { public var sql: SQLValue { .bytes(self) } }
extension SQLValue: SQLBindable { public var sql: SQLValue { self } }
extension Optional: SQLBindable where Wrapped: SQLBindable { public var sql: SQLValue { self?.sql ?? .null } }
