import MailFlowPlugin

/// A list that writes to a person, as far as its mail tells.
struct Entry: Equatable {
    /// The name under which things are remembered (`ListMail.key`).
    let key: String
    /// What people know it by.
    var name: String
    /// The address of the newest message's sender; may be empty.
    var address: String
    /// How many messages it sent.
    var count: Int64
    /// When the newest came (UTCDate).
    var newest: String
    /// The way the newest offers.
    var way: Memory.Way
    /// Where the way leads: a host, or the address that is written to.
    var target: String
    /// The newest messages, the newest first; one of them is asked how to leave.
    var emails: [String]

    /// The most messages that are kept.
    static let emailLimit = 3

    init(
        key: String, name: String, address: String, count: Int64, newest: String, way: Memory.Way, target: String, emails: [String]
    ) {
        self.key = key
        self.name = name
        self.address = address
        self.count = count
        self.newest = newest
        self.way = way
        self.target = target
        self.emails = emails
    }

    /// Reads what `json` wrote; nil when it is something else.
    init?(_ json: JSON) {
        guard let key = json["key"]?.string, let name = json["name"]?.string, let count = json["count"]?.int, count > 0,
            let newest = json["newest"]?.string, let way = json["way"]?.string.flatMap(Memory.Way.init),
            let emails = json["emails"]?.array?.compactMap(\.string), !emails.isEmpty
        else { return nil }
        self.init(
            key: key, name: name, address: json["address"]?.string ?? "", count: count, newest: newest, way: way,
            target: json["target"]?.string ?? "", emails: emails)
    }

    /// The form that is kept.
    var json: JSON {
        [
            "key": .string(key), "name": .string(name), "address": .string(address), "count": .int(count), "newest": .string(newest),
            "way": .string(way.rawValue), "target": .string(target), "emails": .array(emails.map(JSON.string)),
        ]
    }

    /// The form that the page shows: what it is, and how it stands.
    func shown(_ memory: Memory?) -> JSON {
        var shown = json
        shown["emails"] = nil
        shown["emailId"] = emails.first.map(JSON.string) ?? .null
        let state =
            switch (memory?.state, memory?.way) {
            case (nil, _): "offered"
            case (.opened, _): "opened"
            case (.failed, _): "failed"
            case (.done, .mail): "asked"
            case (.done, _): "left"
            }
        shown["state"] = .string(state)
        shown["still"] = .bool(memory?.isOverstayed(Day(newest)) ?? false)
        if let memory {
            shown["day"] = .string(memory.day.text)
            if memory.state == .failed {
                shown["reason"] = .string(memory.reason)
                shown["trouble"] = memory.trouble.map { .string($0.rawValue) } ?? .null
                shown["detail"] = .string(memory.detail)
            }
        }
        return shown
    }
}
