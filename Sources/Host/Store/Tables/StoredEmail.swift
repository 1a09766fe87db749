public import Core

/// What the store knows of a message without its bytes.
public struct StoredEmail: Sendable {
    public var id: EmailID
    public var account: AccountID
    public var thread: ThreadID
    /// Orders by `receivedAt` and is unique.
    public var sortKey: Int64
    public var receivedAt: Timestamp
    public var sentAt: Timestamp?
    public var size: Int64
    public var keywords: Set<Keyword>
    public var hasAttachment: Bool
    public var subject: String
    public var preview: String
    public var messageIDs: [String]
    public var inReplyTo: [String]
    public var references: [String]
    public var from: [Address]
    public var sender: [Address]
    public var to: [Address]
    public var cc: [Address]
    public var bcc: [Address]
    public var replyTo: [Address]
    public var deliveredTo: [String]
    /// List-Id, List-Unsubscribe and the like: name and value.
    public var listHeaders: [(String, String)]
    /// Whether the body has been read, so that preview and search know it.
    public var indexed: Bool
    /// The bytes, when they are only here.
    public var blob: BlobID?
}
