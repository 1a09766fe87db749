/// A card told in another version of vCard. What both versions can say is said; what only one of them has a name for goes by that name
/// with `X-` before it, and comes back from there.
enum CardVersion {
    /// The text in `version`, or as it is when it has that version already.
    static func convert(_ text: [UInt8], to version: String) -> [UInt8] {
        guard CardHead.version(of: text) != version else { return text }
        var lines = RawLine.all(text).compactMap(ContentLine.init)
        lines = version == "4.0" ? newer(lines) : older(lines)
        // The version comes right after BEGIN (RFC 6350, 6.7.9), wherever it was.
        guard let place = lines.firstIndex(where: { $0.name == "VERSION" }), place != 1 else { return lines.flatMap(\.written) }
        let line = lines.remove(at: place)
        lines.insert(line, at: min(1, lines.count))
        return lines.flatMap(\.written)
    }

    /// Names that came with 4.0 and its extensions.
    static let onlyInFour: Set<String> = [
        "ANNIVERSARY", "GENDER", "LANG", "XML", "RELATED", "BIRTHPLACE", "DEATHPLACE", "DEATHDATE", "EXPERTISE", "HOBBY", "INTEREST",
        "ORG-DIRECTORY", "CONTACT-URI",
    ]
    /// Names that went with 3.0.
    static let onlyInThree: Set<String> = ["AGENT", "CLASS", "MAILER", "NAME", "SORT-STRING"]

    /// The name without `X-`, when it is one of `names`.
    static func bare(_ name: String, _ names: Set<String>) -> String? {
        guard name.hasPrefix("X-") else { return nil }
        let rest = String(name.dropFirst(2))
        return names.contains(rest) ? rest : nil
    }
}

extension ContentLine {
    /// Whether the line says with VALUE that it is of this type.
    func isValue(_ type: String) -> Bool { self["VALUE"].contains { Text.same($0, type) } }

    /// The types in lower case, whether they came as a list, in quotes, or one by one; without `pref`.
    var types: [String] {
        self["TYPE"].flatMap { $0.split(separator: ",") }.map { Text.trim($0).lowercased() }.filter { $0 != "pref" && !$0.isEmpty }
    }

    /// Puts a parameter with values in place of what was there; without values there is none.
    mutating func set(_ name: String, _ values: [String]) {
        parameters.removeAll { $0.name == name }
        if !values.isEmpty { parameters.append(Parameter(name: name, values: values)) }
    }

    /// A text as a value is written.
    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { out, character in
            switch character {
            case "\\", ",", ";": out += "\\\(character)"
            case "\n", "\r\n", "\r": out += "\\n"
            default: out.append(character)
            }
        }
    }
}
