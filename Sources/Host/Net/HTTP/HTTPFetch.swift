public import Core

/// One request to the outside.
public struct HTTPFetch: Sendable {
    /// The method, such as `GET`.
    public var method: String
    /// An http or https URL without credentials.
    public var url: String
    /// Header fields; a line end in one is refused.
    public var headers: [(name: String, value: String)]
    /// What is sent along; nil for nothing.
    public var body: [UInt8]?
    /// The most bytes of an answer, after decompression. More ends the transfer with `tooLarge`.
    public var maxBytes: Int
    /// The most seconds for everything, redirects included.
    public var timeout: Double
    /// How many redirects are followed; each is checked like the first URL.
    public var maxRedirects: Int
    /// The only hosts that may be asked, lower case; nil for any. `*.example.org` allows what is below.
    public var allowedHosts: Set<String>?
    /// Whether http is allowed beside https.
    public var allowHTTP: Bool
    /// Which networks may be reached.
    public var policy: ConnectionPolicy

    /// A request with careful limits: 10 MB, 30 seconds, 3 redirects.
    public init(
        _ url: String, method: String = "GET", headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        maxBytes: Int = 10 << 20,
        timeout: Double = 30, maxRedirects: Int = 3, allowedHosts: Set<String>? = nil, allowHTTP: Bool = true,
        policy: ConnectionPolicy = .init()
    ) {
        self.url = url
        self.method = method
        self.headers = headers
        self.body = body
        self.maxBytes = maxBytes
        self.timeout = timeout
        self.maxRedirects = maxRedirects
        self.allowedHosts = allowedHosts
        self.allowHTTP = allowHTTP
        self.policy = policy
    }
}

/// What came back.
public struct HTTPAnswer: Sendable {
    /// The status of the last answer.
    public let status: Int
    /// Its header fields in order, names in lower case.
    public let headers: [(name: String, value: String)]
    /// Its body; empty when pieces were asked for.
    public let body: [UInt8]
    /// The URL that answered, after redirects.
    public let url: String

    /// The first value of a header field, by its lower case name.
    public subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
