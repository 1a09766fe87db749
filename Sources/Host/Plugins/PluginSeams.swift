public import Core
public import Logging

/// Everything the plugins' room needs from the rest of the house, as closures.
public struct PluginSeams: Sendable {
    /// The data of plugins, sealed at rest.
    public var kv: PluginKV
    /// What people filled into the forms of plugins, sealed at rest.
    public var values: PluginValues
    /// The keys of plugins.
    public var keys: PluginKeys
    /// One request out through the guarded client: no private addresses, no cookies, no redirects followed. The answer goes to the sink
    /// as it comes.
    public var http: @Sendable (HTTPAsk, HTTPSink) async throws(Failure) -> Void
    /// A JMAP request of a user, as RFC 8620 3.3 and 3.4.
    public var jmap: @Sendable (UserID, JSON) async throws(Failure) -> JSON
    /// A number that stays as long as nothing changes that JMAP tells of a user; nil when nobody counts.
    public var generation: @Sendable (UserID) -> UInt64? = { _ in nil }
    /// Messages and their parts as bytes.
    public var mail: PluginMail
    /// Users and their accounts.
    public var people: PluginPeople
    /// Keeps or, with nil, removes a plugin's note on a message of a user; fails with `notFound` when it is not theirs.
    public var annotate: @Sendable (UserID, EmailID, _ plugin: String, JSON?) async throws(Failure) -> Void
    /// The notes of all plugins on a message, by plugin.
    public var notes: @Sendable (EmailID) async throws(Failure) -> [String: JSON] = { _ in [:] }
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
        kv: PluginKV, values: PluginValues, keys: PluginKeys,
        http: @escaping @Sendable (HTTPAsk, HTTPSink) async throws(Failure) -> Void,
        jmap: @escaping @Sendable (UserID, JSON) async throws(Failure) -> JSON,
        mail: PluginMail, people: PluginPeople,
        annotate: @escaping @Sendable (UserID, EmailID, _ plugin: String, JSON?) async throws(Failure) -> Void,
        push: @escaping @Sendable (UserID, _ plugin: String, JSON) async -> Void,
        clock: WallClock = .system,
        log: Logger
    ) {
        self.kv = kv
        self.values = values
        self.keys = keys
        self.http = http
        self.jmap = jmap
        self.mail = mail
        self.people = people
        self.annotate = annotate
        self.push = push
        self.clock = clock
        self.log = log
    }
}
