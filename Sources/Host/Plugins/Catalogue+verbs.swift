// Written by tools/verbs.py from Sources/PluginAPI/verbs.json; change that, not this.

extension Catalogue {
    /// What plugins may call.
    static let host: [HostVerb] = [
        HostVerb(verb: "settings.get/1", grant: nil, arguments: 1...1, isFree: true),
        HostVerb(verb: "kv.get/1", grant: .kv, arguments: 2...2),
        HostVerb(verb: "kv.put/1", grant: .kv, arguments: 3...3),
        HostVerb(verb: "kv.delete/1", grant: .kv, arguments: 2...2),
        HostVerb(verb: "kv.list/1", grant: .kv, arguments: 2...2),
        HostVerb(verb: "http.fetch/1", grant: nil, arguments: 2...2),
        HostVerb(verb: "timer.after/1", grant: nil, arguments: 1...1, isFree: true),
        HostVerb(verb: "crypto.random/1", grant: .crypto, arguments: 1...1),
        HostVerb(verb: "crypto.seal/1", grant: .crypto, arguments: 2...2),
        HostVerb(verb: "crypto.open/1", grant: .crypto, arguments: 2...2),
        HostVerb(verb: "crypto.hmac/1", grant: .crypto, arguments: 2...2),
        HostVerb(verb: "mail.call/1", grant: nil, arguments: 2...2),
        HostVerb(verb: "mail.source/1", grant: .mailRead, arguments: 2...2),
        HostVerb(verb: "mail.part/1", grant: .mailRead, arguments: 3...3),
        HostVerb(verb: "mail.annotate/1", grant: .mailChange, arguments: 3...3),
        HostVerb(verb: "users.get/1", grant: .users, arguments: 1...1),
        HostVerb(verb: "users.verify/1", grant: .users, arguments: 3...3),
        HostVerb(verb: "users.signin/1", grant: .users, arguments: 1...1),
        HostVerb(verb: "accounts.list/1", grant: .accounts, arguments: 1...1),
        HostVerb(verb: "ui.push/1", grant: .ui, arguments: 2...2),
        HostVerb(verb: "route.body/1", grant: nil, arguments: 1...1),
    ]

    /// What plugins may answer.
    static let answers: [Answer] = [
        Answer(verb: "route/1", deadline: 30, limit: 67108864),
        Answer(verb: "hook/1", deadline: 2, limit: 1048576),
        Answer(verb: "action/1", deadline: 30, limit: 1048576),
        Answer(verb: "event/1", deadline: 60, limit: 65536),
        Answer(verb: "job/1", deadline: 600, limit: 65536),
        Answer(verb: "credential/1", deadline: 20, limit: 65536),
        Answer(verb: "health/1", deadline: 2, limit: 65536),
        Answer(verb: "settings.check/1", deadline: 20, limit: 65536),
    ]

    /// The most bytes of one argument.
    static let argumentLimit = 16777216

    /// The most bytes of all arguments of one call.
    static let callLimit = 33554432

    /// The most bytes of a whole answer.
    static let answerLimit = 67108864

    /// The most bytes of a piece that the host makes of something longer.
    static let pieceLimit = 65536

    /// The most calls that may be pending at once.
    static let pendingCalls = 1024
}
