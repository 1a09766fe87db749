/// One complete thing a server said (RFC 9051 7).
public enum Response: Sendable, Equatable {
    /// `+ text`: go on.
    case continuation(String)
    /// The end of a command.
    case tagged(String, StatusResponse)
    /// Data, or news.
    case untagged(Untagged)
}

/// OK, NO, BAD, BYE or PREAUTH with its code and words (RFC 9051 7.1).
public struct StatusResponse: Sendable, Equatable {
    /// How it went.
    public enum Condition: String, Sendable { case ok = "OK", no = "NO", bad = "BAD", bye = "BYE", preauth = "PREAUTH" }

    public var condition: Condition
    public var code: ResponseCode?
    /// The server's own words.
    public var text: String
}

/// What an untagged response says.
public enum Untagged: Sendable, Equatable {
    case condition(StatusResponse)
    case capability(Capabilities)
    case enabled([String])
    case exists(Int64)
    case recent(Int64)
    case expunge(SequenceNumber)
    case vanished(earlier: Bool, UIDSet)
    case fetch(FetchedMessage)
    case list(ListedMailbox)
    case status(MailboxName, MailboxStatus)
    case search([ClosedRange<Int64>], modSeq: ModSeq?)
    case extendedSearch(ExtendedSearch)
    case flags([Flag])
    case identification([String: String])
    case namespaces(Namespaces)
    /// A response of a kind not known here.
    case other(String)
    /// A response of a known kind that could not be read: its first bytes, for the log.
    case unreadable(String)
}

/// An ESEARCH response (RFC 4731 3.1).
public struct ExtendedSearch: Sendable, Equatable {
    /// The tag of the command it answers.
    public var tag: String?
    public var isUID = false
    public var min: Int64?
    public var max: Int64?
    public var count: Int64?
    public var all: [ClosedRange<Int64>] = []
    public var modSeq: ModSeq?
}
