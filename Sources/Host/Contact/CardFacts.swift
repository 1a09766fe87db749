/// What lists, filters and suggestions need to know of a card.
public struct CardFacts: Sendable {
    /// What a text of a card says. The raw values are in databases.
    public enum Letter: String, Sendable, CaseIterable {
        case fullName = "n"
        case given = "g"
        case surname = "s"
        case surname2 = "2"
        case nickname = "k"
        case organization = "o"
        case email = "e"
        case phone = "p"
        case onlineService = "i"
        case address = "a"
        case note = "j"
        case other = "t"
        case member = "m"
        case created = "c"
        case updated = "u"
    }

    /// The UID; nil when the card has none.
    public var uid: String?
    /// The kind in lower case: `individual` unless the card says otherwise.
    public var kind = "individual"
    /// The name shown in lists: the full name, else made of its parts, else the organization, the nickname, an address or a number.
    public var name = ""
    /// The addresses, as written.
    public var emails: [String] = []
    /// Every text by what it says.
    public var texts: [(letter: Letter, text: String)] = []

    /// Reads them out of a card.
    public init(_ card: VCard) {
        for line in card.lines { take(line) }
        name =
            ["n", nil, "o", "k", "e", "p"].lazy.compactMap { [texts] letter in
                letter.map { letter in texts.first { $0.letter.rawValue == letter }?.text ?? "" } ?? CardFacts.composed(card)
            }.first { !$0.isEmpty } ?? ""
    }

    private mutating func add(_ letter: Letter, _ text: String) {
        let text = text.trimmed
        // A card may be hostile; what finds it has limits.
        if !text.isEmpty, texts.count < 2000 { texts.append((letter, String(text.prefix(4096)))) }
    }

    private mutating func take(_ line: ContentLine) {
        let text = { LineText.unescaped(line.value) }
        switch line.name {
        case "UID": if uid == nil, !text().trimmed.isEmpty { uid = text().trimmed }
        case "KIND", "X-ADDRESSBOOKSERVER-KIND": kind = text().trimmed.lowercased()
        case "FN": add(.fullName, text())
        case "N":
            let parts = LineText.components(line.value)
            for (index, letter) in [Letter.surname, .given].enumerated() where parts.count > index {
                add(letter, parts[index].joined(separator: " "))
            }
            if parts.count > 5 { add(.surname2, parts[5].joined(separator: " ")) }
            add(.other, parts.dropFirst(2).prefix(3).flatMap { $0 }.joined(separator: " "))
        case "NICKNAME": add(.nickname, LineText.components(line.value).flatMap { $0 }.joined(separator: " "))
        case "ORG": add(.organization, LineText.components(line.value).flatMap { $0 }.joined(separator: " "))
        case "EMAIL":
            let address = text().trimmed
            if address.contains("@") { emails.append(address.lowercased().hasPrefix("mailto:") ? String(address.dropFirst(7)) : address) }
            add(.email, address)
        case "TEL": add(.phone, text())
        case "IMPP", "SOCIALPROFILE", "X-SOCIALPROFILE", "X-JABBER", "X-SKYPE", "X-AIM", "X-ICQ", "X-MSN", "X-YAHOO", "X-TWITTER":
            add(.onlineService, [text(), line.first("USERNAME") ?? "", line.first("SERVICE-TYPE") ?? ""].joined(separator: " "))
        case "ADR": add(.address, LineText.components(line.value).flatMap { $0 }.joined(separator: " "))
        case "LABEL": add(.address, text())
        case "NOTE": add(.note, text())
        case "TITLE", "ROLE", "URL", "HOBBY", "INTEREST", "EXPERTISE", "RELATED", "X-ABRELATEDNAMES": add(.other, text())
        case "CATEGORIES": add(.other, LineText.components(line.value).flatMap { $0 }.joined(separator: " "))
        case "MEMBER", "X-ADDRESSBOOKSERVER-MEMBER": texts.append((.member, CardFacts.bare(text().trimmed)))
        case "CREATED": add(.created, text())
        case "REV": add(.updated, text())
        default: break
        }
    }

    /// A UID in lower case and without `urn:uuid:`, so that all ways of writing one are the same: phones name the members of a group in
    /// another way than the members name themselves.
    public static func bare(_ uid: String) -> String {
        let lower = uid.lowercased()
        return lower.hasPrefix("urn:uuid:") ? String(lower.dropFirst(9)) : lower
    }

    /// The usual ways of writing a UID, its own first.
    public static func spellings(_ uid: String) -> [String] {
        let rest = uid.lowercased().hasPrefix("urn:uuid:") ? String(uid.dropFirst(9)) : uid
        var seen: Set<String> = []
        return ([uid] + [rest, rest.lowercased(), rest.uppercased()].flatMap { [$0, "urn:uuid:" + $0, "URN:UUID:" + $0] })
            .filter { seen.insert($0).inserted }
    }

    /// The parts of N in the order in which they are spoken.
    static func composed(_ card: VCard) -> String {
        guard let parts = card.first("N").map({ LineText.components($0.value) }) else { return "" }
        return [3, 1, 2, 0, 4].compactMap { $0 < parts.count ? parts[$0].joined(separator: " ").trimmed : nil }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}
