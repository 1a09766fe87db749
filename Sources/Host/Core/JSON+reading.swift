extension JSON {
    /// How deep arrays and objects may be nested.
    public static let deepest = 128

    /// Reads I-JSON text (RFC 7493); throws `invalid` when it is not JSON, nests deeper than `deepest` or names a member twice.
    public init(parsing bytes: some Sequence<UInt8>) throws(Failure) {
        let read = bytes.withContiguousStorageIfAvailable { text in Result { () throws(Failure) in try JSON.whole(text) } }
        if let read {
            self = try read.get()
        } else {
            let copy = Array(bytes)
            self = try copy.withUnsafeBufferPointer { (text) throws(Failure) in try JSON.whole(text) }
        }
    }

    /// Reads the bytes of an array likewise, the quickest way.
    public init(parsing bytes: [UInt8]) throws(Failure) {
        self = try bytes.withUnsafeBufferPointer { (text) throws(Failure) in try JSON.whole(text) }
    }

    private static func whole(_ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) -> JSON {
        var reader = JSONReader(bytes: bytes)
        return try reader.document()
    }
}

/// Reads one JSON document out of a buffer, once, from left to right.
private struct JSONReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var at = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func document() throws(Failure) -> JSON {
        let value = try value(depth: 0)
        blanks()
        guard at == bytes.count else { throw wrong("something after the end") }
        return value
    }

    private func wrong(_ why: String) -> Failure { Failure(.invalid, "not JSON at byte \(at): \(why)") }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func blanks() {
        while at < bytes.count, bytes[at] == 32 || bytes[at] == 10 || bytes[at] == 13 || bytes[at] == 9 { at += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        blanks()
        guard next == byte else { return false }
        at += 1
        return true
    }

    private mutating func value(depth: Int) throws(Failure) -> JSON {
        blanks()
        guard depth <= JSON.deepest else { throw wrong("nested too deep") }
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case .some: return try number()
        case nil: throw wrong("the text ends")
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSON) throws(Failure) -> JSON {
        let count = text.utf8CodeUnitCount
        guard at + count <= bytes.count, (0..<count).allSatisfy({ bytes[at + $0] == text.utf8Start[$0] }) else { throw wrong("no value") }
        at += count
        return value
    }

    private mutating func array(depth: Int) throws(Failure) -> JSON {
        at += 1
        var members: [JSON] = []
        if take(UInt8(ascii: "]")) { return .array(members) }
        while true {
            members.append(try value(depth: depth + 1))
            if take(UInt8(ascii: "]")) { return .array(members) }
            guard take(UInt8(ascii: ",")) else { throw wrong("no comma in an array") }
        }
    }

    private mutating func object(depth: Int) throws(Failure) -> JSON {
        at += 1
        if take(UInt8(ascii: "}")) { return .object([:]) }
        var members = [String: JSON](minimumCapacity: 6)
        while true {
            blanks()
            guard next == UInt8(ascii: "\"") else { throw wrong("no name in an object") }
            let name = try string()
            guard take(UInt8(ascii: ":")) else { throw wrong("no colon in an object") }
            guard members.updateValue(try value(depth: depth + 1), forKey: name) == nil else { throw wrong("a name twice") }
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw wrong("no comma in an object") }
        }
    }

    private mutating func number() throws(Failure) -> JSON {
        let start = at
        if next == UInt8(ascii: "-") { at += 1 }
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[at - whole] != UInt8(ascii: "0") else { throw wrong("no value") }
        var isWhole = true
        if next == UInt8(ascii: ".") {
            at += 1
            isWhole = false
            guard digits() > 0 else { throw wrong("no digits after the point") }
        }
        if let byte = next, byte | 32 == UInt8(ascii: "e") {
            at += 1
            isWhole = false
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
            guard digits() > 0 else { throw wrong("no digits in the exponent") }
        }
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<at]), as: UTF8.self)
        if isWhole, let number = Int64(text) { return .int(number) }
        guard let number = Double(text), number.isFinite else { throw wrong("a number out of range") }
        return .double(number)
    }

    private mutating func digits() -> Int {
        let start = at
        while at < bytes.count, bytes[at] >= 48, bytes[at] <= 57 { at += 1 }
        return at - start
    }

    private mutating func string() throws(Failure) -> String {
        at += 1
        var out: [UInt8]?
        var from = at
        while let byte = next {
            if byte == UInt8(ascii: "\"") {
                let rest = UnsafeBufferPointer(rebasing: bytes[from..<at])
                at += 1
                guard var made = out else {
                    guard let text = String(validating: rest, as: UTF8.self) else { throw wrong("a string that is not UTF-8") }
                    return text
                }
                made.append(contentsOf: rest)
                guard let text = String(validating: made, as: UTF8.self) else { throw wrong("a string that is not UTF-8") }
                return text
            }
            guard byte >= 32 else { throw wrong("a control character in a string") }
            guard byte == UInt8(ascii: "\\") else {
                at += 1
                continue
            }
            var made = out ?? []
            made.append(contentsOf: bytes[from..<at])
            at += 1
            try escape(into: &made)
            out = made
            from = at
        }
        throw wrong("a string without an end")
    }

    private mutating func escape(into out: inout [UInt8]) throws(Failure) {
        guard let letter = next else { throw wrong("a string without an end") }
        at += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(letter)
        case UInt8(ascii: "b"): out.append(8)
        case UInt8(ascii: "f"): out.append(12)
        case UInt8(ascii: "n"): out.append(10)
        case UInt8(ascii: "r"): out.append(13)
        case UInt8(ascii: "t"): out.append(9)
        case UInt8(ascii: "u"):
            var code = UInt32(try unit())
            if code & 0xFC00 == 0xD800 {
                guard next == UInt8(ascii: "\\"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "u") else {
                    throw wrong("half a surrogate pair")
                }
                at += 2
                let low = UInt32(try unit())
                guard low & 0xFC00 == 0xDC00 else { throw wrong("half a surrogate pair") }
                code = 0x10000 + (code & 0x3FF) << 10 + (low & 0x3FF)
            }
            guard let scalar = Unicode.Scalar(code) else { throw wrong("half a surrogate pair") }
            out.append(contentsOf: UTF8.encode(scalar)!)
        default: throw wrong("an unknown escape")
        }
    }

    private mutating func unit() throws(Failure) -> UInt16 {
        guard at + 4 <= bytes.count else { throw wrong("a short escape") }
        var value: UInt16 = 0
        for _ in 0..<4 {
            let byte = bytes[at]
            let digit: UInt8
            switch byte {
            case 48...57: digit = byte - 48
            case 65...70: digit = byte - 55
            case 97...102: digit = byte - 87
            default: throw wrong("an escape that is not hexadecimal")
            }
            value = value << 4 | UInt16(digit)
            at += 1
        }
        return value
    }
}
