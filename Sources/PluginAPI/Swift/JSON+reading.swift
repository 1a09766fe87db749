extension JSON {
    /// Reads JSON text; fails with `invalid` when it is not JSON, or nested deeper than 128.
    public init(parsing bytes: [UInt8]) throws(Failure) {
        self = try bytes.withUnsafeBufferPointer { (text) throws(Failure) in
            var reader = JSONReader(bytes: text)
            return try reader.document()
        }
    }
}

/// Reads one document, byte by byte.
private struct JSONReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var at = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func document() throws(Failure) -> JSON {
        let value = try value(128)
        skip()
        guard at == bytes.count else { throw wrong("something after the end") }
        return value
    }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private func wrong(_ what: String) -> Failure { Failure(.invalid, "not JSON at byte \(at): \(what)") }

    private mutating func skip() {
        while let byte = next, byte == 32 || byte == 9 || byte == 10 || byte == 13 { at += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skip()
        guard next == byte else { return false }
        at += 1
        return true
    }

    private mutating func word(_ text: StaticString, _ value: JSON) throws(Failure) -> JSON {
        let end = at + text.utf8CodeUnitCount
        guard end <= bytes.count, text.withUTF8Buffer({ $0.elementsEqual(bytes[at..<end]) }) else { throw wrong("an unknown word") }
        at = end
        return value
    }

    private mutating func value(_ depth: Int) throws(Failure) -> JSON {
        guard depth > 0 else { throw wrong("nested too deeply") }
        skip()
        switch next {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object(_ depth: Int) throws(Failure) -> JSON {
        at += 1
        if take(UInt8(ascii: "}")) { return .object([:]) }
        var members = [String: JSON](minimumCapacity: 6)
        repeat {
            skip()
            guard next == UInt8(ascii: "\"") else { throw wrong("a member without a name") }
            let key = try string()
            guard take(UInt8(ascii: ":")) else { throw wrong("a member without a colon") }
            members[key] = try value(depth - 1)
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw wrong("an object without an end") }
        return .object(members)
    }

    private mutating func array(_ depth: Int) throws(Failure) -> JSON {
        at += 1
        var values: [JSON] = []
        if take(UInt8(ascii: "]")) { return .array(values) }
        repeat { values.append(try value(depth - 1)) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw wrong("an array without an end") }
        return .array(values)
    }

    private mutating func number() throws(Failure) -> JSON {
        let start = at
        while let byte = next, (48...57).contains(byte) || byte == 43 || byte == 45 || byte == 46 || byte | 32 == 101 { at += 1 }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        guard let first = text.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: ".") else { throw wrong("no value") }
        if let whole = Int64(text) { return .int(whole) }
        guard let value = Double(text), value.isFinite else { throw wrong("no number") }
        return .double(value)
    }

    private mutating func string() throws(Failure) -> String {
        at += 1
        var out: [UInt8] = []
        while true {
            // What needs no care is taken as a whole.
            let start = at
            while at < bytes.count, bytes[at] != 34, bytes[at] != 92, bytes[at] >= 32 { at += 1 }
            guard let byte = next else { throw wrong("a string without an end") }
            let plain = UnsafeBufferPointer(rebasing: bytes[start..<at])
            switch byte {
            case 34:
                at += 1
                let text: String?
                if out.isEmpty {
                    text = String(validating: plain, as: UTF8.self)
                } else {
                    out += plain
                    text = String(validating: out, as: UTF8.self)
                }
                guard let text else { throw wrong("a string that is not UTF-8") }
                return text
            case 92:
                out += plain
                at += 1
                try escape(&out)
            default:
                at += 1
                throw wrong("a control character in a string")
            }
        }
    }

    private mutating func escape(_ out: inout [UInt8]) throws(Failure) {
        guard let byte = next else { throw wrong("half an escape") }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
        case UInt8(ascii: "b"): out.append(8)
        case UInt8(ascii: "f"): out.append(12)
        case UInt8(ascii: "n"): out.append(10)
        case UInt8(ascii: "r"): out.append(13)
        case UInt8(ascii: "t"): out.append(9)
        case UInt8(ascii: "u"):
            var unit = try hex()
            if (0xD800..<0xDC00).contains(unit) {
                guard at + 1 < bytes.count, bytes[at] == 92, bytes[at + 1] == UInt8(ascii: "u") else {
                    throw wrong("half a surrogate pair")
                }
                at += 2
                let low = try hex()
                guard (0xDC00..<0xE000).contains(low) else { throw wrong("half a surrogate pair") }
                unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(unit) else { throw wrong("half a surrogate pair") }
            out += String(Character(scalar)).utf8
        default: throw wrong("an unknown escape")
        }
    }

    private mutating func hex() throws(Failure) -> UInt32 {
        guard at + 4 <= bytes.count, bytes[at..<at + 4].allSatisfy({ (48...57).contains($0) || (97...102).contains($0 | 32) }),
            let value = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
        else { throw wrong("four hexadecimal digits are missing") }
        at += 4
        return value
    }
}
