import MailFlowPlugin

/// Counts the mail of lists, message by message, the newest first.
struct Tally {
    private struct Count {
        var entry: Entry
        var phrase: String
        var senders: Set<String>
    }

    private var counts: [String: Count] = [:]
    private var seen: Set<String> = []

    /// The most characters of a name.
    private static let nameLimit = 120

    /// How many messages were looked at.
    var read: Int { seen.count }

    /// Counts a message (JMAP, RFC 8621, with `ListMail.properties`), if it is a list's and was not counted yet.
    mutating func take(_ email: JSON) {
        guard let id = email["id"]?.string, !id.isEmpty, id.utf8.count <= 64, seen.insert(id).inserted, let list = ListMail(email),
            let received = email["receivedAt"]?.string, received.utf8.count <= 40, list.received != nil
        else { return }
        let from = email["from"]?.array?.first
        let address = Tally.line(from?["email"]?.string ?? "", 320)
        guard var count = counts[list.key] else {
            let phrase = Tally.phrase(email["header:List-Id:asText"]?.string ?? "")
            let name = [phrase, Tally.line(from?["name"]?.string ?? "", Tally.nameLimit), address].first { !$0.isEmpty }
            counts[list.key] = Count(
                entry: Entry(
                    key: list.key, name: name ?? Tally.plain(list.key), address: address, count: 1, newest: received, way: list.way.kind,
                    target: list.way.target, emails: [id]), phrase: phrase, senders: [address.lowercased()])
            return
        }
        count.entry.count += 1
        if count.entry.emails.count < Entry.emailLimit { count.entry.emails.append(id) }
        // Two are enough to know that it is not one sender's.
        if count.senders.count < 2 { count.senders.insert(address.lowercased()) }
        counts[list.key] = count
    }

    /// The lists, those that write most first; one that many people write to goes by its own name.
    var entries: [Entry] {
        counts.values.map { count -> Entry in
            var entry = count.entry
            if count.phrase.isEmpty, count.senders.count > 1 {
                entry.name = Tally.plain(entry.key)
                entry.address = ""
            }
            return entry
        }
        .sorted { ($1.count, $0.key) < ($0.count, $1.key) }
        .prefix(Survey.entryLimit).map(\.self)
    }

    /// `Harbour news` of `Harbour news <news.example.org>`.
    private static func phrase(_ listId: String) -> String {
        guard let bracket = listId.firstIndex(of: "<") else { return "" }
        return line(listId[..<bracket].trimming { $0 == "\"" || $0 == " " }, nameLimit)
    }

    /// The key without what sort of key it is.
    private static func plain(_ key: String) -> String { line(String(key.dropFirst(5)), nameLimit) }

    /// One line without control and direction characters, without spaces around it.
    private static func line(_ text: some StringProtocol, _ most: Int) -> String {
        let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: scalar.value == 0x200D ? scalar : " "
            default: scalar
            }
        }
        return String(String(String.UnicodeScalarView(scalars)).trimming { $0 == " " }.prefix(most))
    }
}

extension StringProtocol {
    /// What is left without such characters at both ends.
    fileprivate func trimming(_ isDropped: (Character) -> Bool) -> String {
        var rest = self.drop(while: isDropped)
        while let last = rest.last, isDropped(last) { rest = rest.dropLast() }
        return String(rest)
    }
}

extension ListMail.Way {
    /// What sort of way.
    var kind: Memory.Way {
        switch self {
        case .oneClick: .oneClick
        case .link: .link
        case .mail: .mail
        }
    }

    /// Where it leads: the host of a URL, or the address that is written to.
    var target: String {
        switch self {
        case .oneClick(let url), .link(let url): String(url.dropFirst(8).prefix { $0 != "/" && $0 != "?" && $0 != "#" })
        case .mail(let request): request.address
        }
    }
}
