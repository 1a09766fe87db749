public import Core

/// How lists are kept in a column: units separated by US, records by RS, so that reading needs no parser.
public enum Packed {
    private static let unit: Character = "\u{1F}"
    private static let record: Character = "\u{1E}"

    /// Addresses as one text.
    public static func addresses(_ list: [Address]) -> String {
        list.map { clean($0.name) + "\u{1F}" + clean($0.email) }.joined(separator: "\u{1E}")
    }

    /// The addresses of a text.
    public static func addresses(_ text: String) -> [Address] {
        guard !text.isEmpty else { return [] }
        return text.split(separator: record, omittingEmptySubsequences: false).map {
            let parts = $0.split(separator: unit, maxSplits: 1, omittingEmptySubsequences: false)
            return Address(name: String(parts[0]), email: parts.count > 1 ? String(parts[1]) : "")
        }
    }

    /// Texts as one text.
    public static func texts(_ list: [String]) -> String { list.map(clean).joined(separator: "\u{1E}") }

    /// The texts of a text.
    public static func texts(_ text: String) -> [String] {
        text.isEmpty ? [] : text.split(separator: record, omittingEmptySubsequences: false).map(String.init)
    }

    /// Names and values as one text.
    public static func pairs(_ list: [(String, String)]) -> String {
        list.map { clean($0.0) + "\u{1F}" + clean($0.1) }.joined(separator: "\u{1E}")
    }

    /// The names and values of a text.
    public static func pairs(_ text: String) -> [(String, String)] { addresses(text).map { ($0.name, $0.email) } }

    /// Keywords, sorted, separated by spaces.
    public static func keywords(_ set: Set<Keyword>) -> String { set.map(\.name).sorted().joined(separator: " ") }

    /// The keywords of a text.
    public static func keywords(_ text: String) -> Set<Keyword> { Set(text.split(separator: " ").compactMap { Keyword(String($0)) }) }

    private static func clean(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0 || $0 == 0x1E || $0 == 0x1F }) else { return text }
        return String(text.map { $0 == unit || $0 == record || $0 == "\0" ? " " : $0 })
    }
}
