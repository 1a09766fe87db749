public import Core

/// Which emails one asks for: the filter of RFC 8621 4.4.1 with its names resolved.
public indirect enum EmailFilter: Hashable, Sendable {
    case every
    case and([EmailFilter])
    case or([EmailFilter])
    case not(EmailFilter)
    /// Lies in one of these mailboxes.
    case mailboxes([MailboxID])
    /// Lies in a mailbox that is none of these.
    case otherThan([MailboxID])
    /// `receivedAt` is before a time.
    case before(Timestamp)
    /// `receivedAt` is a time or later.
    case after(Timestamp)
    /// Has at least so many octets.
    case minSize(Int64)
    /// Has fewer octets.
    case maxSize(Int64)
    case keyword(Keyword)
    case allInThread(Keyword)
    case someInThread(Keyword)
    case hasAttachment(Bool)
    /// All conditions of a full-text search hold.
    case text([SearchTerm])
    /// A full-text search in the recipients, where one header field also contains all these words.
    case recipient(Header, [SearchTerm], words: [String])
    /// A header field is there and, when there is a text, contains it.
    case header(Header, text: String?)
    /// One of these emails.
    case ids([Int64])

    /// The header fields that the store keeps, so that it can look into them.
    public enum Header: String, Hashable, Sendable, CaseIterable {
        case from, sender, to, cc, bcc, subject, references
        case replyTo = "reply-to"
        case messageID = "message-id"
        case inReplyTo = "in-reply-to"

        var column: String {
            switch self {
            case .from, .sender, .to, .cc, .bcc: rawValue + "_list"
            case .subject: "subject"
            case .references: "refs"
            case .replyTo: "reply_to_list"
            case .messageID: "message_ids"
            case .inReplyTo: "in_reply_to"
            }
        }
    }

    /// The time of a condition on the time of arrival.
    var time: Timestamp? {
        switch self {
        case .before(let time), .after(let time): time
        default: nil
        }
    }

    /// The conditions that must all hold.
    var conjuncts: [EmailFilter] {
        switch self {
        case .every: []
        case .and(let parts): parts.flatMap(\.conjuncts)
        default: [self]
        }
    }

    /// Whether an email's answer depends on other emails of its conversation.
    public var looksAtThreads: Bool {
        switch self {
        case .and(let parts), .or(let parts): parts.contains(where: \.looksAtThreads)
        case .not(let part): part.looksAtThreads
        case .allInThread, .someInThread: true
        default: false
        }
    }
}
