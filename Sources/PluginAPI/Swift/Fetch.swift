extension Host {
    /// One https request to a granted host, its answer as a whole. Redirects are answered, not followed.
    /// Fails with `denied` for a host that was not granted, `unavailable`, `timeout`, or `tooLarge` past `limit`.
    public func fetch(_ fetch: Fetch) async throws(Failure) -> Fetched {
        let answer = try await open(fetch)
        return Fetched(status: answer.status, headers: answer.headers, body: try await Host.whole(answer.body))
    }

    /// One https request to a granted host: comes back with the head, and the body follows in pieces as it arrives.
    /// Fails as `fetch` does; dropping the body ends the transfer.
    public func open(_ fetch: Fetch) async throws(Failure) -> FetchedStream {
        let head: JSON = [
            "method": .string(fetch.method), "url": .string(fetch.url), "headers": .object(fetch.headers.mapValues(JSON.string)),
            "timeout": .int(Int64(fetch.timeout)), "max": .int(Int64(fetch.limit)),
        ]
        let (answer, body) = try await headed("http.fetch/1", [head.bytes, fetch.body])
        guard let status = answer["status"]?.int else { throw Failure(.failed, "an answer without a status") }
        return FetchedStream(
            status: Int(truncatingIfNeeded: status), headers: (answer["headers"]?.object ?? [:]).compactMapValues(\.string), body: body)
    }
}

/// A request to the web.
public struct Fetch: Sendable {
    /// The method.
    public var method: String
    /// An https URL.
    public var url: String
    /// Headers by name.
    public var headers: [String: String]
    /// What is sent.
    public var body: [UInt8]
    /// Seconds for all of it.
    public var timeout: Int
    /// The most bytes of the answer.
    public var limit: Int

    /// A request.
    public init(
        _ method: String, _ url: String, headers: [String: String] = [:], body: [UInt8] = [], timeout: Int = 10,
        limit: Int = 4 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.limit = limit
    }
}

/// What came back from the web.
public struct Fetched: Sendable {
    /// The status code.
    public let status: Int
    /// Headers by lower-case name.
    public let headers: [String: String]
    /// The body.
    public let body: [UInt8]

    /// An answer, as a test makes it.
    public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// What comes back from the web, while it comes.
public struct FetchedStream: Sendable {
    /// The status code.
    public let status: Int
    /// Headers by lower-case name.
    public let headers: [String: String]
    /// The body in pieces; fails with a `Failure`.
    public let body: Pieces
}
