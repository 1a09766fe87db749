public import Core

/// A text a person reads, in one language or several: `"Label"` or `{"en": "Label", "de": "Beschriftung"}` in a manifest.
public struct Words: Sendable, Equatable {
    /// The texts by language tag in lower case (RFC 5646); a text of no particular language is under `""`.
    public private(set) var texts: [String: String]

    /// A text of no particular language.
    public init(_ text: String) { texts = ["": text] }

    /// Texts by language; nil when there is none, or a tag or a text cannot be one.
    public init?(_ json: JSON, most: Int) {
        func isText(_ text: String) -> Bool {
            !text.isEmpty && text.utf8.count <= most && text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 || $0 == "\n" }
        }
        if let text = json.string {
            guard isText(text) else { return nil }
            texts = ["": text]
            return
        }
        guard let members = json.object, (1...64).contains(members.count) else { return nil }
        var found: [String: String] = [:]
        for (tag, value) in members {
            let isTag =
                (2...35).contains(tag.utf8.count)
                && tag.utf8.allSatisfy { ($0 | 32 >= 97 && $0 | 32 <= 122) || (48...57).contains($0) || $0 == 45 }
            guard isTag, let text = value.string, isText(text) else { return nil }
            found[tag.lowercased()] = text
        }
        texts = found
    }

    /// Whether there is nothing to read.
    public var isEmpty: Bool { texts.values.allSatisfy(\.isEmpty) }

    /// As a manifest has it: a text, or texts by language.
    public var json: JSON { texts.count == 1 && texts[""] != nil ? .string(texts[""] ?? "") : .object(texts.mapValues(JSON.string)) }

    /// Several texts one after another, each once, in every language that one of them has.
    static func joined(_ all: [Words]) -> Words {
        let languages = Set(all.flatMap(\.texts.keys))
        var joined = Words("")
        joined.texts = Dictionary(
            uniqueKeysWithValues: languages.map { language in
                let said = all.map { $0.text(in: language) }.filter { !$0.isEmpty }
                return (language, said.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.joined(separator: " "))
            })
        return joined.texts.isEmpty ? Words("") : joined
    }

    /// The text in a language, else in the same language of another place, in no particular language, in English, or in whatever there is.
    public func text(in language: String) -> String {
        let tag = language.lowercased()
        let base = String(tag.prefix { $0 != "-" })
        return texts[tag] ?? texts[base] ?? texts.filter { $0.key.hasPrefix(base + "-") && !base.isEmpty }.min { $0.key < $1.key }?.value
            ?? texts[""] ?? texts["en"] ?? texts.min { $0.key < $1.key }?.value ?? ""
    }
}
