public import Core

/// An IMAP folder as the store keeps it.
public struct Mailbox: Sendable {
    /// Its row: it stays when the folder is renamed.
    public var id: MailboxID
    /// The account it is in.
    public var account: AccountID
    /// The whole path in Unicode, with the server's delimiter.
    public var path: String
    /// What separates levels of the path, one character; empty when names are flat.
    public var delimiter: String
    /// The last part of the path.
    public var name: String
    /// The mailbox one level up; nil at the top and where the level is missing.
    public var parent: MailboxID?
    /// What it is for (RFC 8621 2, `role`); nil: nothing special.
    public var role: MailboxRole?
    /// Whether it can hold messages; without, it is only a level of the path.
    public var selectable: Bool
    /// Whether it is in the server's list of subscriptions.
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
    /// Its place among the account's mailboxes, lowest first; equal ones by path.
    public var sortOrder: Int64
    /// How many emails lie in it (RFC 8621 2, `totalEmails`).
    public var total: Int64
    /// How many of them are unread (RFC 8621 2, `unreadEmails`).
    public var unread: Int64
    /// How many conversations have an email in it.
    public var totalThreads: Int64
    /// How many conversations have an unread email in it.
    public var unreadThreads: Int64
    /// When it was last level with the server; nil: never.
    public var syncedAt: Timestamp?
}

/// A folder as LIST tells.
public struct ListedMailbox: Sendable {
    /// The whole path in Unicode, with the server's delimiter.
    public var path: String
    /// What separates levels of the path, one character; empty when names are flat.
    public var delimiter: String
    /// What the server says it is for (RFC 6154), or its name; nil: nothing special.
    public var role: MailboxRole?
    /// Whether it can hold messages (no `\Noselect`).
    public var selectable: Bool
    /// Whether it is subscribed.
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
