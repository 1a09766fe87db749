public import Core

/// A system flag or keyword of a message, compared without case (RFC 9051 2.3.2).
public struct Flag: Sendable, CustomStringConvertible {
    /// As the server spells it, such as `\Seen` or `$Forwarded`.
    public let name: String

    /// A flag of any name.
    public init(_ name: String) { self.name = name }

    /// The IMAP twin of a JMAP keyword.
    public init(_ keyword: Keyword) { name = keyword.imap }

    /// The JMAP keyword; nil for `\Recent`, `\Deleted`, `\*` and what JMAP cannot hold.
    public var keyword: Keyword? { Keyword(imap: name) }

    /// Has been read.
    public static let seen = Flag("\\Seen")
    /// Has been replied to.
    public static let answered = Flag("\\Answered")
    /// Is marked for attention.
    public static let flagged = Flag("\\Flagged")
    /// Goes at the next EXPUNGE.
    public static let deleted = Flag("\\Deleted")
    /// Is being written.
    public static let draft = Flag("\\Draft")
    /// Came since the last session looked; no client can set it, and RFC 9051 has it no more.
    public static let recent = Flag("\\Recent")
    /// In PERMANENTFLAGS: new keywords may be made.
    public static let any = Flag("\\*")
    /// Has been forwarded (RFC 9051 2.3.2).
    public static let forwarded = Flag("$Forwarded")

    /// The name.
    public var description: String { name }
}

extension Flag: Hashable {
    /// Whether both name the same flag, whatever the case.
    public static func == (a: Self, b: Self) -> Bool { a.name == b.name || a.name.lowercased() == b.name.lowercased() }

    /// Hashes what equality looks at.
    public func hash(into hasher: inout Hasher) { hasher.combine(name.lowercased()) }
}
