/// A plugin: what the server asks of it. Implement what `answers` names; everything else has a default that declines.
public protocol Plugin: Sendable {
    /// The verbs it answers; the manifest says the same.
    static var answers: [Answer] { get }

    /// Gets ready. Throwing means the plugin is not used, and the log says why.
    init(host: Host) async throws

    /// Answers a request to `/plugins/ID/…`.
    func route(_ request: Request) async throws -> Response

    /// Has an opinion before something happens; nil is none. Two seconds, then nobody listens.
    func hook(_ name: String, _ facts: JSON) async throws -> JSON?

    /// Does what a person asked for; answers the action as it is now and a sentence.
    func action(_ id: String, _ facts: JSON) async throws -> ActionResult

    /// Hears what happened.
    func event(_ name: String, number: Int64, _ facts: JSON) async throws

    /// Does the work of a schedule.
    func job(_ name: String) async throws

    /// Says how it is.
    func health() async throws -> JSON
}

/// A verb a plugin can answer.
public enum Answer: UInt32, Sendable, CaseIterable {
    case route = 1
    case hook = 2
    case action = 3
    case event = 4
    case job = 5
    case health = 6

    /// Name and version, as in the catalogue.
    public var verb: String {
        switch self {
        case .route: "route/1"
        case .hook: "hook/1"
        case .action: "action/1"
        case .event: "event/1"
        case .job: "job/1"
        case .health: "health/1"
        }
    }
}

extension Plugin {
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
    /// Is well.
    public func health() async throws -> JSON { ["ok": true] }
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

/// A request to one of the plugin's routes.
public struct Request: Sendable {
    /// The method.
    public let method: String
    /// What follows `/plugins/ID`.
    public let path: String
    /// What follows `?`.
    public let query: String
    /// Headers by lower-case name.
    public let headers: [String: String]
    /// The id of who is signed in; nil for nobody.
    public let user: String?
    /// What was sent.
    public let body: [UInt8]

    init(head: JSON, body: [UInt8]) {
        method = head["method"]?.string ?? "GET"
        path = head["path"]?.string ?? "/"
        query = head["query"]?.string ?? ""
        headers = (head["headers"]?.object ?? [:]).compactMapValues(\.string)
        user = head["user"]?.string
        self.body = body
    }

    /// The body as JSON; fails with `invalid`.
    public func json() throws(Failure) -> JSON { try JSON(parsing: body) }
}

/// An answer to a request.
public struct Response: Sendable {
    /// 200 to 599.
    public var status: Int
    /// Headers by name.
    public var headers: [String: String]
    /// The body at once.
    public var body: [UInt8]
    /// More of the body, as it comes.
    public var rest: AsyncThrowingStream<[UInt8], any Error>?

    /// An answer with a whole body, or with more of it to come.
    public init(
        status: Int = 200, headers: [String: String] = [:], body: [UInt8] = [], rest: AsyncThrowingStream<[UInt8], any Error>? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.rest = rest
    }

    /// A text.
    public static func text(_ text: String, status: Int = 200) -> Response {
        Response(status: status, headers: ["content-type": "text/plain; charset=utf-8"], body: Array(text.utf8))
    }

    /// A JSON document.
    public static func json(_ json: JSON, status: Int = 200) -> Response {
        Response(status: status, headers: ["content-type": "application/json"], body: json.bytes)
    }
}
