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

    /// The text of a string.
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    /// The value of a boolean.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The members of an array.
    public var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
    /// The members of an object.
    public var object: [String: JSON]? { if case .object(let value) = self { value } else { nil } }
    /// The value of a whole number.
    public var int: Int64? { if case .int(let value) = self { value } else { nil } }

    /// The compact text, members sorted by name, as UTF-8.
    public var bytes: [UInt8] {
        var out: [UInt8] = []
        write(to: &out)
        return out
    }

    /// The compact text, members sorted by name.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    private func write(to out: inout [UInt8]) {
        switch self {
        case .null: out += "null".utf8
        case .bool(let value): out += (value ? "true" : "false").utf8
        case .int(let value): out += String(value).utf8
        case .double(let value): out += (value.isFinite ? "\(value)" : "null").utf8
        case .string(let value): JSON.quote(value, to: &out)
        case .array(let values):
            out.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                value.write(to: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                JSON.quote(member.key, to: &out)
                out.append(UInt8(ascii: ":"))
                member.value.write(to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    private static func quote(_ text: String, to out: inout [UInt8]) {
        var text = text
        out.append(34)
        text.withUTF8 { bytes in
            var start = 0
            for at in bytes.indices where bytes[at] < 32 || bytes[at] == 34 || bytes[at] == 92 {
                out.append(contentsOf: bytes[start..<at])
                let byte = bytes[at]
                if byte < 32 {
                    func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }
                    out.append(contentsOf: [92, 117, 48, 48, digit(byte >> 4), digit(byte & 15)])
                } else {
                    out.append(contentsOf: [92, byte])
                }
                start = at + 1
            }
            out.append(contentsOf: bytes[start...])
        }
        out.append(34)
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral, ExpressibleByStringInterpolation
{
    /// A text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An array.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// An object; of two members with one name the later counts.
    public init(dictionaryLiteral elements: (String, JSON)...) { self = .object(Dictionary(elements) { $1 }) }
    /// Null.
    public init(nilLiteral: ()) { self = .null }
}
