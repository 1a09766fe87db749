import Foundation

extension JSON: Codable {
    /// Reads any one JSON value. Throws what the decoder throws when it is none of them.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .int(value)
        } else if let value = try? container.decode(Double.self) {
            self = .double(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    /// Writes the value as itself, with nothing around it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .int(let value): try container.encode(value)
        case .double(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    /// The compact text, members sorted by name, as UTF-8.
    public var bytes: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(256)
        write(to: &out)
        return out
    }

    /// The compact text, members sorted by name.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    func write(to out: inout [UInt8]) {
        switch self {
        case .null: out.append(contentsOf: "null".utf8)
        case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
        case .int(let value): out.append(contentsOf: String(value).utf8)
        case .double(let value): out.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
        case .string(let value): JSON.quote(value, to: &out)
        case .array(let values):
            out.append(91)
            for (index, value) in values.enumerated() {
                if index > 0 { out.append(44) }
                value.write(to: &out)
            }
            out.append(93)
        case .object(let members):
            out.append(123)
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { out.append(44) }
                JSON.quote(member.key, to: &out)
                out.append(58)
                member.value.write(to: &out)
            }
            out.append(125)
        }
    }

    private static let hex = Array("0123456789abcdef".utf8)

    static func quote(_ text: String, to out: inout [UInt8]) {
        out.append(34)
        var text = text
        text.withUTF8 { bytes in
            // Runs without anything to escape are copied whole.
            var start = 0
            for (at, byte) in bytes.enumerated() where byte < 32 || byte == 34 || byte == 92 {
                out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<at]))
                start = at + 1
                out.append(92)
                switch byte {
                case 34, 92: out.append(byte)
                case 10: out.append(110)
                case 13: out.append(114)
                case 9: out.append(116)
                default: out.append(contentsOf: [117, 48, 48, hex[Int(byte >> 4)], hex[Int(byte & 15)]])
                }
            }
            out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
        }
        out.append(34)
    }
}
