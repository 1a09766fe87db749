import MailFlowPlugin

/// The lists that wrote to a person in the last half year, as they were found at some time.
struct Survey: Equatable {
    /// When they were looked for, in seconds since 1970.
    var at: Int64
    /// Messages that were read.
    var read: Int64
    /// Messages that there were, read or not.
    var total: Int64
    /// Messages that could not be read.
    var unread: Int64
    /// The lists, those that write most first.
    var entries: [Entry]

    /// How far back it looks.
    static let days: Int64 = 180
    /// The most messages it reads.
    static let messageLimit: Int64 = 3000
    /// The most lists it keeps; together they stay below what one value may have.
    static let entryLimit = 400

    init(at: Int64, read: Int64, total: Int64, unread: Int64, entries: [Entry]) {
        self.at = at
        self.read = read
        self.total = total
        self.unread = unread
        self.entries = entries
    }

    /// Reads what `json` wrote; nil when it is something else.
    init?(_ json: JSON) {
        guard let at = json["at"]?.int, let entries = json["entries"]?.array else { return nil }
        self.init(
            at: at, read: json["read"]?.int ?? 0, total: json["total"]?.int ?? 0, unread: json["unread"]?.int ?? 0,
            entries: entries.compactMap(Entry.init))
    }

    /// The form that is kept.
    var json: JSON {
        ["at": .int(at), "read": .int(read), "total": .int(total), "unread": .int(unread), "entries": .array(entries.map(\.json))]
    }

    /// The list of that name.
    func entry(_ key: String) -> Entry? { entries.first { $0.key == key } }
}
