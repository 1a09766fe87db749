public import Core

/// What JMAP asks of those who speak to mail servers.
public struct ServerSide: Sendable {
    /// Tells the account's actor that its outbox, its settings or the account itself changed.
    public var nudge: @Sendable (AccountID) -> Void
    /// The bytes of a message, from the cache, the store or the mail server.
    public var rawMessage: @Sendable (EmailID) async throws(Failure) -> [UInt8]
    /// Tries out settings, IMAP and SMTP apart.
    public var testAccount: @Sendable (AccountTrial) async -> (imap: ConnectionCheck, smtp: ConnectionCheck)
    /// Finds the servers of an address.
    public var discover: @Sendable (_ email: String) async throws(Failure) -> Discovery

    /// The four seams.
    public init(
        nudge: @escaping @Sendable (AccountID) -> Void,
        rawMessage: @escaping @Sendable (EmailID) async throws(Failure) -> [UInt8],
        testAccount: @escaping @Sendable (AccountTrial) async -> (imap: ConnectionCheck, smtp: ConnectionCheck),
        discover: @escaping @Sendable (_ email: String) async throws(Failure) -> Discovery
    ) {
        self.nudge = nudge
        self.rawMessage = rawMessage
        self.testAccount = testAccount
        self.discover = discover
    }
}

/// Settings of an account to be tried out.
public struct AccountTrial: Sendable {
    /// The address of the account.
    public var email: String
    /// The IMAP server.
    public var imap: ServerAddress
    /// How to sign in there.
    public var imapCredential: Credential
    /// The SMTP server.
    public var smtp: ServerAddress
    /// How to sign in there.
    public var smtpCredential: Credential

    /// Settings to be tried out.
    public init(email: String, imap: ServerAddress, imapCredential: Credential, smtp: ServerAddress, smtpCredential: Credential) {
        self.email = email
        self.imap = imap
        self.imapCredential = imapCredential
        self.smtp = smtp
        self.smtpCredential = smtpCredential
    }
}

/// What was found out about the servers of an address.
public struct Discovery: Sendable {
    /// How it was found.
    public enum Source: String, Sendable { case table, srv, autoconfig, guess }
    /// nil: nothing was found.
    public var source: Source?
    /// The IMAP server.
    public var imap: ServerAddress?
    /// The name to sign in with at IMAP.
    public var imapUsername: String
    /// The SMTP server.
    public var smtp: ServerAddress?
    /// The name to sign in with at SMTP.
    public var smtpUsername: String
    /// Such as Gmail.
    public var provider: String?
    /// A sentence a person should read before signing in.
    public var note: String?
    /// A page of the provider that helps with the note.
    public var helpURL: String?

    /// A finding.
    public init(
        source: Source?, imap: ServerAddress? = nil, imapUsername: String = "", smtp: ServerAddress? = nil, smtpUsername: String = "",
        provider: String? = nil, note: String? = nil, helpURL: String? = nil
    ) {
        self.source = source
        self.imap = imap
        self.imapUsername = imapUsername
        self.smtp = smtp
        self.smtpUsername = smtpUsername
        self.provider = provider
        self.note = note
        self.helpURL = helpURL
    }
}
