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
            guard !word.hasSuffix(":"), Catalogue.grants.contains(where: { $0.word == word }) else { return nil }
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
        let words = Catalogue.grants.first { $0.word == kind }?.words ?? description
        if let host {
            let place = host == "*" ? "any public web server" : host.hasPrefix("*.") ? "any host under \(host.dropFirst(2))" : host
            return words.replacing("HOST", with: place)
        }
        return mount.map { words.replacing("PREFIX", with: $0) } ?? words
    }

    /// Its word without what follows a colon.
    private var kind: String { description.firstIndex(of: ":").map { String(description[...$0]) } ?? description }

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

    /// Each once, worst first.
    static func worstFirst(_ grants: [Grant]) -> [Grant] {
        func rank(_ grant: Grant) -> Int { Catalogue.grants.firstIndex { $0.word == grant.kind } ?? Catalogue.grants.count }
        return Set(grants).sorted { (rank($0), $0.description) < (rank($1), $1.description) }
    }
}
