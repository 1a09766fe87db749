/// A plugin: what the server asks of it. Implement what `answers` names; everything else has a default that declines.
public protocol Plugin: Sendable {
    /// The verbs it answers; the manifest says the same.
    static var answers: [Answer] { get }

    /// Whether its code runs on the host's turns: a request changes threads three times less. Only for a plugin that never blocks:
    /// one that does not come back from a turn is ended, and inside the server it is stuck. Usual: false.
    static var runsOnTurns: Bool { get }

    /// Gets ready. Throwing means the plugin is not used, and the log says why.
    init(host: Host) async throws

    /// Answers a request to `/plugins/ID/…` or to a mounted prefix.
    func route(_ request: Request) async throws -> Response

    /// Has an opinion before something happens; nil is none. Two seconds, then nobody listens.
    func hook(_ name: String, _ facts: JSON) async throws -> JSON?

    /// Does what a person asked for; answers the action as it is now and a sentence.
    func action(_ id: String, _ facts: JSON) async throws -> ActionResult

    /// Hears what happened.
    func event(_ name: String, number: Int64, _ facts: JSON) async throws

    /// Does the work of a schedule.
    func job(_ name: String) async throws

    /// Gives a fresh token for a mailbox that signs in with XOAUTH2; `account` is `{id, user, email, username, provider, purpose}`.
    func credential(_ account: JSON) async throws -> Credential

    /// Says how it is.
    func health() async throws -> Health

    /// Says whether settings work before they are kept; `values` holds all of them, secrets opened. `scope` is `""` or `user:ID`.
    func checkSettings(_ values: JSON, scope: String) async throws -> SettingsCheck
}

/// A verb a plugin can answer.
public enum Answer: UInt32, Sendable, CaseIterable {
    case route = 1
    case hook = 2
    case action = 3
    case event = 4
    case job = 5
    case health = 6
    case credential = 7
    case settingsCheck = 8

    /// Name and version, as in the catalogue.
    public var verb: String {
        switch self {
        case .route: "route/1"
        case .hook: "hook/1"
        case .action: "action/1"
        case .event: "event/1"
        case .job: "job/1"
        case .health: "health/1"
        case .credential: "credential/1"
        case .settingsCheck: "settings.check/1"
        }
    }
}

extension Plugin {
    /// Runs on a queue of its own.
    public static var runsOnTurns: Bool { false }
    /// Declines.
    public func route(_ request: Request) async throws -> Response { throw Failure(.unsupported, "no routes") }
    /// Has no opinion.
    public func hook(_ name: String, _ facts: JSON) async throws -> JSON? { nil }
    /// Declines.
    public func action(_ id: String, _ facts: JSON) async throws -> ActionResult { throw Failure(.unsupported, "no actions") }
    /// Takes note of nothing.
    public func event(_ name: String, number: Int64, _ facts: JSON) async throws {}
    /// Declines.
    public func job(_ name: String) async throws { throw Failure(.unsupported, "no jobs") }
    /// Declines.
    public func credential(_ account: JSON) async throws -> Credential { throw Failure(.unsupported, "no credentials") }
    /// Is well.
    public func health() async throws -> Health { Health() }
    /// Has no objection.
    public func checkSettings(_ values: JSON, scope: String) async throws -> SettingsCheck { SettingsCheck() }
}

/// How an action ended.
public struct ActionResult: Sendable {
    /// The action as it is now.
    public var action: JSON
    /// A sentence for the person.
    public var message: String

    /// A result.
    public init(_ action: JSON, message: String) {
        self.action = action
        self.message = message
    }
}

/// A token for a mailbox.
public struct Credential: Sendable {
    /// The access token.
    public var token: String
    /// When it ends (RFC 3339); nil when that is not known.
    public var expires: String?

    /// A token.
    public init(token: String, expires: String? = nil) {
        self.token = token
        self.expires = expires
    }

    var json: JSON { ["token": .string(token), "expires": expires.map(JSON.string) ?? .null] }
}

/// How a plugin is.
public struct Health: Sendable {
    /// Whether it works.
    public var isWell: Bool
    /// A sentence for the admin; may be empty.
    public var line: String

    /// Well, unless told otherwise.
    public init(isWell: Bool = true, _ line: String = "") {
        self.isWell = isWell
        self.line = line
    }

    var json: JSON { ["ok": .bool(isWell), "line": .string(line)] }
}

/// Whether settings work.
public struct SettingsCheck: Sendable {
    /// Whether they do.
    public var isGood: Bool
    /// A sentence for whoever filled them in; may be empty when they are good.
    public var line: String
    /// The field that is wrong, when it is one.
    public var field: String?

    /// Good, unless told otherwise.
    public init(isGood: Bool = true, _ line: String = "", field: String? = nil) {
        self.isGood = isGood
        self.line = line
        self.field = field
    }

    var json: JSON { ["ok": .bool(isGood), "line": .string(line), "field": field.map(JSON.string) ?? .null] }
}
