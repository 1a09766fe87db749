import Core

/// The verbs of this server, as `verbs.json` lists them; a test compares the two.
enum Catalogue {
    /// A verb the host offers.
    struct HostVerb: Sendable {
        /// Name and version.
        let verb: String
        /// The grant it needs; nil when none, or when the arguments decide.
        let grant: Grant?
        /// How many arguments it takes.
        let arguments: ClosedRange<Int>
    }

    /// A verb a plugin answers.
    struct Answer: Sendable {
        /// Name and version.
        let verb: String
        /// Seconds to the first piece and between pieces.
        let deadline: Double
        /// The most bytes of a whole answer.
        let limit: Int
    }

    /// The most bytes of one argument.
    static let argumentLimit = 16 << 20

    /// The most bytes of all arguments of one call.
    static let callLimit = 32 << 20

    /// What plugins may call.
    static let host: [HostVerb] = [
        HostVerb(verb: "settings.get/1", grant: nil, arguments: 1...1),
        HostVerb(verb: "kv.get/1", grant: .kv, arguments: 2...2),
        HostVerb(verb: "kv.put/1", grant: .kv, arguments: 3...3),
        HostVerb(verb: "kv.delete/1", grant: .kv, arguments: 2...2),
        HostVerb(verb: "kv.list/1", grant: .kv, arguments: 2...2),
        HostVerb(verb: "http.fetch/1", grant: nil, arguments: 2...2),
        HostVerb(verb: "timer.after/1", grant: nil, arguments: 1...1),
        HostVerb(verb: "crypto.random/1", grant: .crypto, arguments: 1...1),
        HostVerb(verb: "mail.call/1", grant: nil, arguments: 2...2),
        HostVerb(verb: "mail.annotate/1", grant: .mailChange, arguments: 3...3),
        HostVerb(verb: "users.get/1", grant: .users, arguments: 1...1),
        HostVerb(verb: "accounts.list/1", grant: .accounts, arguments: 1...1),
        HostVerb(verb: "ui.push/1", grant: .ui, arguments: 2...2),
    ]

    /// What plugins may answer.
    static let answers: [Answer] = [
        Answer(verb: "route/1", deadline: 30, limit: 64 << 20),
        Answer(verb: "hook/1", deadline: 2, limit: 1 << 20),
        Answer(verb: "action/1", deadline: 30, limit: 1 << 20),
        Answer(verb: "event/1", deadline: 60, limit: 1 << 16),
        Answer(verb: "job/1", deadline: 600, limit: 1 << 16),
        Answer(verb: "credential/1", deadline: 20, limit: 1 << 16),
        Answer(verb: "health/1", deadline: 2, limit: 1 << 16),
        Answer(verb: "settings.check/1", deadline: 20, limit: 1 << 16),
    ]

    /// The host verb of this name, if there is one.
    static func host(_ name: String) -> HostVerb? { host.first { $0.verb == name } }

    /// The plugin verb of this name, if there is one.
    static func answer(_ name: String) -> Answer? { answers.first { $0.verb == name } }
}
