public import Core

/// The seam to the plugin registry.
public struct PluginPort: Sendable {
    /// A request to a plugin's own route.
    public struct RouteRequest: Sendable {
        /// Upper-case method.
        public var method: String
        /// The path below `/plugins/ID`, starting with a slash.
        public var path: String
        /// The query without its question mark.
        public var query: String
        /// Header fields a plugin may see: never the cookie nor Authorization.
        public var headers: [(name: String, value: String)]
        /// The body.
        public var body: [UInt8]

        /// A request with everything a plugin may see.
        public init(method: String, path: String, query: String, headers: [(name: String, value: String)], body: [UInt8]) {
            self.method = method
            self.path = path
            self.query = query
            self.headers = headers
            self.body = body
        }
    }

    /// What a plugin's route answered.
    public struct RouteAnswer: Sendable {
        /// 200 to 599.
        public var status: Int
        /// Header fields; those the host owns are dropped.
        public var headers: [(name: String, value: String)]
        /// The body.
        public var body: [UInt8]

        /// An answer of a plugin.
        public init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
            self.status = status
            self.headers = headers
            self.body = body
        }
    }

    /// Every plugin with its state and reason, for admins.
    public var list: @Sendable () async throws(Failure) -> [JSON]
    /// What is on, for the shell.
    public var enabled: @Sendable () async throws(Failure) -> [JSON]
    /// Turns a plugin on or off and answers it as it now is.
    public var setEnabled: @Sendable (_ id: String, Bool, _ by: Person) async throws(Failure) -> JSON
    /// The state of every plugin, for `/health`.
    public var health: @Sendable () async -> [String: String]
    /// Asks a plugin's own route.
    public var route: @Sendable (_ id: String, Person?, RouteRequest) async throws(Failure) -> RouteAnswer

    /// Binds every part.
    public init(
        list: @escaping @Sendable () async throws(Failure) -> [JSON], enabled: @escaping @Sendable () async throws(Failure) -> [JSON],
        setEnabled: @escaping @Sendable (String, Bool, Person) async throws(Failure) -> JSON,
        health: @escaping @Sendable () async -> [String: String],
        route: @escaping @Sendable (String, Person?, RouteRequest) async throws(Failure) -> RouteAnswer
    ) {
        self.list = list
        self.enabled = enabled
        self.setEnabled = setEnabled
        self.health = health
        self.route = route
    }
}
