/// A JMAP keyword (RFC 8621 4.1.1), lower case, and its IMAP twin.
public struct Keyword: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The JMAP form, such as `$seen`.
    public let name: String

    /// A keyword from JMAP; nil when the characters are not allowed there.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 255, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && !Keyword.forbidden.contains($0) }) else {
            return nil
        }
        name = text.lowercased()
    }

    private init(known name: String) { self.name = name }
    private static let forbidden = Set("(){]%*\"\\".utf8)

    /// A flag from IMAP; nil for `\Recent`, `\Deleted`, `\*` and what JMAP cannot hold.
    public init?(imap flag: String) {
        guard flag.hasPrefix("\\") else {
            self.init(flag)
            return
        }
        switch flag.lowercased() {
        case "\\seen": self = .seen
        case "\\flagged": self = .flagged
        case "\\answered": self = .answered
        case "\\draft": self = .draft
        default: return nil
        }
    }

    /// The IMAP form: `\Seen` for `$seen`, else the name itself.
    public var imap: String {
        switch self {
        case .seen: "\\Seen"
        case .flagged: "\\Flagged"
        case .answered: "\\Answered"
        case .draft: "\\Draft"
        case .forwarded: "$Forwarded"
        default: name
        }
    }

    public static let seen = Keyword(known: "$seen")
    public static let flagged = Keyword(known: "$flagged")
    public static let answered = Keyword(known: "$answered")
    public static let draft = Keyword(known: "$draft")
    public static let forwarded = Keyword(known: "$forwarded")
    public static let junk = Keyword(known: "$junk")
    public static let notJunk = Keyword(known: "$notjunk")

    /// The JMAP form.
    public var description: String { name }
    /// Alphabetical.
    public static func < (a: Self, b: Self) -> Bool { a.name < b.name }
}
