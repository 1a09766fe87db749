// Written by tools/verbs.py from Sources/PluginAPI/verbs.json; change that, not this.

extension Catalogue {
    /// What plugins may hear.
    static let events: [Occasion] = [
        Occasion(name: "mail.received", grant: .mailRead),
        Occasion(name: "mail.flagged", grant: .mailRead),
        Occasion(name: "mail.moved", grant: .mailRead),
        Occasion(name: "mail.removed", grant: .mailRead),
        Occasion(name: "mail.sent", grant: .mailRead),
        Occasion(name: "folder.changed", grant: .mailRead),
        Occasion(name: "account.added", grant: .accounts),
        Occasion(name: "account.removed", grant: .accounts),
        Occasion(name: "contact.changed", grant: .contactsRead),
        Occasion(name: "settings.changed", grant: nil),
        Occasion(name: "user.signedin", grant: .users),
        Occasion(name: "user.secured", grant: .users),
        Occasion(name: "user.removed", grant: nil),
    ]

    /// What plugins may be asked before it happens.
    static let hooks: [Occasion] = [
        Occasion(name: "mail.open", grant: .mailRead),
        Occasion(name: "mail.compose", grant: .mailRead),
        Occasion(name: "mail.send", grant: .mailChange),
        Occasion(name: "mail.ingest", grant: .mailRead),
        Occasion(name: "account.connect", grant: .accounts),
        Occasion(name: "search.expand", grant: .mailRead),
    ]

    /// The places the shell draws something for a plugin.
    static let slots: Set<String> = [
        "message.action", "message.banner", "message.chip", "compose.action", "sidebar.panel", "settings.page", "login.button",
    ]
}
