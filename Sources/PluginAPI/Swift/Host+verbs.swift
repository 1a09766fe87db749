extension Host {
    /// The plugin's own data, sealed at rest. A scope is `""`, `user:ID` or `account:ID`.
    public var kv: KV { KV(host: self) }

    /// What people filled into the form of the manifest; scope `""` or `user:ID`.
    public func settings(_ scope: String = "") async throws(Failure) -> JSON { try JSON(parsing: try await call("settings.get/1", scope)) }

    /// One https request to a granted host. Redirects are answered, not followed.
    public func fetch(_ fetch: Fetch) async throws(Failure) -> Fetched {
        let head: JSON = [
            "method": .string(fetch.method), "url": .string(fetch.url), "headers": .object(fetch.headers.mapValues(JSON.string)),
            "timeout": .int(Int64(fetch.timeout)), "max": .int(Int64(fetch.limit)),
        ]
        do {
            var answer: JSON?
            var body: [UInt8] = []
            for try await piece in stream("http.fetch/1", [head.bytes, fetch.body]) {
                if answer == nil { answer = try JSON(parsing: piece) } else { body += piece }
            }
            guard let answer, let status = answer["status"]?.int else { throw Failure(.cancelled, "no answer") }
            return Fetched(
                status: Int(truncatingIfNeeded: status), headers: (answer["headers"]?.object ?? [:]).compactMapValues(\.string), body: body)
        } catch { throw Failure(error) }
    }

    /// Calls JMAP methods as a user; gives the members of `methodResponses`.
    public func jmap(_ user: String, _ calls: [JSON]) async throws(Failure) -> [JSON] {
        let request: JSON = [
            "using": [
                "urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail", "urn:ietf:params:jmap:submission",
                "urn:mailflow:params:jmap:mail",
            ],
            "methodCalls": .array(calls),
        ]
        let response = try JSON(parsing: try await call("mail.call/1", [Array(user.utf8), request.bytes]))
        guard let answers = response["methodResponses"]?.array else { throw Failure(.failed, "no methodResponses") }
        return answers
    }

    /// Keeps a note on a message; nil removes it.
    public func annotate(_ user: String, _ email: String, _ note: JSON?) async throws(Failure) {
        try await call("mail.annotate/1", [Array(user.utf8), Array(email.utf8), note?.bytes ?? []])
    }

    /// Who a user is.
    public func user(_ id: String) async throws(Failure) -> JSON { try JSON(parsing: try await call("users.get/1", id)) }

    /// The mail accounts of a user.
    public func accounts(_ user: String) async throws(Failure) -> JSON { try JSON(parsing: try await call("accounts.list/1", user)) }

    /// Tells the open browsers of a user something.
    public func push(_ user: String, _ message: JSON) async throws(Failure) {
        try await call("ui.push/1", [Array(user.utf8), message.bytes])
    }

    /// Comes back when the time has passed.
    public func after(milliseconds: Int) async throws(Failure) { try await call("timer.after/1", "\(milliseconds)") }

    /// Random bytes.
    public func random(_ count: Int) async throws(Failure) -> [UInt8] { try await call("crypto.random/1", "\(count)") }
}

/// The plugin's own values.
public struct KV: Sendable {
    let host: Host

    /// The value; nil when there is none.
    public func get(_ scope: String, _ key: String) async throws(Failure) -> [UInt8]? {
        do { return try await host.call("kv.get/1", scope, key) } catch {
            if error.kind == .notFound { return nil }
            throw error
        }
    }

    /// Keeps a value.
    public func put(_ scope: String, _ key: String, _ value: [UInt8]) async throws(Failure) {
        try await host.call("kv.put/1", [Array(scope.utf8), Array(key.utf8), value])
    }

    /// Forgets a value.
    public func delete(_ scope: String, _ key: String) async throws(Failure) { try await host.call("kv.delete/1", scope, key) }

    /// The keys that begin with a prefix, sorted.
    public func keys(_ scope: String, prefix: String = "") async throws(Failure) -> [String] {
        try JSON(parsing: try await host.call("kv.list/1", scope, prefix)).array?.compactMap(\.string) ?? []
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
        _ method: String = "GET", _ url: String, headers: [String: String] = [:], body: [UInt8] = [], timeout: Int = 10,
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
}
