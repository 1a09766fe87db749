import Core
import Store

/// Reads the `filter` of Email/query (RFC 8621 4.4.1), with caps on its size.
struct FilterReader {
    let folders: Folders
    let limits: Limits
    private var conditions = 0

    init(folders: Folders, limits: Limits) {
        self.folders = folders
        self.limits = limits
    }

    /// The filter; absent is everything. Throws `invalidArguments` or `unsupportedFilter`.
    static func read(_ json: JSON?, _ folders: Folders, _ limits: Limits) throws(MethodError) -> EmailFilter {
        guard let json, !json.isNull else { return .every }
        var reader = FilterReader(folders: folders, limits: limits)
        return try reader.node(json, depth: 0)
    }

    private mutating func node(_ json: JSON, depth: Int) throws(MethodError) -> EmailFilter {
        guard let members = json.object else { throw .invalid("A filter is an object.") }
        guard depth < 32 else { throw MethodError("unsupportedFilter", "Operators are nested deeper than 32.") }
        try count()
        guard let named = members["operator"] else { return try condition(members) }
        guard let name = named.string, let items = members["conditions"]?.array else {
            throw .invalid("An operator has a name and conditions.")
        }
        var parts: [EmailFilter] = []
        for item in items { parts.append(try node(item, depth: depth + 1)) }
        switch name {
        case "AND": return .and(parts)
        case "OR": return .or(parts)
        case "NOT": return .and(parts.map { .not($0) })
        default: throw .invalid("The operator “\(name.prefix(40))” is none of AND, OR, NOT.")
        }
    }

    private mutating func count() throws(MethodError) {
        conditions += 1
        guard conditions <= limits.maxConditions else {
            throw MethodError("unsupportedFilter", "More than \(limits.maxConditions) conditions.")
        }
    }

    private mutating func condition(_ members: [String: JSON]) throws(MethodError) -> EmailFilter {
        var parts: [EmailFilter] = []
        for (name, value) in members.sorted(by: { $0.key < $1.key }) where !value.isNull {
            try count()
            parts.append(try property(name, value))
        }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private func property(_ name: String, _ value: JSON) throws(MethodError) -> EmailFilter {
        switch name {
        case "inMailbox":
            guard let filter = folders.filter(try text(name, value)) else { throw .invalid("There is no such mailbox here.") }
            return filter
        case "inMailboxOtherThan":
            guard let items = value.array else { throw .invalid("“\(name)” is not an array of ids.") }
            var ids: [MailboxID] = []
            for item in items {
                guard let mailboxes = folders.mailboxes(try text(name, item)) else { throw .invalid("There is no such mailbox here.") }
                ids.append(contentsOf: mailboxes)
            }
            return .otherThan(ids)
        case "before", "after":
            guard let time = UTCDate.time(try text(name, value)) else { throw .invalid("“\(name)” is not a UTCDate.") }
            return name == "before" ? .before(time) : .after(time)
        case "minSize", "maxSize":
            guard let size = value.int, size >= 0 else { throw .invalid("“\(name)” is not a size.") }
            return name == "minSize" ? .minSize(size) : .maxSize(size)
        case "allInThreadHaveKeyword": return .allInThread(try keyword(name, value))
        case "someInThreadHaveKeyword": return .someInThread(try keyword(name, value))
        case "noneInThreadHaveKeyword": return .not(.someInThread(try keyword(name, value)))
        case "hasKeyword": return .keyword(try keyword(name, value))
        case "notKeyword": return .not(.keyword(try keyword(name, value)))
        case "hasAttachment":
            guard let has = value.bool else { throw .invalid("“\(name)” is not a boolean.") }
            return .hasAttachment(has)
        case "text": return try words(name, value, nil)
        case "from": return try words(name, value, .sender)
        case "subject": return try words(name, value, .subject)
        case "body": return try words(name, value, .body)
        case "to": return try recipient(.to, value)
        case "cc": return try recipient(.cc, value)
        case "bcc": return try recipient(.bcc, value)
        case "header": return try header(value)
        default: throw MethodError("unsupportedFilter", "“\(name.prefix(100))” is not a condition known here.")
        }
    }

    private func text(_ name: String, _ value: JSON) throws(MethodError) -> String {
        guard let text = value.string else { throw .invalid("“\(name)” is not a string.") }
        guard text.utf8.count <= 4096 else { throw MethodError("unsupportedFilter", "“\(name)” is longer than 4096 octets.") }
        return text
    }

    private func keyword(_ name: String, _ value: JSON) throws(MethodError) -> Keyword {
        guard let keyword = Keyword(try text(name, value)) else { throw .invalid("“\(name)” is not a keyword.") }
        return keyword
    }

    private func words(_ name: String, _ value: JSON, _ field: SearchField?) throws(MethodError) -> EmailFilter {
        let text = try text(name, value)
        return text.isEmpty ? .every : Wording.filter(text, field: field)
    }

    private func recipient(_ header: EmailFilter.Header, _ value: JSON) throws(MethodError) -> EmailFilter {
        let text = try text(header.rawValue, value)
        guard !text.isEmpty else { return .every }
        let words = text.split(whereSeparator: \.isWhitespace).map { String($0.filter { $0 != "\"" }) }
        return .recipient(header, Wording.terms(text, field: .recipients), words: words)
    }

    private func header(_ value: JSON) throws(MethodError) -> EmailFilter {
        guard let items = value.array, items.count == 1 || items.count == 2, let name = items[0].string else {
            throw .invalid("“header” is a name, or a name and a text.")
        }
        var wanted: String?
        if items.count == 2 { wanted = try text("header", items[1]) }
        guard let header = EmailFilter.Header(rawValue: name.lowercased()) else {
            throw MethodError("unsupportedFilter", "The header field “\(name.prefix(100))” cannot be searched here.")
        }
        return .header(header, text: wanted)
    }
}
