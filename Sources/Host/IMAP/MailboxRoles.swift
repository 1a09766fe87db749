public import Core

/// Which mailbox plays which role: SPECIAL-USE first, then names in seven languages and of common providers. Pure.
public enum MailboxRoles {
    /// At most one mailbox for each role. A mailbox has at most one role; containers such as `[Gmail]` have none.
    public static func resolve(_ mailboxes: [ListedMailbox], namespaces: Namespaces = Namespaces()) -> [MailboxRole: MailboxName] { [:] }
}
