public import Core

/// An IMAP folder as the store keeps it.
public struct Mailbox: Sendable {
    public var id: MailboxID
    public var account: AccountID
    /// The whole path in Unicode, with the server's delimiter.
    public var path: String
    public var delimiter: String
    /// The last part of the path.
    public var name: String
    public var parent: MailboxID?
    public var role: MailboxRole?
    public var selectable: Bool
    public var subscribed: Bool
    /// Whether the server has it (a new one may still be on its way there).
    public var onServer: Bool
    /// 0: never selected.
    public var uidValidity: Int64
    /// The next UID as of the last look: everything below has been seen or is being fetched.
    public var uidNext: Int64
    /// HIGHESTMODSEQ up to which changes have been taken in; 0: unknown.
    public var modseq: Int64
    /// The first sync has come down to this UID; 0: not begun, 1: done.
    public var headersFrom: Int64
    public var sortOrder: Int64
    public var total: Int64
    public var unread: Int64
    public var totalThreads: Int64
    public var unreadThreads: Int64
    public var syncedAt: Timestamp?
}

/// A folder as LIST tells.
public struct ListedMailbox: Sendable {
    public var path: String
    public var delimiter: String
    public var role: MailboxRole?
    public var selectable: Bool
    public var subscribed: Bool

    /// A folder of a server.
    public init(path: String, delimiter: String, role: MailboxRole? = nil, selectable: Bool = true, subscribed: Bool = true) {
        self.path = path
        self.delimiter = delimiter
        self.role = role
        self.selectable = selectable
        self.subscribed = subscribed
    }
}
