public import Core

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Cuts a byte stream into responses, however the bytes arrive. Linear in the bytes, bounded by its limits; a literal is copied once.
public struct ResponseReader: Sendable {
    /// What is too large.
    public let limits: ReaderLimits
    /// Whether mailbox names come as UTF-8 (RFC 6855, after ENABLE UTF8=ACCEPT).
    public var namesAreUTF8 = false

    private var line: [UInt8] = []
    private var literals: [[UInt8]] = []
    private var literal: [UInt8] = []
    private var literalMissing: Int?
    private var literalTotal = 0

    /// A reader at the start of a response.
    public init(limits: ReaderLimits = ReaderLimits()) { self.limits = limits }

    /// Whether a response has begun and not ended.
    public var isInside: Bool { !line.isEmpty || literalMissing != nil }

    /// Takes bytes from `position` on until a response is complete, and moves `position` past it; nil when the bytes are used up.
    /// Throws `tooLarge` over a limit and `unavailable` for what no IMAP server says; nothing can be read after that.
    public mutating func read(_ bytes: UnsafeRawBufferPointer, at position: inout Int) throws(Failure) -> Response? {
        guard let base = bytes.baseAddress else { return nil }
        while position < bytes.count {
            if let missing = literalMissing {
                let count = min(missing, bytes.count - position)
                literal.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[position..<position + count]))
                position += count
                guard count == missing else {
                    literalMissing = missing - count
                    return nil
                }
                literals.append(literal)
                literal = []
                literalMissing = nil
                continue
            }
            let rest = bytes.count - position
            guard let found = memchr(base + position, 0x0a, rest) else {
                guard line.count + rest <= limits.line else { throw tooLong }
                line.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[position...]))
                position = bytes.count
                return nil
            }
            let length = UnsafeRawPointer(found) - (base + position) + 1
            let segment = UnsafeRawBufferPointer(rebasing: bytes[position..<position + length])
            guard line.count + length <= limits.line else { throw tooLong }
            position += length
            let marker: Int?
            if line.isEmpty {
                marker = try literalSize(segment)
                if marker == nil { return try parse(segment) }
                line.append(contentsOf: segment)
            } else {
                line.append(contentsOf: segment)
                marker = try line.withUnsafeBufferPointer { bytes throws(Failure) in try literalSize(UnsafeRawBufferPointer(bytes)) }
            }
            if let size = marker {
                literalTotal += size
                guard literalTotal <= limits.literal, literals.count < limits.literalCount else {
                    throw Failure(
                        .tooLarge, "a response with literals of \(literalTotal) bytes",
                        message: "The mail server sent more than this program takes.")
                }
                literal = []
                literal.reserveCapacity(min(size, 1 << 20))
                literalMissing = size
                if size == 0 {
                    literals.append([])
                    literalMissing = nil
                }
                continue
            }
            defer {
                line.removeAll(keepingCapacity: line.capacity <= 1 << 16)
                literals = []
                literalTotal = 0
            }
            return try line.withUnsafeBufferPointer { bytes throws(Failure) in try parse(UnsafeRawBufferPointer(bytes)) }
        }
        return nil
    }

    private func parse(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> Response {
        var parser = ResponseParser(
            Cursor(bytes.bindMemory(to: UInt8.self), literals: literals, depth: limits.depth), namesAreUTF8: namesAreUTF8)
        return try parser.response()
    }

    private var tooLong: Failure {
        Failure(.tooLarge, "a response line over \(limits.line) bytes", message: "The mail server sent more than this program takes.")
    }

    /// The size in `{n}` at the end of a line, nil when no literal follows. Words for people are never taken for literals.
    private func literalSize(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> Int? {
        var end = bytes.count - 1
        if end > 0, bytes[end - 1] == 0x0d { end -= 1 }
        guard end > 0, bytes[end - 1] == 0x7d else { return nil }
        var at = end - 2
        if at >= 0, bytes[at] == 0x2b { at -= 1 }
        let last = at
        while at >= 0, bytes[at] >= 0x30, bytes[at] <= 0x39 { at -= 1 }
        guard at >= 0, at < last, bytes[at] == 0x7b, !isWords(bytes) else { return nil }
        guard last - at <= 18 else {
            throw Failure(.tooLarge, "a literal of absurd size", message: "The mail server sent more than this program takes.")
        }
        var size = 0
        for digit in bytes[(at + 1)...last] { size = size * 10 + Int(digit - 0x30) }
        return size
    }

    /// Whether a line is a status response or a continuation, which end in words.
    private func isWords(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes[0] != 0x2b else { return true }
        guard let space = bytes.firstIndex(of: 0x20) else { return true }
        let word = bytes[(space + 1)...].prefix(8).prefix { $0 != 0x20 && $0 != 0x0d && $0 != 0x0a }
        return StatusResponse.Condition(rawValue: String(decoding: word, as: UTF8.self).uppercased()) != nil
    }
}
