/// X-ABLabel: what a person calls the properties of a group.
enum GroupLabel {
    /// The labels by group, in lower case.
    static func all(_ lines: [ContentLine]) -> [String: String] {
        var out: [String: String] = [:]
        for line in lines where line.name == "X-ABLABEL" {
            guard let group = line.group?.lowercased(), out[group] == nil else { continue }
            let text = bare(LineText.unescaped(line.value)).trimmed
            if !text.isEmpty { out[group] = text }
        }
        return out
    }

    /// `Work` of `_$!<Work>!$_`.
    private static func bare(_ text: String) -> String {
        guard text.hasPrefix("_$!<"), text.hasSuffix(">!$_"), text.count > 8 else { return text }
        return String(text.dropFirst(4).dropLast(4))
    }

    /// A group that nothing is in yet.
    static func free(_ lines: [ContentLine]) -> String {
        let used = Set(lines.compactMap { $0.group?.lowercased() })
        var number = 1
        while used.contains("item\(number)") { number += 1 }
        return "item\(number)"
    }
}
