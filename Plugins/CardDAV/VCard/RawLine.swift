/// One logical line of a vCard where it stands in the text, folds and line end included (RFC 6350, 3.2). Reading it costs nothing until it is parsed.
struct RawLine {
    /// The bytes, with folds and the line end.
    let bytes: ArraySlice<UInt8>

    /// The lines of a text, in order; what a client may have left at the end without a line end counts, too.
    static func all(_ text: [UInt8]) -> [RawLine] {
        var lines: [RawLine] = []
        lines.reserveCapacity(16)
        text.withUnsafeBufferPointer { bytes in
            var start = 0
            var at = 0
            while at < bytes.count {
                guard bytes[at] == 10 else {
                    at += 1
                    continue
                }
                at += 1
                if at < bytes.count, bytes[at] == 32 || bytes[at] == 9 { continue }
                lines.append(RawLine(bytes: text[start..<at]))
                start = at
            }
            if start < bytes.count { lines.append(RawLine(bytes: text[start...])) }
        }
        return lines
    }

    /// The text without folds and line end.
    var unfolded: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var at = bytes.startIndex
        while at < bytes.endIndex {
            let byte = bytes[at]
            let isReturn = byte == 13 && at + 1 < bytes.endIndex && bytes[at + 1] == 10
            if byte == 10 || isReturn {
                // The white space that follows belongs to the fold.
                at += isReturn ? 3 : 2
                continue
            }
            out.append(byte)
            at += 1
        }
        return out
    }

    /// Whether the property has this name; `name` is in upper case and has a group only if the group must be that one.
    func isNamed(_ name: [UInt8]) -> Bool {
        var end = bytes.startIndex
        var dot: Int?
        while end < bytes.endIndex {
            let byte = bytes[end]
            if byte == UInt8(ascii: ":") || byte == UInt8(ascii: ";") { break }
            if byte == UInt8(ascii: "."), dot == nil { dot = end }
            // A name that is folded in the middle: rare enough to be unfolded first.
            if byte == 10 {
                guard end + 1 < bytes.endIndex else { return false }
                return RawLine(bytes: unfolded[...]).isNamed(name)
            }
            end += 1
        }
        guard end < bytes.endIndex else { return false }
        let whole = bytes[bytes.startIndex..<end]
        let own = name.contains(UInt8(ascii: ".")) ? whole : dot.map { whole[($0 + 1)...] } ?? whole
        return own.count == name.count && zip(own, name).allSatisfy { Text.lower($0) == Text.lower($1) }
    }
}
