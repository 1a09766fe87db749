public import Core

/// The servers of a mail address, and how they were found.
public struct Discovered: Sendable, Hashable {
    /// How the servers were found, best first.
    public enum Source: String, Sendable, CaseIterable { case table, srv, autoconfig, guess }

    /// What the user name is made of.
    public enum UsernameForm: String, Sendable { case address, localPart }

    /// How the servers were found.
    public var found: Source
    /// Where mail is read.
    public var imap: ServerAddress
    /// Where mail is sent; nil when only reading was found.
    public var smtp: ServerAddress?
    /// Whether one signs in with the whole address or what stands before the `@`.
    public var username: UsernameForm
    /// The provider's name for people; nil when unknown.
    public var provider: String?
    /// What a person must know, such as that an app password is needed.
    public var note: String?
    /// Where the provider explains it.
    public var helpUrl: String?

    /// The user name for an address.
    public func username(for email: String) -> String {
        username == .address ? email : String(email.prefix { $0 != "@" })
    }

    init(
        _ found: Source, imap: ServerAddress, smtp: ServerAddress?, username: UsernameForm = .address, provider: String? = nil,
        note: String? = nil,
        helpUrl: String? = nil
    ) {
        self.found = found
        self.imap = imap
        self.smtp = smtp
        self.username = username
        self.provider = provider
        self.note = note
        self.helpUrl = helpUrl
    }
}
