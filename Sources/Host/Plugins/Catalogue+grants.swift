// Written by tools/verbs.py from Sources/PluginAPI/verbs.json; change that, not this.

extension Catalogue {
    /// Every permission, worst first. A word that ends in a colon goes on with what HOST or PREFIX stands for.
    static let grants: [Permission] = [
        Permission(word: "users", words: "See who the users are, check their passwords and sign them in"),
        Permission(word: "mail.send", words: "Send mail from your users' accounts"),
        Permission(word: "mail.change", words: "Change, move and delete mail"),
        Permission(word: "mail.read", words: "Read mail"),
        Permission(word: "contacts.change", words: "Change contacts"),
        Permission(word: "contacts.read", words: "Read contacts"),
        Permission(word: "http:", words: "Reach HOST over https"),
        Permission(word: "mount:", words: "Answer everything under PREFIX of this server's address, without sign-in"),
        Permission(word: "accounts", words: "See which mail accounts a user has, without passwords"),
        Permission(word: "kv", words: "Keep its own data on this server"),
        Permission(word: "crypto", words: "Use random numbers and keys of its own from this server"),
        Permission(word: "ui", words: "Tell open browser windows something"),
    ]

    /// What JMAP methods that change nothing are called.
    static let readingMethods: Set<String> = [
        "get", "query", "changes", "queryChanges", "parse", "reply", "members", "export", "duplicates",
    ]

    /// The nouns whose methods plugins may call. Whatever else there is, now or later, reaches past the mail and contacts of a user.
    static let nouns: [String: Noun] = [
        "Core": Noun(read: nil, change: nil),
        "Mailbox": Noun(read: .mailRead, change: .mailChange),
        "Thread": Noun(read: .mailRead, change: .mailChange),
        "Email": Noun(read: .mailRead, change: .mailChange),
        "SearchSnippet": Noun(read: .mailRead, change: .mailChange),
        "Identity": Noun(read: .mailRead, change: .mailChange),
        "EmailSubmission": Noun(read: .mailRead, change: .mailSend),
        "Blob": Noun(read: .mailRead, change: .mailChange),
        "AddressBook": Noun(read: .contactsRead, change: .contactsChange),
        "ContactCard": Noun(read: .contactsRead, change: .contactsChange),
        "Correspondent": Noun(read: .contactsRead, change: .contactsRead),
    ]

    /// The methods of http.fetch/1.
    static let httpMethods: Set<String> = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PROPFIND", "REPORT",
    ]

    /// The headers of http.fetch/1 that are the host's to set, in lower case.
    static let reservedHeaders: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "cookie", "proxy-authorization",
    ]
}
