import Core

/// NICKNAME: one property may hold several names.
enum Nickname {
    /// A property with one name.
    static let form = EntryForm("nicknames", names: ["NICKNAME"]) { line, _ in
        let text = LineText.unescaped(line.value).trimmed
        return text.isEmpty ? nil : ["name": .string(text)]
    } write: { entry, line, _ throws(CardChangeFault) in
        line.value = LineText.escaped(try entry.text("name"))
    }
}
