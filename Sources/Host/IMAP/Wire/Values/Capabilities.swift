/// What a server says it can do, compared without case (RFC 9051 7.2.2).
public struct Capabilities: Hashable, Sendable, CustomStringConvertible {
    /// The names in upper case.
    public let names: Set<String>

    /// The listed capabilities.
    public init(_ names: some Sequence<String>) { self.names = Set(names.map { $0.uppercased() }) }

    /// Whether a capability is offered, such as `MOVE` or `AUTH=PLAIN`.
    public func contains(_ name: String) -> Bool { names.contains(name) }

    /// Whether nothing was said.
    public var isEmpty: Bool { names.isEmpty }
    /// IMAP4rev2 (RFC 9051).
    public var isRev2: Bool { contains("IMAP4REV2") }
    /// IDLE (RFC 2177).
    public var idle: Bool { contains("IDLE") || isRev2 }
    /// NOTIFY (RFC 5465).
    public var notify: Bool { contains("NOTIFY") }
    /// CONDSTORE (RFC 7162).
    public var condstore: Bool { contains("CONDSTORE") || qresync }
    /// QRESYNC (RFC 7162).
    public var qresync: Bool { contains("QRESYNC") }
    /// MOVE (RFC 6851).
    public var move: Bool { contains("MOVE") || isRev2 }
    /// UIDPLUS (RFC 4315).
    public var uidPlus: Bool { contains("UIDPLUS") || isRev2 }
    /// ESEARCH (RFC 4731).
    public var esearch: Bool { contains("ESEARCH") || isRev2 }
    /// LIST-STATUS (RFC 5819).
    public var listStatus: Bool { contains("LIST-STATUS") || isRev2 }
    /// LIST-EXTENDED (RFC 5258).
    public var listExtended: Bool { contains("LIST-EXTENDED") || isRev2 }
    /// SPECIAL-USE (RFC 6154).
    public var specialUse: Bool { contains("SPECIAL-USE") || isRev2 }
    /// OBJECTID: EMAILID, THREADID and MAILBOXID (RFC 8474).
    public var objectID: Bool { contains("OBJECTID") }
    /// Gmail's X-GM-MSGID, X-GM-THRID and X-GM-LABELS.
    public var gmail: Bool { contains("X-GM-EXT-1") }
    /// STATUS gives SIZE (RFC 8438).
    public var statusSize: Bool { contains("STATUS=SIZE") || isRev2 }
    /// LITERAL+ (RFC 7888): literals of any size without waiting.
    public var literalPlus: Bool { contains("LITERAL+") }
    /// LITERAL- (RFC 7888): literals up to 4096 bytes without waiting.
    public var literalMinus: Bool { literalPlus || contains("LITERAL-") || isRev2 }
    /// The largest message the server takes (RFC 7889).
    public var appendLimit: Int64? { names.lazy.compactMap { $0.hasPrefix("APPENDLIMIT=") ? Int64($0.dropFirst(12)) : nil }.first }

    /// The names, sorted.
    public var description: String { names.sorted().joined(separator: " ") }
}
