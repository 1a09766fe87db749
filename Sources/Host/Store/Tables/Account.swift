public import Core

/// A mail account of a user, its secrets left out.
public struct Account: Sendable {
    public var id: AccountID
    public var user: UserID
    public var name: String
    public var senderName: String
    public var email: String
    public var hue: String
    public var imap: ServerAddress
    public var smtp: ServerAddress
    public var imapUsername: String
    public var smtpUsername: String
    /// `password`, or the id of the plugin that gives XOAUTH2 tokens.
    public var auth: String
    public var paused: Bool
    public var inUnified: Bool
    public var sortOrder: Int64
    /// The person's own choice of folders, over SPECIAL-USE.
    public var roles: [MailboxRole: MailboxID]
    /// HTML.
    public var signature: String
    public var createdAt: Timestamp
    /// How it goes, as JSON; written by sync.
    public var status: JSON

    /// An account that is not in the store yet.
    public init(user: UserID, name: String, email: String, imap: ServerAddress, smtp: ServerAddress, username: String) {
        id = AccountID(0)
        self.user = user
        self.name = name
        senderName = ""
        self.email = email
        hue = "blue"
        self.imap = imap
        self.smtp = smtp
        imapUsername = username
        smtpUsername = username
        auth = "password"
        paused = false
        inUnified = true
        sortOrder = 0
        roles = [:]
        signature = ""
        createdAt = Timestamp(milliseconds: 0)
        status = [:]
    }
}
