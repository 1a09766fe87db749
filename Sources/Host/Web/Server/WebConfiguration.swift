/// What an admin may decide about the HTTP face.
public struct WebConfiguration: Sendable {
    /// The address people type, without a slash at the end; empty: whatever the request says.
    public var appURL: String
    /// Whose `X-Forwarded-*` headers are believed.
    public var trustedProxies: [AddressRange]
    /// The folder of the web app's files; nil when there is none.
    public var assets: String?
    /// The secret behind signatures: CSRF proofs and picture links.
    public var secret: [UInt8]
    /// The version people see.
    public var version: String
    /// Limits of requests.
    public var limits: Limits

    /// How much a client may ask at once.
    public struct Limits: Sendable {
        /// Bytes of a REST body.
        public var json = 1 << 20
        /// Bytes of a JMAP request (`maxSizeRequest`).
        public var jmap = 10_000_000
        /// Bytes of a body for a plugin, which takes it in one argument.
        public var plugin = 16 << 20
        /// Bytes above which a plugin that can reads a body while it comes.
        public var pluginWhole = 256 << 10
        /// Bytes of a body for a plugin that reads it while it comes.
        public var pluginUpload = 1 << 30
        /// Seconds between two pieces of such a body.
        public var pluginPause: Double = 30
        /// Bytes of an upload (`maxSizeUpload`).
        public var upload = 50_000_000
        /// Seconds a body may take to arrive.
        public var bodySeconds: Double = 60
        /// Seconds an upload may take to arrive.
        public var uploadSeconds: Double = 600
        /// Seconds a connection may be silent.
        public var idleSeconds: Int64 = 60
        /// WebSockets and event streams of one user at once.
        public var streamsPerUser = 32
        /// Requests of one WebSocket in work at once.
        public var requestsPerSocket = 4
        /// Seconds between pings on a WebSocket.
        public var pingSeconds: Int64 = 30
        /// Tries per address within the window on sign-in routes.
        public var signInTries = 10
        /// The window of sign-in tries in seconds.
        public var signInWindow: Double = 900

        /// The usual limits.
        public init() {}
    }

    /// A configuration with the usual limits.
    public init(
        secret: [UInt8], appURL: String = "", trustedProxies: [AddressRange] = [], assets: String? = nil, version: String = "0",
        limits: Limits = .init()
    ) {
        self.secret = secret
        self.appURL = appURL
        self.trustedProxies = trustedProxies
        self.assets = assets
        self.version = version
        self.limits = limits
    }
}
