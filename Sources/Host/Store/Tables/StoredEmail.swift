public import Core

/// What the store knows of a message without its bytes.
public struct StoredEmail: Sendable {
    /// Its row, and its JMAP id.
    public var id: EmailID
    /// The account it is in.
    public var account: AccountID
    /// The conversation it belongs to; it can change when conversations join.
    public var thread: ThreadID
    /// Orders by `receivedAt` and is unique.
    public var sortKey: Int64
    /// When the server got it (RFC 8621 4.1.1).
    public var receivedAt: Timestamp
    /// The Date field; nil when missing or unreadable.
    public var sentAt: Timestamp?
    /// The whole message in bytes.
    public var size: Int64
    /// Its keywords as the person sees them, ahead of the server while changes are on their way.
    public var keywords: Set<Keyword>
    /// Whether there is something to download; a guess until `indexed`.
    public var hasAttachment: Bool
    /// The decoded subject, one line; empty when there is none.
    public var subject: String
    /// How its text begins, at most 256 characters; empty until `indexed`.
    public var preview: String
    /// Message-ID without angle brackets; normally one.
    public var messageIDs: [String]
    /// The ids in In-Reply-To, without angle brackets.
    public var inReplyTo: [String]
    /// The ids in References, oldest first, without angle brackets.
    public var references: [String]
    /// The authors, from From.
    public var from: [Address]
    /// Who sent it for them, from Sender.
    public var sender: [Address]
    /// The recipients in To.
    public var to: [Address]
    /// The recipients in Cc.
    public var cc: [Address]
    /// The recipients in Bcc; known of what was written here.
    public var bcc: [Address]
    /// Whom an answer should go to, from Reply-To.
    public var replyTo: [Address]
    /// The addresses that this copy was delivered to, lower case.
    public var deliveredTo: [String]
    /// List-Id, List-Unsubscribe and the like: name and value.
    public var listHeaders: [(String, String)]
    /// Whether the body has been read, so that preview and search know it.
    public var indexed: Bool
    /// The bytes, when they are only here.
    public var blob: BlobID?
}
