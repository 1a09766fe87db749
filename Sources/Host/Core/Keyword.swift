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

    /// Has been read.
    public static let seen = Keyword(known: "$seen")
    /// Is marked for the person's attention.
    public static let flagged = Keyword(known: "$flagged")
    /// Has been replied to.
    public static let answered = Keyword(known: "$answered")
    /// Is being written.
    public static let draft = Keyword(known: "$draft")
    /// Has been forwarded.
    public static let forwarded = Keyword(known: "$forwarded")
    /// Is known to be spam.
    public static let junk = Keyword(known: "$junk")
    /// Is known not to be spam.
    public static let notJunk = Keyword(known: "$notjunk")

    /// The JMAP form.
    public var description: String { name }
    /// Alphabetical.
    public static func < (a: Self, b: Self) -> Bool { a.name < b.name }
}
