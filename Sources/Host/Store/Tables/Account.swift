public import Core

/// A mail account of a user, its secrets left out.
public struct Account: Sendable {
    /// Its row; 0 until it is in the store.
    public var id: AccountID
    /// Whose it is.
    public var user: UserID
    /// What the person calls it.
    public var name: String
    /// The name on mail from it; empty: only the address.
    public var senderName: String
    /// Its own address, the one of its main identity.
    public var email: String
    /// Its colour, one of the design's ten: `red orange amber green teal cyan blue indigo violet pink`.
    public var hue: String
    /// Where its mail is read.
    public var imap: ServerAddress
    /// Where its mail is handed over.
    public var smtp: ServerAddress
    /// Who signs in at `imap`.
    public var imapUsername: String
    /// Who signs in at `smtp`.
    public var smtpUsername: String
    /// `password`, or the id of the plugin that gives XOAUTH2 tokens.
    public var auth: String
    /// Whether the person has stopped its sync.
    public var paused: Bool
    /// Whether its mail is in the merged folders.
    public var inUnified: Bool
    /// Its place among the user's accounts, lowest first; equal ones by age.
    public var sortOrder: Int64
    /// The person's own choice of folders, over SPECIAL-USE.
    public var roles: [MailboxRole: MailboxID]
    /// HTML.
    public var signature: String
    /// When it was added.
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
