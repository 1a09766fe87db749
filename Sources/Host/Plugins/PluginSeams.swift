public import Core
public import Logging

/// Everything the plugins' room needs from the rest of the house, as closures.
public struct PluginSeams: Sendable {
    /// The data of plugins, sealed at rest.
    public var kv: PluginKV
    /// One request out through the guarded client: no private addresses, no cookies, no redirects followed.
    public var http: @Sendable (HTTPAsk) async throws(Failure) -> HTTPReply
    /// A JMAP request of a user, as RFC 8620 3.3 and 3.4.
    public var jmap: @Sendable (UserID, JSON) async throws(Failure) -> JSON
    /// Who a user is: `{id, username, displayName, admin}`; fails with `notFound`.
    public var user: @Sendable (UserID) async throws(Failure) -> JSON
    /// The accounts of a user: `[{id, name, email}]`, never with secrets.
    public var accounts: @Sendable (UserID) async throws(Failure) -> JSON
    /// Keeps or, with nil, removes a plugin's note on a message of a user; fails with `notFound` when it is not theirs.
    public var annotate: @Sendable (UserID, EmailID, _ plugin: String, JSON?) async throws(Failure) -> Void
    /// Tells the open browsers of a user something from a plugin.
    public var push: @Sendable (UserID, _ plugin: String, JSON) async -> Void
    /// Events, jobs and what plugins keep.
    public var flow = FlowSeams.none
    /// What time it is.
    public var clock: WallClock
    /// Where plugins and the registry write.
    public var log: Logger

    /// All of them.
    public init(
        kv: PluginKV,
        http: @escaping @Sendable (HTTPAsk) async throws(Failure) -> HTTPReply,
        jmap: @escaping @Sendable (UserID, JSON) async throws(Failure) -> JSON,
        user: @escaping @Sendable (UserID) async throws(Failure) -> JSON,
        accounts: @escaping @Sendable (UserID) async throws(Failure) -> JSON,
        annotate: @escaping @Sendable (UserID, EmailID, _ plugin: String, JSON?) async throws(Failure) -> Void,
        push: @escaping @Sendable (UserID, _ plugin: String, JSON) async -> Void,
        clock: WallClock = .system,
        log: Logger
    ) {
        self.kv = kv
        self.http = http
        self.jmap = jmap
        self.user = user
        self.accounts = accounts
        self.annotate = annotate
        self.push = push
        self.clock = clock
        self.log = log
    }
}

/// A table of values by plugin, scope and key.
public struct PluginKV: Sendable {
    /// The value; nil when there is none.
    public var get: @Sendable (_ plugin: String, _ scope: String, _ key: String) async throws(Failure) -> [UInt8]?
    /// Keeps a value.
    public var put: @Sendable (_ plugin: String, _ scope: String, _ key: String, _ value: [UInt8]) async throws(Failure) -> Void
    /// Forgets a value, if there is one.
    public var delete: @Sendable (_ plugin: String, _ scope: String, _ key: String) async throws(Failure) -> Void
    /// The keys of a scope that begin with a prefix.
    public var list: @Sendable (_ plugin: String, _ scope: String, _ prefix: String) async throws(Failure) -> [String]

    /// All four.
    public init(
        get: @escaping @Sendable (_ plugin: String, _ scope: String, _ key: String) async throws(Failure) -> [UInt8]?,
        put: @escaping @Sendable (_ plugin: String, _ scope: String, _ key: String, _ value: [UInt8]) async throws(Failure) -> Void,
        delete: @escaping @Sendable (_ plugin: String, _ scope: String, _ key: String) async throws(Failure) -> Void,
        list: @escaping @Sendable (_ plugin: String, _ scope: String, _ prefix: String) async throws(Failure) -> [String]
    ) {
        self.get = get
        self.put = put
        self.delete = delete
        self.list = list
    }
}

/// One request to the web.
public struct HTTPAsk: Sendable {
    /// GET, HEAD, POST, PUT, PATCH or DELETE.
    public var method: String
    /// An https URL without userinfo.
    public var url: String
    /// Names and values, checked for line breaks.
    public var headers: [(String, String)]
    /// What is sent.
    public var body: [UInt8]
    /// Seconds for all of it.
    public var timeout: Double
    /// The most bytes of the answer's body.
    public var limit: Int
}

/// What came back.
public struct HTTPReply: Sendable {
    /// The status code.
    public var status: Int
    /// Names in lower case, and values.
    public var headers: [(String, String)]
    /// The body.
    public var body: [UInt8]

    /// An answer.
    public init(status: Int, headers: [(String, String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
