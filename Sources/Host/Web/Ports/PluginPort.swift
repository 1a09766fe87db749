public import Core

/// The seam to the plugin registry.
public struct PluginPort: Sendable {
    /// A request to a plugin's own route.
    public struct RouteRequest: Sendable {
        /// Upper-case method.
        public var method: String
        /// The path below `/plugins/ID` or below the prefix, as it came, starting with a slash.
        public var path: String
        /// The query without its question mark.
        public var query: String
        /// Header fields a plugin may see: never the cookie; Authorization only on a mount.
        public var headers: [(name: String, value: String)]
        /// The body; empty where there is an `upload`.
        public var body: [UInt8]
        /// The body while it comes; nil when all of it is in `body`.
        public var upload: Upload?
        /// The prefix it came in under; empty for `/plugins/ID`.
        public var mount: String
        /// The client's address, as far as it can be believed; may be empty.
        public var remote: String
        /// `https` or `http`, as the client speaks it.
        public var scheme: String
        /// The host and port the client asked for.
        public var host: String

        /// A request with everything a plugin may see.
        public init(
            method: String, path: String, query: String, headers: [(name: String, value: String)], body: [UInt8],
            upload: Upload? = nil, mount: String = "", remote: String = "", scheme: String = "", host: String = ""
        ) {
            self.method = method
            self.path = path
            self.query = query
            self.headers = headers
            self.body = body
            self.upload = upload
            self.mount = mount
            self.remote = remote
            self.scheme = scheme
            self.host = host
        }
    }

    /// A body that is read only when its plugin asks for more.
    public struct Upload: Sendable {
        /// How many bytes it has; nil when the client did not say.
        public var size: Int?
        /// The next bytes; empty at the end.
        public var next: @Sendable () async throws(Failure) -> [UInt8]

        /// A body.
        public init(size: Int?, next: @escaping @Sendable () async throws(Failure) -> [UInt8]) {
            self.size = size
            self.next = next
        }
    }

    /// The body of an answer as it comes. Dropping it tells the plugin that nobody listens any more.
    public typealias Pieces = AsyncThrowingStream<[UInt8], any Error>

    /// What a plugin's route answered.
    public struct RouteAnswer: Sendable {
        /// 200 to 599.
        public var status: Int
        /// Header fields; those the host owns are dropped.
        public var headers: [(name: String, value: String)]
        /// The body.
        public var body: Body

        /// An answer of a plugin.
        public init(status: Int, headers: [(name: String, value: String)], body: Body) {
            self.status = status
            self.headers = headers
            self.body = body
        }

        /// What follows the head.
        public enum Body: Sendable {
            /// All of it.
            case whole([UInt8])
            /// As it comes, read once.
            case pieces(Pieces)
        }
    }

    /// A file of a plugin's `web/` folder.
    public struct File: Sendable {
        /// Its absolute place.
        public var path: String
        /// Its size in bytes.
        public var size: Int
        /// When it changed, in seconds since 1970.
        public var changed: Double
        /// Its media type.
        public var type: String

        /// A file.
        public init(path: String, size: Int, changed: Double, type: String) {
            self.path = path
            self.size = size
            self.changed = changed
            self.type = type
        }
    }

    /// What an admin asks to be changed; nil leaves things as they are.
    public struct Change: Sendable {
        /// Whether it is to run.
        public var enabled: Bool?
        /// Whether it runs in a process of its own.
        public var isolate: Bool?
        /// The grants whoever asks was shown and agreed to.
        public var accept: [String]?
        /// Whether it is switched off for a while, with all others.
        public var isPause: Bool

        /// A change.
        public init(enabled: Bool? = nil, isolate: Bool? = nil, accept: [String]? = nil, isPause: Bool = false) {
            self.enabled = enabled
            self.isolate = isolate
            self.accept = accept
            self.isPause = isPause
        }
    }

    /// What came of a change.
    public enum Changed: Sendable {
        /// The Plugin as it is now.
        case done(JSON)
        /// Nothing was changed: these grants, worst first, have to be agreed to.
        case needed([JSON])
    }

    /// What an admin may do with one plugin besides changing it.
    public enum Deed: Sendable {
        /// Everything its page shows.
        case detail
        /// Gives it exactly these grants.
        case grant([String])
        /// Stops and starts it.
        case restart
        /// Runs a job now.
        case run(job: String)
        /// Everything it keeps, to take away.
        case export
        /// Removes everything it keeps.
        case reset
    }

    /// What may be done with the settings of one scope.
    public enum SettingsDeed: Sendable {
        /// The form and the values.
        case get
        /// Saves values and answers like `get`.
        case put(JSON)
        /// Tries values out.
        case check(JSON)
    }

    /// Every plugin with its state and reason, for admins.
    public var list: @Sendable () async throws(Failure) -> [JSON]
    /// What is on, for the shell, in a language.
    public var enabled: @Sendable (_ language: String) async throws(Failure) -> [JSON]
    /// Changes a plugin.
    public var change: @Sendable (_ id: String, Change, _ by: Person) async throws(Failure) -> Changed
    /// Does something with a plugin for an admin.
    public var perform: @Sendable (_ id: String, Deed, _ by: Person) async throws(Failure) -> JSON
    /// Reads, saves or tries settings: those of a user, or with nil the admin's, with words in a language. A problem names the field.
    public var settings: @Sendable (_ id: String, UserID?, _ language: String, SettingsDeed) async throws -> JSON
    /// The state of every plugin, for `/health`.
    public var health: @Sendable () async -> [String: String]
    /// Asks a plugin's own route.
    public var route: @Sendable (_ id: String, Person?, RouteRequest) async throws(Failure) -> RouteAnswer
    /// Whether a plugin reads large bodies while they come. Answers at once.
    public var readsBodies: @Sendable (_ id: String) -> Bool
    /// A file of a plugin's `web/` folder; `notFound` for everything else.
    public var file: @Sendable (_ id: String, _ path: String) async throws(Failure) -> File
    /// The plugin that answers a path outside the house's own, and under which prefix. Answers at once.
    public var mount: @Sendable (_ path: String) -> (plugin: String, prefix: String)?

    /// Binds every part.
    public init(
        list: @escaping @Sendable () async throws(Failure) -> [JSON],
        enabled: @escaping @Sendable (String) async throws(Failure) -> [JSON],
        change: @escaping @Sendable (String, Change, Person) async throws(Failure) -> Changed,
        perform: @escaping @Sendable (String, Deed, Person) async throws(Failure) -> JSON,
        settings: @escaping @Sendable (String, UserID?, String, SettingsDeed) async throws -> JSON,
        health: @escaping @Sendable () async -> [String: String],
        route: @escaping @Sendable (String, Person?, RouteRequest) async throws(Failure) -> RouteAnswer,
        readsBodies: @escaping @Sendable (String) -> Bool,
        file: @escaping @Sendable (String, String) async throws(Failure) -> File,
        mount: @escaping @Sendable (String) -> (plugin: String, prefix: String)?
    ) {
        self.list = list
        self.enabled = enabled
        self.change = change
        self.perform = perform
        self.settings = settings
        self.health = health
        self.route = route
        self.readsBodies = readsBodies
        self.file = file
        self.mount = mount
    }
}
