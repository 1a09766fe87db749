import Core

extension ResponseParser {
    /// The list of a FETCH response (RFC 9051 7.5.2). Items not known here are passed over.
    mutating func fetch(_ message: FetchedMessage) throws(Failure) -> FetchedMessage {
        var message = message
        try c.expect(0x28)
        while true {
            c.spaces()
            if c.skip(0x29) { return message }
            let name = try c.keyword()
            if name.hasPrefix("BODY") || name.hasPrefix("BINARY") || name == "RFC822" || name.hasPrefix("RFC822."), name != "RFC822.SIZE",
                name != "BODYSTRUCTURE"
            {
                try body(name, into: &message)
                continue
            }
            c.spaces()
            switch name {
            case "UID": message.uid = UID(try c.positive())
            case "FLAGS": message.flags = try flags()
            case "MODSEQ":
                try c.expect(0x28)
                message.modSeq = ModSeq(try c.number())
                try c.expect(0x29)
            case "RFC822.SIZE": message.size = try c.number()
            case "INTERNALDATE": message.internalDate = InternalDate.time(try c.string() ?? [])
            case "ENVELOPE": message.envelope = try orSkip { p throws(Failure) in try p.envelope() }
            case "BODYSTRUCTURE": message.bodyStructure = try orSkip { p throws(Failure) in try p.bodyStructure() }
            case "X-GM-MSGID": message.gmailMessageID = try c.unsigned()
            case "X-GM-THRID": message.gmailThreadID = try c.unsigned()
            case "X-GM-LABELS": message.gmailLabels = try labels()
            case "EMAILID": message.emailID = try objectID()
            case "THREADID": message.threadID = try objectID()
            default: try c.skipValue()
            }
        }
    }

    /// A value, or nil where the server broke its form but not its parentheses.
    private mutating func orSkip<T>(_ read: (inout ResponseParser) throws(Failure) -> T) throws(Failure) -> T? {
        let start = c.mark
        do { return try read(&self) } catch {
            guard !c.sawHostility else { throw error }
            c.rewind(to: start)
            try c.skipValue()
            return nil
        }
    }

    private mutating func body(_ name: String, into message: inout FetchedMessage) throws(Failure) {
        if name == "BODY", c.byte == 0x20 {
            c.spaces()
            message.bodyStructure = try orSkip { p throws(Failure) in try p.bodyStructure() }
            return
        }
        var specifier = ""
        var origin: Int64?
        if c.skip(0x5b) {
            var parts: [String] = []
            while !c.skip(0x5d) {
                guard !c.isAtEnd else { throw c.broken("']'") }
                if c.byte == 0x20 {
                    c.advance()
                } else if c.byte == 0x28 {
                    parts.append("(\(try fieldNames()))")
                } else {
                    let run = c.run(until: .sectionEnds)
                    guard !run.isEmpty else { throw c.broken("a section") }
                    parts.append(Cursor.upper(run))
                }
            }
            specifier = parts.joined(separator: " ")
            if c.skip(0x3c) {
                origin = try c.number()
                try c.expect(0x3e)
            }
        } else if name == "RFC822.HEADER" {
            specifier = "HEADER"
        } else if name == "RFC822.TEXT" {
            specifier = "TEXT"
        }
        c.spaces()
        let bytes: [UInt8]?
        if name == "BINARY.SIZE" { return try c.skipValue() }
        bytes = try c.string(atoms: false)
        message.bodies.append(FetchedMessage.Body(specifier: specifier, origin: origin, bytes: bytes))
    }

    private mutating func fieldNames() throws(Failure) -> String {
        var names: [String] = []
        try c.expect(0x28)
        while true {
            c.spaces()
            if c.skip(0x29) { return names.joined(separator: " ") }
            names.append(Cursor.text(try c.astring()))
        }
    }

    private mutating func objectID() throws(Failure) -> String? {
        guard c.skip(0x28) else {
            try c.skipValue()
            return nil
        }
        let id = Cursor.text(try c.astring())
        try c.expect(0x29)
        return id
    }

    /// Gmail's labels are astrings, in modified UTF-7 unless UTF8=ACCEPT is on; `\Sent` and its like are their own.
    private mutating func labels() throws(Failure) -> [String] {
        var found: [String] = []
        try c.expect(0x28)
        while true {
            c.spaces()
            if c.skip(0x29) { return found }
            let text = Cursor.text(try c.astring())
            found.append(namesAreUTF8 ? text : ModifiedUTF7.decode(text) ?? text)
        }
    }
}

extension ByteSet {
    /// What ends a piece of a section.
    static let sectionEnds = ByteSet(" ()]")
}
