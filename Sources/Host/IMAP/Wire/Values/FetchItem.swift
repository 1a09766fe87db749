/// What to fetch of each message (RFC 9051 6.4.5 and extensions). Fetching never marks a message as read.
public enum FetchItem: Hashable, Sendable {
    case uid, flags, internalDate, size, envelope, bodyStructure
    /// Needs CONDSTORE.
    case modSeq
    /// BODY.PEEK of a section.
    case body(BodySection)
    /// Needs OBJECTID.
    case emailID, threadID
    /// Need Gmail's extension.
    case gmailMessageID, gmailThreadID, gmailLabels
}
