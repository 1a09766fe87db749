import Core

/// Properties that a card has once, and the members they are.
enum SingleProperty {
    /// The member and its value; nil when the property is none of these or says nothing that fits.
    static func read(_ line: ContentLine) -> (name: String, value: JSON)? {
        let text = LineText.unescaped(line.value).trimmed
        guard !text.isEmpty else { return nil }
        switch line.name {
        case "UID": return ("uid", .string(text))
        case "KIND", "X-ADDRESSBOOKSERVER-KIND": return ("kind", .string(text.lowercased()))
        case "PRODID": return ("prodId", .string(text))
        case "CREATED": return CardDate.timestamp(text).map { ("created", .string($0)) }
        case "REV": return CardDate.timestamp(text).map { ("updated", .string($0)) }
        case "LANGUAGE": return ("language", .string(text))
        case "GRAMGENDER": return ("grammaticalGender", .string(text.lowercased()))
        default: return nil
        }
    }

    /// The members that are one property each, and the names of these: the first for a new one of 4.0, the last for older versions.
    static let names: [(member: String, names: [String])] = [
        ("uid", ["UID"]), ("kind", ["KIND", "X-ADDRESSBOOKSERVER-KIND"]), ("prodId", ["PRODID"]), ("created", ["CREATED"]),
        ("updated", ["REV"]), ("language", ["LANGUAGE"]),
    ]

    /// The value of a property for a member.
    static func value(_ member: String, _ text: String, _ version: VCard.Version) throws(CardChangeFault) -> String {
        guard member == "created" || member == "updated" else { return LineText.escaped(text) }
        guard UTCDate.time(text) != nil else { throw CardChangeFault(member, "“\(member)” is a date and time in UTC.") }
        return version == .v40 ? CardDate.basic(text) : text
    }
}
