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

    /// Which of the five it is.
    public var condition: Condition
    /// The code in brackets (RFC 9051 7.1); nil when there is none.
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
    /// Whether the numbers are UIDs; else they are sequence numbers.
    public var isUID = false
    /// The lowest number found; nil when not asked for or nothing is found.
    public var min: Int64?
    /// The highest number found; nil when not asked for or nothing is found.
    public var max: Int64?
    /// How many were found; nil when not asked for.
    public var count: Int64?
    /// Every number found, as ranges; empty when not asked for.
    public var all: [ClosedRange<Int64>] = []
    /// The highest MODSEQ among the found (RFC 7162 3.1.5); nil without a search for MODSEQ.
    public var modSeq: ModSeq?
}
