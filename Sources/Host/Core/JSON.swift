import Foundation

/// A JSON value (RFC 8259). Objects keep no order; numbers that are whole stay whole.
public enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])
}

extension JSON {
    /// The member of an object; nil when this is no object or has no such member.
    public subscript(key: String) -> JSON? {
        get { if case .object(let members) = self { members[key] } else { nil } }
        set {
            guard case .object(var members) = self else { return }
            members[key] = newValue
            self = .object(members)
        }
    }

    /// The text of a string value.
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    /// The value of a boolean.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The members of an array.
    public var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
    /// The members of an object.
    public var object: [String: JSON]? { if case .object(let value) = self { value } else { nil } }
    /// The value of a whole number.
    public var int: Int64? {
        switch self {
        case .int(let value): value
        case .double(let value) where value == value.rounded() && abs(value) < 9e15: Int64(value)
        default: nil
        }
    }
    /// Whether this is JSON's null.
    public var isNull: Bool { self == .null }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral, ExpressibleByStringInterpolation
{
    /// A string, from a literal.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number, from a literal.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// True or false, from a literal.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An array, from a literal.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// An object, from a literal; of two members with one name the last counts.
    public init(dictionaryLiteral elements: (String, JSON)...) { self = .object(Dictionary(elements) { $1 }) }
    /// JSON's null, from `nil`.
    public init(nilLiteral: ()) { self = .null }
}
