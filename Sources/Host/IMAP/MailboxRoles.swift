public import Core

/// Which mailbox plays which role: SPECIAL-USE first, then names in seven languages and of common providers. Pure.
public enum MailboxRoles {
    /// At most one mailbox for each role, and at most one role for a mailbox. Containers such as `[Gmail]` and mailboxes of other people have none.
    public static func resolve(_ mailboxes: [ListedMailbox], namespaces: Namespaces = Namespaces()) -> [MailboxRole: MailboxName] {
        var roles: [MailboxRole: MailboxName] = [:]
        var taken: Set<MailboxName> = []
        func give(_ role: MailboxRole, _ mailbox: ListedMailbox) {
            guard roles[role] == nil, !taken.contains(mailbox.name) else { return }
            roles[role] = mailbox.name
            taken.insert(mailbox.name)
        }
        let foreign = (namespaces.others + namespaces.shared).map(\.prefix).filter { !$0.isEmpty }
        let own = mailboxes.filter { mailbox in mailbox.isSelectable && !foreign.contains { mailbox.name.wire.hasPrefix($0) } }
        for mailbox in own where mailbox.name == .inbox { give(.inbox, mailbox) }
        for mailbox in own {
            for role in MailboxRole.allCases {
                if let attribute = attribute(of: role), mailbox.has(attribute) { give(role, mailbox) }
            }
        }
        let prefixes = namespaces.personal.map(\.prefix).filter { !$0.isEmpty }
        let named = own.filter { !taken.contains($0.name) }.compactMap { mailbox in plainName(mailbox, prefixes).map { (mailbox, $0) } }
        for role in MailboxRole.allCases where roles[role] == nil {
            for name in MailboxRoleNames.names[role] ?? [] {
                if let (mailbox, _) = named.first(where: { $0.1 == name && !taken.contains($0.0.name) }) {
                    give(role, mailbox)
                    break
                }
            }
        }
        return roles
    }

    /// The SPECIAL-USE attribute of a role (RFC 6154, RFC 8457); nil for the inbox.
    public static func attribute(of role: MailboxRole) -> String? {
        switch role {
        case .inbox: nil
        case .drafts: "\\Drafts"
        case .sent: "\\Sent"
        case .archive: "\\Archive"
        case .junk: "\\Junk"
        case .trash: "\\Trash"
        case .all: "\\All"
        case .flagged: "\\Flagged"
        case .important: "\\Important"
        }
    }

    /// The name to compare, in lower case, without the person's own prefix, `INBOX` or a provider's container; nil for names deeper down.
    private static func plainName(_ mailbox: ListedMailbox, _ prefixes: [String]) -> String? {
        var wire = mailbox.name.wire
        if let prefix = prefixes.first(where: { wire.hasPrefix($0) && wire.count > $0.count }) { wire.removeFirst(prefix.count) }
        var path = MailboxName(wire: wire).path(delimiter: mailbox.delimiter)
        if path.count == 2, ["inbox", "[gmail]", "[google mail]"].contains(path[0].lowercased()) { path.removeFirst() }
        guard path.count == 1 else { return nil }
        return path[0].lowercased().split(whereSeparator: { $0 == " " || $0 == "_" || $0 == "\u{a0}" }).joined(separator: " ")
    }
}
