import Core

/// One permission: a word in `plugins.conf`, a sentence for the admin.
public struct Grant: Hashable, Sendable, CustomStringConvertible {
    /// The word, such as `mail.read` or `http:api.example.org`.
    public let description: String

    /// Reads a word; nil when it is no grant this server knows.
    public init?(_ word: String) {
        if word.hasPrefix("http:") {
            guard Grant.isHostPattern(String(word.dropFirst(5))) else { return nil }
            description = word.lowercased()
        } else if word.hasPrefix("mount:") {
            guard MountPath.problem(String(word.dropFirst(6))) == nil else { return nil }
            description = word
        } else {
            guard Grant.risks.contains(where: { $0.word == word }) else { return nil }
            description = word
        }
    }

    /// To answer under a prefix; nil without one.
    init?(mount prefix: String) {
        guard !prefix.isEmpty else { return nil }
        description = "mount:" + prefix
    }

    private init(known word: String) { description = word }

    static let mailRead = Grant(known: "mail.read")
    static let mailChange = Grant(known: "mail.change")
    static let mailSend = Grant(known: "mail.send")
    static let contactsRead = Grant(known: "contacts.read")
    static let contactsChange = Grant(known: "contacts.change")
    static let accounts = Grant(known: "accounts")
    static let users = Grant(known: "users")
    static let kv = Grant(known: "kv")
    static let crypto = Grant(known: "crypto")
    static let ui = Grant(known: "ui")

    /// What it lets a plugin do, in words an admin understands.
    public var words: String {
        if let host {
            return host == "*"
                ? "Reach any public web server over https"
                : "Reach \(host.hasPrefix("*.") ? "any host under \(host.dropFirst(2))" : host) over https"
        }
        if let mount { return "Answer everything under \(mount) of this server's address, without sign-in" }
        return Grant.risks.first { $0.word == description }?.words ?? description
    }

    /// The prefix of a `mount:` grant.
    var mount: String? { description.hasPrefix("mount:") ? String(description.dropFirst(6)) : nil }

    /// The host pattern of an `http:` grant.
    var host: String? { description.hasPrefix("http:") ? String(description.dropFirst(5)) : nil }

    /// Whether having this one means that one is allowed, too.
    public func covers(_ other: Grant) -> Bool {
        if self == other { return true }
        guard let mine = host, let theirs = other.host else { return false }
        return Grant.matches(mine, theirs)
    }

    /// The words and sentences, worst first.
    private static let risks: [(word: String, words: String)] = [
        ("users", "See who the users are, check their passwords and sign them in"),
        ("mail.send", "Send mail from your users' accounts"),
        ("mail.change", "Change, move and delete mail"),
        ("mail.read", "Read mail"),
        ("contacts.change", "Change contacts"),
        ("contacts.read", "Read contacts"),
        ("http:", ""),
        ("mount:", ""),
        ("accounts", "See which mail accounts a user has, without passwords"),
        ("kv", "Keep its own data on this server"),
        ("crypto", "Use random numbers and keys of its own from this server"),
        ("ui", "Tell open browser windows something"),
    ]

    static func worstFirst(_ grants: [Grant]) -> [Grant] {
        func rank(_ grant: Grant) -> Int {
            risks.firstIndex { $0.word == (grant.host != nil ? "http:" : grant.mount != nil ? "mount:" : grant.description) } ?? risks.count
        }
        return Set(grants).sorted { (rank($0), $0.description) < (rank($1), $1.description) }
    }
}
