public import Core

extension IMAPConnection {
    /// UID SEARCH (RFC 9051 6.4.4), as ESEARCH where offered.
    public func search(_ key: SearchKey) async throws(Failure) -> SearchResult {
        let extended = capabilities.esearch
        var writer = CommandWriter("UID SEARCH", dialect)
        if extended { writer.word("RETURN (MIN MAX COUNT ALL)") }
        if !dialect.utf8, !key.isASCII { writer.word("CHARSET UTF-8") }
        try key.write(to: &writer)
        let (found, _) = try await run(
            writer.command(extended ? .any : .alone), SearchResult(),
            take: { found, data in
                switch data {
                case .search(let ranges, let modSeq):
                    found.uids = found.uids.union(UIDSet(ranges: ranges))
                    found.count = found.uids.count
                    found.modSeq = modSeq
                case .extendedSearch(let result):
                    guard extended else { return false }
                    found.uids = UIDSet(ranges: result.all)
                    found.count = result.count.map { Int(clamping: $0) } ?? found.uids.count
                    found.min = result.min.map { UID($0) }
                    found.max = result.max.map { UID($0) }
                    found.modSeq = result.modSeq
                default: return false
                }
                return true
            },
            settle: { found, _, _ in
                found.min = found.min ?? found.uids.first
                found.max = found.max ?? found.uids.last
            })
        return found
    }
}

extension SearchResult {
    /// Nothing found.
    init() {
        uids = []
        count = 0
    }
}

extension SearchKey {
    /// Whether no CHARSET is needed.
    var isASCII: Bool {
        switch self {
        case .header(_, let text), .subject(let text), .from(let text), .to(let text), .text(let text), .body(let text):
            text.utf8.allSatisfy { $0 < 0x80 }
        case .not(let key): key.isASCII
        case .or(let a, let b): a.isASCII && b.isASCII
        case .and(let keys): keys.allSatisfy(\.isASCII)
        default: true
        }
    }

    /// Writes the key with a space before it.
    func write(to writer: inout CommandWriter) throws(Failure) {
        switch self {
        case .all: writer.word("ALL")
        case .messages(let set):
            guard !set.isEmpty else { throw Failure(.invalid, "SEARCH: an empty set") }
            writer.word("\(set.isUID ? "UID " : "")\(set.wire)")
        case .flag(let flag): try write(flag, "", "KEYWORD", &writer)
        case .notFlag(let flag): try write(flag, "UN", "UNKEYWORD", &writer)
        case .since(let time): writer.word("SINCE \(InternalDate.day(time))")
        case .before(let time): writer.word("BEFORE \(InternalDate.day(time))")
        case .header(let name, let text):
            writer.word("HEADER")
            try writer.string(name)
            try writer.string(text)
        case .subject(let text): try write("SUBJECT", text, &writer)
        case .from(let text): try write("FROM", text, &writer)
        case .to(let text): try write("TO", text, &writer)
        case .text(let text): try write("TEXT", text, &writer)
        case .body(let text): try write("BODY", text, &writer)
        case .larger(let size): writer.word("LARGER \(max(0, size))")
        case .smaller(let size): writer.word("SMALLER \(max(0, size))")
        case .modSeq(let least): writer.word("MODSEQ \(least)")
        case .gmailMessageID(let id): writer.word("X-GM-MSGID \(id)")
        case .not(let key):
            writer.word("NOT")
            try key.write(to: &writer)
        case .or(let a, let b):
            writer.word("OR")
            try a.write(to: &writer)
            try b.write(to: &writer)
        case .and(let keys):
            guard !keys.isEmpty else { return writer.word("ALL") }
            writer.word("(ALL")
            for key in keys { try key.write(to: &writer) }
            writer.raw(")")
        }
    }

    private func write(_ name: String, _ text: String, _ writer: inout CommandWriter) throws(Failure) {
        writer.word(name)
        try writer.string(text)
    }

    private func write(_ flag: Flag, _ prefix: String, _ keyword: String, _ writer: inout CommandWriter) throws(Failure) {
        if let system = ["\\seen", "\\answered", "\\flagged", "\\deleted", "\\draft"].first(where: { $0 == flag.name.lowercased() }) {
            writer.word("\(prefix)\(system.dropFirst().uppercased())")
        } else {
            writer.word("\(keyword) ")
            try writer.atom(flag.name)
        }
    }
}
