/// How a connection behaves: time limits, sizes, trust, and what it tells the server about itself.
public struct ConnectionOptions: Sendable {
    /// For each TCP address and for the TLS handshake.
    public var connectTimeout: Duration = .seconds(15)
    /// For signing in.
    public var signInTimeout: Duration = .seconds(30)
    /// For the longest silence while an answer is awaited.
    public var silenceTimeout: Duration = .seconds(30)
    /// For a whole command, however lively; not counted while the reader of a fetch holds it back.
    public var commandTimeout: Duration = .seconds(600)
    /// How long one IDLE lasts before it is made anew, which proves that the connection lives.
    public var idleRenewal: Duration = .seconds(25 * 60)
    /// How often NOOP asks where there is no IDLE.
    public var pollInterval: Duration = .seconds(60)
    /// How many commands may be under way at once.
    public var pipelineDepth = 16
    /// Bytes of fetched messages that may wait for a slow reader before the socket is left alone.
    public var readAhead = 4 << 20
    /// How long the connection rests before it goes IDLE, so that one command after another does not end it each time.
    public var idleDelay: Duration = .milliseconds(50)
    /// When COMPRESS=DEFLATE is used where offered.
    public var compression: Compression = .overTheInternet
    /// Whether UTF8=ACCEPT is turned on where offered.
    public var utf8 = true
    /// The largest line and literal accepted.
    public var limits = ReaderLimits()
    /// PEM certificates trusted beside the system's.
    public var extraTrustRoots: [String] = []
    /// What ID tells the server (RFC 2971). Nil: ID is not sent.
    public var identification: [(String, String)]? = [("name", "MailFlow")]

    /// The defaults.
    public init() {}
}

extension ConnectionOptions {
    /// When COMPRESS=DEFLATE is used (RFC 4978).
    public enum Compression: Sendable {
        /// Not on private and loopback addresses, where it only costs time.
        case overTheInternet
        case always
        case never
    }
}
