/// The text on an envelope: a property of its own in 3.0, `LABEL`, a parameter of the address in 4.0.
enum AddressLabel {
    /// Puts each label into the address it is about: that of its group, else that of its types, else the only one; else it gets an
    /// empty one.
    static func join(_ lines: inout [ContentLine]) {
        while let place = lines.firstIndex(where: { $0.name == "LABEL" }) {
            let label = lines.remove(at: place)
            let free = lines.indices.filter { lines[$0].name == "ADR" && lines[$0]["LABEL"].isEmpty }
            let same =
                free.first { !label.group.isEmpty && Text.same(lines[$0].group, label.group) }
                ?? free.first { Set(lines[$0].types) == Set(label.types) } ?? (free.count == 1 ? free.first : nil)
            if let same {
                lines[same].set("LABEL", [encoded(label.plain)])
            } else {
                var address = ContentLine(name: "ADR", value: ";;;;;;", group: label.group, parameters: label.parameters)
                address.set("LABEL", [encoded(label.plain)])
                lines.insert(address, at: min(place, lines.count))
            }
        }
    }

    /// Puts what is written on the envelope behind its address.
    static func part(_ lines: inout [ContentLine]) {
        for place in lines.indices.reversed() where lines[place].name == "ADR" {
            guard let text = lines[place]["LABEL"].first else { continue }
            lines[place].set("LABEL", [])
            var label = ContentLine(name: "LABEL", value: ContentLine.escaped(decoded(text)), group: lines[place].group)
            label.parameters = lines[place].parameters.filter { ["TYPE", "PREF", "LANGUAGE"].contains($0.name) }
            lines.insert(label, at: place + 1)
            // An address that was made for its label alone.
            if lines[place].value.allSatisfy({ $0 == ";" }) { lines.remove(at: place) }
        }
    }

    /// A text as a parameter holds it (RFC 6868).
    private static func encoded(_ text: String) -> String {
        text.reduce(into: "") { out, character in
            switch character {
            case "^": out += "^^"
            case "\"": out += "^'"
            case "\n", "\r\n", "\r": out += "^n"
            default: out.append(character)
            }
        }
    }

    /// The text of a parameter, written as RFC 6868 says or as the example in RFC 6350 does.
    private static func decoded(_ value: String) -> String {
        var out = ""
        var rest = value[...]
        while let character = rest.popFirst() {
            switch (character, rest.first) {
            case ("^", "n"?), ("\\", "n"?), ("\\", "N"?): out += "\n"
            case ("^", "'"?): out += "\""
            case ("^", "^"?): out += "^"
            default:
                out.append(character)
                continue
            }
            rest.removeFirst()
        }
        return out
    }
}
