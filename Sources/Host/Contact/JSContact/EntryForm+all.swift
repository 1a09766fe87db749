import Core

extension EntryForm {
    /// Every kind of entry that a property of its own holds.
    static let all: [EntryForm] = [
        email, phone, online, address, organization, title, note, link, media, key, calendar, scheduling, directory, anniversary,
        personal, language, pronouns,
    ]

    /// The kind of entry that a property is.
    static let byName: [String: EntryForm] = Dictionary(all.flatMap { form in form.names.map { ($0, form) } }) { $1 }

    static let email = EntryForm("emails", names: ["EMAIL"]) { line, _ in
        let text = LineText.unescaped(line.value).trimmed
        return text.isEmpty ? nil : ["address": .string(text.lowercased().hasPrefix("mailto:") ? String(text.dropFirst(7)) : text)]
    } write: { entry, line, _ throws(CardChangeFault) in
        line.value = LineText.escaped(try entry.text("address"))
    }

    static let phone = EntryForm(
        "phones", names: ["TEL"], parameters: ["VALUE"],
        features: [
            ("voice", "voice"), ("text", "text"), ("fax", "fax"), ("mobile", "cell"), ("video", "video"), ("pager", "pager"),
            ("textphone", "textphone"), ("main-number", "main-number"),
        ]
    ) { line, _ in
        let text = line.first("VALUE")?.uppercased() == "URI" ? line.value.trimmed : LineText.unescaped(line.value).trimmed
        return text.isEmpty ? nil : ["number": .string(text)]
    } write: { entry, line, version throws(CardChangeFault) in
        let number = try entry.text("number")
        let isURI = version == .v40 && number.lowercased().hasPrefix("tel:")
        line.set("VALUE", isURI ? "uri" : nil)
        line.value = isURI ? number : LineText.escaped(number)
    }

    static let note = EntryForm("notes", names: ["NOTE"], parameters: ["AUTHOR", "AUTHOR-NAME", "CREATED"]) { line, _ in
        var out: [String: JSON] = ["note": .string(LineText.unescaped(line.value))]
        var author: [String: JSON] = [:]
        author["uri"] = line.first("AUTHOR").map { .string($0) }
        author["name"] = line.first("AUTHOR-NAME").map { .string($0) }
        if !author.isEmpty { out["author"] = .object(author) }
        out["created"] = line.first("CREATED").flatMap(CardDate.timestamp).map { .string($0) }
        return out
    } write: { entry, line, _ throws(CardChangeFault) in
        line.value = LineText.escaped(try entry.text("note"))
        line.set("AUTHOR", entry["author"]?["uri"]?.string)
        line.set("AUTHOR-NAME", entry["author"]?["name"]?.string)
        line.set("CREATED", try entry.optionalText("created").map(CardDate.basic))
    }

    static let title = EntryForm("titles", names: ["TITLE", "ROLE"]) { line, _ in
        ["name": .string(LineText.unescaped(line.value)), "kind": line.name == "ROLE" ? "role" : "title"]
    } write: { entry, line, _ throws(CardChangeFault) in
        line.value = LineText.escaped(try entry.text("name"))
    } name: { entry, _ in
        entry["kind"] == "role" ? "ROLE" : "TITLE"
    }

    static let organization = EntryForm("organizations", names: ["ORG"]) { line, _ in
        let parts = LineText.components(line.value).map { $0.joined(separator: ",") }
        var out: [String: JSON] = [:]
        if let name = parts.first, !name.isEmpty { out["name"] = .string(name) }
        let units = parts.dropFirst().filter { !$0.isEmpty }
        if !units.isEmpty { out["units"] = .array(units.map { ["name": .string($0)] }) }
        return out.isEmpty ? nil : out
    } write: { entry, line, _ throws(CardChangeFault) in
        var parts = [try entry.optionalText("name") ?? ""]
        for unit in entry["units"]?.array ?? [] {
            guard let name = unit["name"]?.string else { throw CardChangeFault("units", "A unit has a name.") }
            parts.append(name)
        }
        guard parts.contains(where: { !$0.isEmpty }) else { throw CardChangeFault("name", "An organization has a name or units.") }
        line.value = LineText.structured(parts.map { [$0] })
    }

    static let personal = EntryForm("personalInfo", names: ["HOBBY", "INTEREST", "EXPERTISE"], parameters: ["LEVEL", "INDEX"]) { line, _ in
        var out: [String: JSON] = ["kind": .string(line.name.lowercased()), "value": .string(LineText.unescaped(line.value))]
        let levels = ["beginner": "low", "average": "medium", "expert": "high", "low": "low", "medium": "medium", "high": "high"]
        out["level"] = line.first("LEVEL").flatMap { levels[$0.lowercased()] }.map { .string($0) }
        out["listAs"] = line.first("INDEX").flatMap { Int64($0) }.map { .int($0) }
        return out
    } write: { entry, line, _ throws(CardChangeFault) in
        line.value = LineText.escaped(try entry.text("value"))
        let expert = ["low": "beginner", "medium": "average", "high": "expert"]
        let level = try entry.optionalText("level")
        line.set("LEVEL", line.name == "EXPERTISE" ? level.map { expert[$0] ?? $0 } : level)
        line.set("INDEX", entry["listAs"]?.int.map { "\($0)" })
    } name: { entry, _ in
        ["expertise": "EXPERTISE", "interest": "INTEREST"][entry["kind"]?.string ?? ""] ?? "HOBBY"
    }

    static let language = EntryForm("preferredLanguages", names: ["LANG"]) { line, _ in
        ["language": .string(LineText.unescaped(line.value).trimmed)]
    } write: { entry, line, _ throws(CardChangeFault) in
        line.value = LineText.escaped(try entry.text("language"))
    }

    static let pronouns = EntryForm("speakToAs", "pronouns", names: ["PRONOUNS"]) { line, _ in
        ["pronouns": .string(LineText.unescaped(line.value))]
    } write: { entry, line, _ throws(CardChangeFault) in
        line.value = LineText.escaped(try entry.text("pronouns"))
    }

    static let anniversary = EntryForm(
        "anniversaries", names: ["BDAY", "ANNIVERSARY", "DEATHDATE", "X-ANNIVERSARY", "X-EVOLUTION-ANNIVERSARY"],
        parameters: ["CALSCALE", "VALUE", "X-APPLE-OMIT-YEAR"]
    ) { line, _ in
        guard line.first("VALUE")?.lowercased() != "text", let date = CardDate.json(line) else { return nil }
        return ["kind": line.name == "BDAY" ? "birth" : line.name == "DEATHDATE" ? "death" : "wedding", "date": date]
    } write: { entry, line, version throws(CardChangeFault) in
        guard let date = entry["date"], CardDate.write(date, &line, version) else {
            throw CardChangeFault("date", "A date has a year, a month and day, or all of them.")
        }
    } name: { entry, version in
        switch entry["kind"]?.string {
        case "death": "DEATHDATE"
        case "birth": "BDAY"
        default: version == .v40 ? "ANNIVERSARY" : "X-ANNIVERSARY"
        }
    }
}
