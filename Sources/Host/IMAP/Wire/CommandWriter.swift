import Core

/// Builds one command from typed arguments. No argument can end the command: CR, LF and NUL are refused (RFC 9051 9).
struct CommandWriter {
    /// What the session allows in arguments.
    struct Dialect: Sendable, Equatable {
        /// UTF8=ACCEPT is on: strings are UTF-8 (RFC 6855).
        var utf8 = false
        /// Literals of any size go without waiting.
        var literalPlus = false
        /// Literals up to 4096 bytes go without waiting.
        var literalMinus = false

        init(utf8: Bool = false, literalPlus: Bool = false, literalMinus: Bool = false) {
            (self.utf8, self.literalPlus, self.literalMinus) = (utf8, literalPlus, literalMinus)
        }

        func waits(_ size: Int64) -> Bool { !(literalPlus || (literalMinus && size <= 4096)) }
    }

    let name: String
    let dialect: Dialect
    private var pieces: [Command.Piece] = []
    private var bytes: [UInt8]

    init(_ name: String, _ dialect: Dialect = Dialect()) {
        self.name = name
        self.dialect = dialect
        bytes = Array(name.utf8)
    }

    /// The command so far.
    func command(_ company: Command.Company = .any) -> Command { Command(name: name, pieces: pieces + [.bytes(bytes)], company: company) }

    /// A space.
    mutating func space() { bytes.append(0x20) }

    /// Text of ours, or numbers: written as it is.
    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// A space and text of ours.
    mutating func word(_ text: String) {
        space()
        raw(text)
    }

    /// Text from outside in a place that takes only an atom, such as a keyword or a section.
    mutating func atom(_ text: String, also extra: String = "") throws(Failure) {
        let allowed = Array(extra.utf8)
        guard !text.isEmpty,
            text.utf8.allSatisfy({ ($0 > 0x20 && $0 < 0x7f && !CommandWriter.specials.contains($0)) || allowed.contains($0) })
        else {
            throw Failure(.invalid, "\(name): not an atom")
        }
        raw(text)
    }

    private static let specials = ByteSet("(){%*\"\\]")

    /// Strings with a space between each two.
    mutating func strings(_ texts: [String]) throws(Failure) {
        for (index, text) in texts.enumerated() {
            if index > 0 { space() }
            try bareString(text)
        }
    }

    /// A space and a string: quoted where it can be, else a literal.
    mutating func string(_ text: String) throws(Failure) {
        space()
        try bareString(text)
    }

    private mutating func bareString(_ text: String) throws(Failure) {
        let utf8 = Array(text.utf8)
        guard !utf8.contains(where: { $0 == 0 || $0 == 0x0a || $0 == 0x0d }) else {
            throw Failure(.invalid, "\(name): a line break or NUL in an argument", message: "Line breaks are not allowed there.")
        }
        guard utf8.count <= 1000, dialect.utf8 || utf8.allSatisfy({ $0 < 0x80 }) else { return literal(utf8) }
        bytes.append(0x22)
        for byte in utf8 {
            if byte == 0x22 || byte == 0x5c { bytes.append(0x5c) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }

    /// A space and a mailbox's name in the form the session speaks.
    mutating func mailbox(_ name: MailboxName) throws(Failure) { try string(dialect.utf8 ? name.text : name.wire) }

    /// Flags in parentheses.
    mutating func flags(_ flags: [Flag]) throws(Failure) {
        raw("(")
        for (index, flag) in flags.enumerated() {
            if index > 0 { space() }
            if flag.name.hasPrefix("\\") {
                raw("\\")
                try atom(String(flag.name.dropFirst()))
            } else {
                try atom(flag.name)
            }
        }
        raw(")")
    }

    /// A section's inside: letters, digits, dots, and a list of field names.
    mutating func section(_ section: BodySection) throws(Failure) {
        raw("[")
        let split = section.specifier.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        if let first = split.first, !first.isEmpty { try atom(String(first)) }
        if split.count == 2 {
            guard split[1].hasPrefix("("), split[1].hasSuffix(")"), split[1].count > 2 else {
                throw Failure(.invalid, "\(name): not a section")
            }
            raw(" (")
            for (index, field) in split[1].dropFirst().dropLast().split(separator: " ").enumerated() {
                if index > 0 { space() }
                try atom(String(field))
            }
            raw(")")
        }
        raw("]")
        if let range = section.partial {
            guard range.lowerBound >= 0, !range.isEmpty else { throw Failure(.invalid, "\(name): not a range of bytes") }
            raw("<\(range.lowerBound).\(range.upperBound - range.lowerBound)>")
        }
    }

    /// A literal.
    mutating func literal(_ content: [UInt8]) {
        let waits = dialect.waits(Int64(content.count))
        raw("{\(content.count)\(waits ? "" : "+")}\r\n")
        pieces.append(.bytes(bytes))
        pieces.append(.literal(content, waits: waits))
        bytes = []
    }

    /// A literal whose bytes come later.
    mutating func stream(_ size: Int64) {
        let waits = dialect.waits(size)
        raw("{\(size)\(waits ? "" : "+")}\r\n")
        pieces.append(.bytes(bytes))
        pieces.append(.stream(size: size, waits: waits))
        bytes = []
    }
}
