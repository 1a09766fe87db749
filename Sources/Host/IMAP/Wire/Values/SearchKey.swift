public import Core

/// What SEARCH looks for (RFC 9051 6.4.4).
public indirect enum SearchKey: Hashable, Sendable {
    case all
    case messages(MessageSet)
    case flag(Flag)
    case notFlag(Flag)
    /// INTERNALDATE on this day (UTC) or later.
    case since(Timestamp)
    /// INTERNALDATE before this day (UTC).
    case before(Timestamp)
    case header(String, contains: String)
    case subject(String)
    case from(String)
    case to(String)
    case text(String)
    case body(String)
    case larger(Int64)
    case smaller(Int64)
    /// Needs CONDSTORE.
    case modSeq(atLeast: ModSeq)
    case gmailMessageID(UInt64)
    case not(SearchKey)
    case or(SearchKey, SearchKey)
    case and([SearchKey])
}
