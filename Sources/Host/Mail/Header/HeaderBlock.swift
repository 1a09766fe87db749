/// The header of a message as it came (RFC 5322 2.2): fields in order, names and values as bytes.
public struct HeaderBlock: Sendable {
    /// More fields than this are left out.
    public static let maxFields = 4096
    /// Headers longer than this are cut.
    public static let maxBytes = 1 << 20

    private struct Entry: Sendable {
        var name: Range<Int>
        var value: Range<Int>
    }

    private let bytes: [UInt8]
    private let entries: [Entry]
    /// How long the header is in the bytes it was read from, with the empty line behind it.
    public let length: Int

    /// Reads fields up to the first empty line or the end.
    public init(_ raw: some Collection<UInt8>) {
        if let block = raw.withContiguousStorageIfAvailable({ HeaderBlock(buffer: $0) }) {
            self = block
        } else {
            self = Array(raw).withUnsafeBufferPointer { HeaderBlock(buffer: $0) }
        }
    }

    init(buffer raw: UnsafeBufferPointer<UInt8>) {
        var entries: [Entry] = []
        var at = 0
        var name: Range<Int>?
        var valueStart = 0
        var valueEnd = 0
        func close() {
            if let name, entries.count < HeaderBlock.maxFields { entries.append(Entry(name: name, value: valueStart..<valueEnd)) }
        }
        let limit = min(raw.count, HeaderBlock.maxBytes)
        var ended = false
        while at < limit {
            var end = at
            while end < limit, raw[end] != 10 { end += 1 }
            let next = min(end + 1, limit)
            var stop = end
            if stop > at, raw[stop - 1] == 13 { stop -= 1 }
            if stop == at {
                at = next
                ended = true
                break
            }
            let first = raw[at]
            if first == 32 || first == 9 {
                valueEnd = stop
            } else {
                var colon = at
                while colon < stop, raw[colon] != 58, raw[colon] > 32, raw[colon] < 127 { colon += 1 }
                let nameEnd = colon
                while colon < stop, raw[colon] == 32 || raw[colon] == 9 { colon += 1 }
                if colon < stop, raw[colon] == 58, nameEnd > at {
                    close()
                    name = at..<nameEnd
                    valueStart = colon + 1
                    valueEnd = stop
                } else if name == nil, entries.isEmpty, stop - at > 5, raw[at] == 70, raw[at + 1] == 114, raw[at + 4] == 32 {
                    // The "From " line of a mailbox file.
                } else {
                    // No field and no continuation: broken, and not part of a value.
                    close()
                    name = nil
                }
            }
            at = next
        }
        close()
        if !ended, limit < raw.count { at = HeaderBlock.end(of: raw) }
        bytes = Array(raw[0..<min(at, limit)])
        self.entries = entries
        length = at
    }

    /// Where the body begins.
    private static func end(of raw: UnsafeBufferPointer<UInt8>) -> Int {
        var at = 0
        while at < raw.count {
            if raw[at] == 10, at + 1 < raw.count, raw[at + 1] == 10 || (raw[at + 1] == 13 && at + 2 < raw.count && raw[at + 2] == 10) {
                return at + (raw[at + 1] == 10 ? 2 : 3)
            }
            at += 1
        }
        return raw.count
    }
}

extension HeaderBlock {
    /// One header field.
    public struct Field: Sendable, Hashable {
        /// The name as it was written.
        public let name: String
        /// The value as it was written, folds and leading blank included, read as UTF-8 (the Raw form of RFC 8621 4.1.2.1).
        public let raw: String
    }

    /// How many fields there are.
    public var count: Int { entries.count }

    /// All fields in order.
    public var fields: [Field] {
        entries.map { Field(name: String(decoding: bytes[$0.name], as: UTF8.self), raw: String(decoding: bytes[$0.value], as: UTF8.self)) }
    }

    /// The bytes of each value of a name (any case), in order.
    public func values(_ name: StaticString) -> [ArraySlice<UInt8>] {
        values(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    /// The bytes of each value of a name (any case), in order.
    public func values(named name: String) -> [ArraySlice<UInt8>] {
        var name = name
        return name.withUTF8 { values($0) }
    }

    /// The bytes of the last value of a name, which is the one that counts (RFC 8621 4.1.3).
    public func last(_ name: StaticString) -> ArraySlice<UInt8>? { values(name).last }

    /// The text of every value of a name, unfolded and decoded (RFC 2047).
    public func texts(_ name: StaticString) -> [String] { values(name).map(HeaderText.decode) }

    private func values(_ wanted: UnsafeBufferPointer<UInt8>) -> [ArraySlice<UInt8>] {
        var found: [ArraySlice<UInt8>] = []
        for entry in entries where entry.name.count == wanted.count {
            var same = true
            for i in 0..<wanted.count where (bytes[entry.name.lowerBound + i] | 32) != (wanted[i] | 32) {
                same = false
                break
            }
            if same { found.append(bytes[entry.value]) }
        }
        return found
    }
}
