import Core

/// A place in one complete response. Every read is checked; nothing reads past the end.
struct Cursor {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let literals: [[UInt8]]
    private let end: Int
    private var nextLiteral = 0
    private var roomBelow: Int
    private(set) var at = 0
    /// Whether a number or nesting was beyond all reason, so that guessing on is not wise.
    private(set) var sawHostility = false

    init(_ bytes: UnsafeBufferPointer<UInt8>, literals: [[UInt8]], depth: Int) {
        self.bytes = bytes
        self.literals = literals
        roomBelow = depth
        var end = bytes.count
        if end > 0, bytes[end - 1] == 0x0a { end -= 1 }
        if end > 0, bytes[end - 1] == 0x0d { end -= 1 }
        self.end = end
    }

    /// A place to return to.
    struct Mark {
        fileprivate let at: Int
        fileprivate let literal: Int
        fileprivate let room: Int
    }
    var mark: Mark { Mark(at: at, literal: nextLiteral, room: roomBelow) }
    mutating func rewind(to mark: Mark) { (at, nextLiteral, roomBelow) = (mark.at, mark.literal, mark.room) }

    /// The byte here; 0 at the end.
    var byte: UInt8 { at < end ? bytes[at] : 0 }
    var isAtEnd: Bool { at >= end }

    func broken(_ what: String) -> Failure {
        Failure(
            .unavailable, "IMAP: expected \(what) at \(at) in: \(excerpt)", message: "The mail server's answer could not be understood.")
    }

    /// The first bytes, printable, for the log.
    var excerpt: String {
        String(String.UnicodeScalarView(bytes.prefix(min(end, 120)).map { Unicode.Scalar($0 < 0x20 || $0 > 0x7e ? 0x2e : $0) }))
    }

    // MARK: Single bytes

    mutating func advance() { at += 1 }
    mutating func skip(_ byte: UInt8) -> Bool {
        guard at < end, bytes[at] == byte else { return false }
        at += 1
        return true
    }
    mutating func expect(_ byte: UInt8) throws(Failure) {
        guard skip(byte) else { throw broken("'\(Character(Unicode.Scalar(byte)))'") }
    }
    mutating func spaces() { while at < end, bytes[at] == 0x20 { at += 1 } }

    /// Goes one list deeper; throws when that is too deep.
    mutating func enter() throws(Failure) {
        guard roomBelow > 0 else {
            sawHostility = true
            throw broken("fewer lists inside lists")
        }
        roomBelow -= 1
    }
    /// Comes back up.
    mutating func leave() { roomBelow += 1 }

    // MARK: Atoms and numbers

    /// Bytes up to a delimiter of the table; may be empty.
    mutating func run(until stops: ByteSet) -> UnsafeBufferPointer<UInt8> {
        let start = at
        while at < end, !stops.contains(bytes[at]) { at += 1 }
        return UnsafeBufferPointer(rebasing: bytes[start..<at])
    }

    /// An atom of any kind, in upper case.
    mutating func keyword() throws(Failure) -> String {
        let run = run(until: .atomEnds)
        guard !run.isEmpty else { throw broken("a word") }
        return Cursor.upper(run)
    }

    static func upper(_ run: UnsafeBufferPointer<UInt8>) -> String {
        guard run.count <= 15 else { return Cursor.text(run).uppercased() }
        return String(unsafeUninitializedCapacity: 15) { out in
            for (index, byte) in run.enumerated() {
                let lower = byte >= 0x61 && byte <= 0x7a
                out[index] = byte >= 0x80 ? 0x3f : lower ? byte - 32 : byte
            }
            return run.count
        }
    }

    /// UTF-8 where it is, else Latin-1.
    static func text(_ bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    mutating func number() throws(Failure) -> Int64 {
        let start = at
        var value: Int64 = 0
        while at < end, bytes[at] >= 0x30, bytes[at] <= 0x39 {
            let (product, over) = value.multipliedReportingOverflow(by: 10)
            let (sum, more) = product.addingReportingOverflow(Int64(bytes[at] - 0x30))
            guard !over, !more else {
                sawHostility = true
                throw broken("a smaller number")
            }
            value = sum
            at += 1
        }
        guard at > start else { throw broken("a number") }
        return value
    }

    mutating func positive() throws(Failure) -> Int64 {
        let value = try number()
        guard value > 0 else { throw broken("a number above 0") }
        return value
    }

    mutating func unsigned() throws(Failure) -> UInt64 {
        let run = run(until: .atomEnds)
        guard let value = UInt64(String(decoding: run, as: UTF8.self)) else {
            sawHostility = run.count > 19
            throw broken("a number")
        }
        return value
    }

    /// `1:4,9` as ranges in the order given; `5:3` is `3:5`.
    mutating func ranges() throws(Failure) -> [ClosedRange<Int64>] {
        var found: [ClosedRange<Int64>] = []
        repeat {
            let low = try positive()
            let high = skip(0x3a) ? try positive() : low
            found.append(min(low, high)...max(low, high))
        } while skip(0x2c)
        return found
    }

    // MARK: Strings

    /// The bytes of a quoted string or literal; nil for NIL. An atom is taken where `atoms` says so.
    mutating func string(atoms: Bool = true) throws(Failure) -> [UInt8]? {
        switch byte {
        case 0x22: return try quoted()
        case 0x7b, 0x7e: return try literal()
        default:
            let run = run(until: .stringEnds)
            guard !run.isEmpty else { throw broken("a string") }
            if run.count == 3, Cursor.upper(run) == "NIL" { return nil }
            guard atoms else { throw broken("a string") }
            return Array(run)
        }
    }

    /// A string that must be there.
    mutating func astring() throws(Failure) -> [UInt8] {
        switch byte {
        case 0x22: return try quoted()
        case 0x7b, 0x7e: return try literal()
        default:
            let run = run(until: .stringEnds)
            guard !run.isEmpty else { throw broken("a string") }
            return Array(run)
        }
    }

    mutating func text() throws(Failure) -> String? {
        guard let bytes = try string() else { return nil }
        return Cursor.text(bytes)
    }

    private mutating func quoted() throws(Failure) -> [UInt8] {
        at += 1
        let start = at
        while at < end, bytes[at] != 0x22, bytes[at] != 0x5c { at += 1 }
        guard at < end else { throw broken("a closing quote") }
        if bytes[at] == 0x22 {
            at += 1
            return Array(bytes[start..<at - 1])
        }
        var out = Array(bytes[start..<at])
        while at < end {
            var byte = bytes[at]
            at += 1
            if byte == 0x22 { return out }
            if byte == 0x5c, at < end {
                byte = bytes[at]
                at += 1
            }
            out.append(byte)
        }
        throw broken("a closing quote")
    }

    mutating func literal() throws(Failure) -> [UInt8] {
        _ = skip(0x7e)
        try expect(0x7b)
        _ = try number()
        _ = skip(0x2b)
        try expect(0x7d)
        _ = skip(0x0d)
        try expect(0x0a)
        guard nextLiteral < literals.count else { throw broken("a literal") }
        nextLiteral += 1
        return literals[nextLiteral - 1]
    }

    /// Any value: an atom, a string, a list of values.
    mutating func skipValue() throws(Failure) {
        switch byte {
        case 0x28:
            try enter()
            advance()
            spaces()
            while !skip(0x29) {
                try skipValue()
                spaces()
            }
            leave()
        case 0x22: _ = try quoted()
        case 0x7b, 0x7e: _ = try literal()
        default:
            guard !run(until: .valueEnds).isEmpty else { throw broken("a value") }
        }
    }

    /// Everything that is left.
    mutating func rest() -> String {
        defer { at = end }
        return at < end ? Cursor.text(UnsafeBufferPointer(rebasing: bytes[at..<end])) : ""
    }
}

/// A set of bytes, looked up in one step.
struct ByteSet: Sendable {
    private let low: UInt64
    private let high: UInt64

    init(_ text: String, controls: Bool = true) {
        var (low, high): (UInt64, UInt64) = (controls ? 0xffff_ffff : 0, 0)
        for byte in text.utf8 { if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) } }
        (self.low, self.high) = (low, high)
    }

    @inline(__always) func contains(_ byte: UInt8) -> Bool {
        byte < 64 ? low >> UInt64(byte) & 1 != 0 : byte < 128 ? high >> UInt64(byte - 64) & 1 != 0 : false
    }

    /// What ends a word such as FLAGS, OK, or the name before `[`.
    static let atomEnds = ByteSet(" ()[]{}\"")
    /// What ends an atom used as a string or a flag.
    static let stringEnds = ByteSet(" (){\"")
    /// What ends a value one does not care for.
    static let valueEnds = ByteSet(" ()\"")
    /// What ends a code or an item inside brackets.
    static let bracketEnds = ByteSet(" ]")
    static let space = ByteSet(" ")
    static let bracketClose = ByteSet("]")
}
