import CGMimeFace

/// The decoded forms of header values (RFC 8621 4.1.2): text, addresses, message ids, URLs, dates.
public enum HeaderText {
    /// Longer values are cut before they are decoded.
    static let maxValue = 65536

    /// The Text form: unfolded, RFC 2047 decoded on bytes, raw 8-bit accepted, control characters dropped.
    public static func decode(_ value: ArraySlice<UInt8>) -> String {
        let value = trimmed(value.prefix(maxValue))
        if isPlain(value) { return String(decoding: value, as: UTF8.self) }
        let text = value.withUnsafeBufferPointer { String(taking: mf_decode_text($0.baseAddress, $0.count)) }
        return clean(text)
    }

    /// The Text form of a value that is already a string.
    public static func decode(_ value: String) -> String { decode(ArraySlice(value.utf8)) }

    /// The MessageIds form: ids without their angle brackets, in order, each once; nil when there are none.
    public static func messageIds(_ value: ArraySlice<UInt8>) -> [String]? {
        var ids: [String] = []
        var seen: Set<String> = []
        func add(_ bytes: some Collection<UInt8>) {
            let id = String(decoding: bytes.filter { $0 > 32 && $0 != 127 }, as: UTF8.self)
            if !id.isEmpty, id.utf8.count <= 998, ids.count < 1000, seen.insert(id).inserted { ids.append(id) }
        }
        var rest = value.prefix(maxValue)
        var bare: [UInt8] = []
        while let byte = rest.first {
            rest = rest.dropFirst()
            if byte == 60 {
                guard let close = rest.firstIndex(where: { $0 == 62 || $0 == 60 }) else {
                    add(rest)
                    break
                }
                add(rest[..<close])
                rest = rest[close...]
                if rest.first == 62 { rest = rest.dropFirst() }
            } else {
                bare.append(byte)
            }
        }
        if ids.isEmpty {
            for word in bare.split(whereSeparator: { $0 <= 32 || $0 == 44 }) where word.contains(64) { add(word) }
        }
        return ids.isEmpty ? nil : ids
    }

    /// The URLs form: what stands in angle brackets (RFC 2369); nil when there is none.
    public static func urls(_ value: ArraySlice<UInt8>) -> [String]? {
        let parts = value.prefix(maxValue).split(separator: 60, omittingEmptySubsequences: false).dropFirst()
        let urls = parts.compactMap { part -> String? in
            guard let close = part.firstIndex(of: 62) else { return nil }
            let url = String(decoding: part[..<close].filter { $0 > 32 && $0 != 127 }, as: UTF8.self)
            return url.isEmpty ? nil : url
        }
        return urls.isEmpty ? nil : Array(urls.prefix(100))
    }

    static func trimmed(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var value = value
        while let first = value.first, first <= 32 { value = value.dropFirst() }
        while let last = value.last, last <= 32 { value = value.dropLast() }
        return value
    }

    /// Printable ASCII without an encoded word is its own decoding.
    private static func isPlain(_ value: ArraySlice<UInt8>) -> Bool {
        var before: UInt8 = 0
        for byte in value {
            if byte < 32 || byte > 126 || (byte == 63 && before == 61) { return false }
            before = byte
        }
        return true
    }

    /// Text on one line: no controls, no line separators.
    static func clean(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        var blank = false
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 9, 10, 13, 32, 0x2028, 0x2029:
                blank = !out.isEmpty
            case 0..<32, 127..<0xA0, 0xFEFF:
                break
            default:
                if blank { out.append(" ") }
                blank = false
                out.append(scalar)
            }
        }
        return String(out)
    }
}

extension String {
    /// Copies and frees what the face made; broken UTF-8 is repaired.
    init(taking bytes: mf_bytes) {
        defer { mf_bytes_free(bytes) }
        self.init(decoding: UnsafeBufferPointer(start: bytes.bytes, count: bytes.length), as: UTF8.self)
    }
}

extension [UInt8] {
    /// Copies and frees what the face made.
    init(taking bytes: mf_bytes) {
        defer { mf_bytes_free(bytes) }
        self.init(UnsafeBufferPointer(start: bytes.bytes, count: bytes.length))
    }
}
