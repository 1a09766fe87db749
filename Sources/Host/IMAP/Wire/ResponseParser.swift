import Core

/// Reads one complete response (RFC 9051 9 and extensions).
struct ResponseParser {
    var c: Cursor
    let namesAreUTF8: Bool

    init(_ cursor: Cursor, namesAreUTF8: Bool) {
        c = cursor
        self.namesAreUTF8 = namesAreUTF8
    }

    mutating func response() throws(Failure) -> Response {
        if c.skip(0x2b) {
            c.spaces()
            return .continuation(c.rest())
        }
        if c.skip(0x2a) {
            try c.expect(0x20)
            c.spaces()
            let start = c.mark
            do {
                return .untagged(try untagged())
            } catch {
                guard !c.sawHostility else { throw error }
                c.rewind(to: start)
                return .untagged(.unreadable(c.excerpt))
            }
        }
        let tag = c.run(until: .space)
        guard !tag.isEmpty, tag.count <= 64 else { throw c.broken("a tag") }
        c.spaces()
        guard let status = try statusResponse(try c.keyword()), [.ok, .no, .bad].contains(status.condition) else {
            throw c.broken("OK, NO or BAD")
        }
        return .tagged(Cursor.text(tag), status)
    }

    private mutating func untagged() throws(Failure) -> Untagged {
        if c.byte >= 0x30, c.byte <= 0x39 {
            let number = try c.number()
            c.spaces()
            switch try c.keyword() {
            case "FETCH":
                guard let sequence = SequenceNumber(rawValue: number) else { throw c.broken("a message") }
                c.spaces()
                return .fetch(try fetch(FetchedMessage(sequence: sequence)))
            case "EXISTS": return .exists(number)
            case "RECENT": return .recent(number)
            case "EXPUNGE":
                guard let sequence = SequenceNumber(rawValue: number) else { throw c.broken("a message") }
                return .expunge(sequence)
            case let name: return .other(name)
            }
        }
        let keyword = try c.keyword()
        if let status = try statusResponse(keyword) { return .condition(status) }
        c.spaces()
        switch keyword {
        case "CAPABILITY": return .capability(Capabilities(words()))
        case "ENABLED": return .enabled(words().map { $0.uppercased() })
        case "FLAGS": return .flags(try flags())
        case "LIST", "LSUB": return .list(try list())
        case "STATUS":
            let name = try mailbox()
            c.spaces()
            return .status(name, try status())
        case "SEARCH": return try search()
        case "ESEARCH": return .extendedSearch(try extendedSearch())
        case "VANISHED":
            var earlier = false
            if c.skip(0x28) {
                earlier = try c.keyword() == "EARLIER"
                try c.expect(0x29)
                c.spaces()
            }
            return .vanished(earlier: earlier, UIDSet(ranges: try c.ranges()))
        case "UIDFETCH":
            let uid = UID(try c.positive())
            c.spaces()
            return .fetch(try fetch(FetchedMessage(uid: uid)))
        case "ID": return .identification(try identification())
        case "NAMESPACE": return .namespaces(Namespaces(personal: try namespace(), others: try namespace(), shared: try namespace()))
        default: return .other(keyword)
        }
    }

    // MARK: Shared pieces

    mutating func words() -> [String] {
        var found: [String] = []
        while !c.isAtEnd {
            let run = c.run(until: .space)
            if run.isEmpty { c.advance() } else { found.append(Cursor.text(run)) }
        }
        return found
    }

    mutating func flags() throws(Failure) -> [Flag] {
        var found: [Flag] = []
        try c.expect(0x28)
        while true {
            c.spaces()
            if c.skip(0x29) { return found }
            if c.byte == 0x22 || c.byte == 0x7b {
                found.append(Flag(Cursor.text(try c.astring())))
                continue
            }
            let run = c.run(until: .stringEnds)
            guard !run.isEmpty else { throw c.broken("a flag") }
            found.append(Flag(Cursor.text(run)))
        }
    }

    mutating func mailbox() throws(Failure) -> MailboxName {
        let text = Cursor.text(try c.astring())
        return namesAreUTF8 ? MailboxName(text) : MailboxName(wire: text)
    }

    /// A list of pairs `("key" "value" …)` or NIL; a value that is NIL is left out.
    mutating func pairs() throws(Failure) -> [(String, String)] {
        guard c.skip(0x28) else {
            try c.skipValue()
            return []
        }
        var found: [(String, String)] = []
        while true {
            c.spaces()
            if c.skip(0x29) { return found }
            let key = Cursor.text(try c.astring())
            c.spaces()
            if c.byte == 0x28 { try c.skipValue() } else if let value = try c.text() { found.append((key, value)) }
        }
    }

    private mutating func identification() throws(Failure) -> [String: String] {
        Dictionary(try pairs().map { ($0.lowercased(), $1) }) { first, _ in first }
    }

    private mutating func namespace() throws(Failure) -> [Namespaces.Namespace] {
        c.spaces()
        guard c.skip(0x28) else {
            try c.skipValue()
            return []
        }
        var found: [Namespaces.Namespace] = []
        while true {
            c.spaces()
            if c.skip(0x29) { return found }
            try c.expect(0x28)
            let prefix = try mailboxText()
            c.spaces()
            let delimiter = try c.text()?.first
            found.append(Namespaces.Namespace(prefix: prefix, delimiter: delimiter))
            c.spaces()
            while !c.skip(0x29) {
                try c.skipValue()
                c.spaces()
            }
        }
    }

    private mutating func mailboxText() throws(Failure) -> String {
        let text = Cursor.text(try c.astring())
        return namesAreUTF8 ? ModifiedUTF7.encode(text) : text
    }
}
