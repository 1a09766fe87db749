public import Core

/// A request to `/plugins/ID/…`.
public struct PluginRequest: Sendable {
    /// The method.
    public var method: String
    /// What follows `/plugins/ID`, beginning with `/`.
    public var path: String
    /// What follows `?`; may be empty.
    public var query: String
    /// Names and values; cookies and credentials never reach a plugin.
    public var headers: [(name: String, value: String)]
    /// Who is signed in; nil for nobody.
    public var user: UserID?
    /// What was sent; at most 16 MiB, and empty where there is an `upload`.
    public var body: [UInt8]
    /// What is being sent, for a plugin that reads it piece by piece; nil when all of it is in `body`.
    public var upload: PluginUpload?
    /// The prefix it came in under; empty for `/plugins/ID`.
    public var mount: String
    /// Where it came from.
    public var origin: Origin

    /// Where a request came from, as far as that can be believed.
    public struct Origin: Sendable {
        /// The client's address; may be empty.
        public var remote: String
        /// `https` or `http`, as the client speaks it.
        public var scheme: String
        /// The host, and the port where there is one, that the client asked for.
        public var host: String

        /// An origin.
        public init(remote: String = "", scheme: String = "", host: String = "") {
            self.remote = remote
            self.scheme = scheme
            self.host = host
        }
    }

    /// A request.
    public init(
        method: String, path: String, query: String, headers: [(name: String, value: String)], user: UserID?, body: [UInt8],
        upload: PluginUpload? = nil, mount: String = "", origin: Origin = Origin()
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.user = user
        self.body = body
        self.upload = upload
        self.mount = mount
        self.origin = origin
    }

    /// The head as a plugin reads it, as JSON; `id` names a body that it reads while it comes. Only on a mount, and only for a plugin that may check passwords, it holds Authorization.
    func head(mayCheckPasswords: Bool, id: String = "") -> [UInt8] {
        var shown: [(name: String, value: String)] = []
        for (name, value) in headers {
            let name = name.lowercased()
            if PluginRequest.secret.contains(name), !(name == "authorization" && !mount.isEmpty && mayCheckPasswords) { continue }
            // RFC 9110 5.2: several fields of one name are one list.
            if let known = shown.firstIndex(where: { $0.name == name }) {
                shown[known].value += ", \(value)"
            } else {
                shown.append((name, value))
            }
        }
        var json = JSONWriter(capacity: 512)
        json.object { head in
            head.member("method", method)
            head.member("path", path)
            head.member("query", query)
            head.name("headers")
            head.object { fields in
                for (name, value) in shown {
                    fields.name(of: name)
                    fields.text(value)
                }
            }
            head.name("user")
            if let user { head.text("\(user)") } else { head.value(.null) }
            head.member("mount", mount)
            head.member("remote", origin.remote)
            head.member("scheme", origin.scheme)
            head.member("host", origin.host)
            guard let upload else { return }
            head.name("body")
            head.value(["id": .string(id), "size": upload.size.map { .int(Int64($0)) } ?? .null])
        }
        return json.bytes
    }

    private static let secret: Set<String> = ["cookie", "authorization", "proxy-authorization", "x-csrf-token"]
}

/// A plugin's answer to a request: the head now, the body as it comes.
public struct PluginResponse: Sendable {
    /// 200 to 599.
    public var status: Int
    /// Headers a plugin may set; every other one it named is left out, and it can set no cookie.
    public var headers: [(name: String, value: String)]
    /// The body.
    public var body: PluginBody
}

extension PluginRegistry {
    /// Hands a request to a plugin and waits for the head of its answer. Fails with `notFound` for a plugin that is not there,
    /// `unavailable` at once for one that is not on, `timeout` after 30 s, and `failed` when the head makes no sense.
    public nonisolated func route(_ id: String, _ request: PluginRequest) async throws(Failure) -> PluginResponse {
        guard request.body.count <= Catalogue.argumentLimit else { throw Failure(.tooLarge, "a request body past 16 MiB") }
        // Who runs is on the board: nobody waits for the registry, which may be busy.
        let known = board.session(id)
        var session = if let known, known.isOn { known } else { try await routed(id) }
        var answer = try await ask(session, request)
        if answer == nil {
            // Its successor has taken over since.
            session = try await routed(id)
            answer = try await ask(session, request)
        }
        guard let opening = answer else { throw Failure(.unavailable, "\(id) is not on", message: "This plugin is switched off.") }
        let ledger = session.ledger
        func broken(_ what: String) -> Failure {
            ledger.say("error", "\(request.method) \(PluginLibrary.line(request.path)): it answered \(what)", seams.clock.now())
            return Failure(.failed, "\(id) answered \(what)")
        }
        let json: JSON
        do { json = try JSON(parsing: opening.head) } catch { throw broken("a head that is not JSON") }
        guard let status = json["status"]?.int, (200...599).contains(status) else { throw broken("a head without a status of 200 to 599") }
        var headers: [(name: String, value: String)] = []
        for (name, value) in (json["headers"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard PluginResponse.mayName(name.lowercased(), onMount: !request.mount.isEmpty), let text = value.string,
                text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 || $0 == 9 })
            else { continue }
            // Names that differ in case alone are one field; the last one holds.
            headers.removeAll { $0.name == name.lowercased() }
            headers.append((name.lowercased(), text))
        }
        var body = opening.body
        if let length = json["length"]?.int, (0...PluginResponse.short).contains(length) {
            if request.upload == nil { body = .whole(try await body.whole()) }
            if case .whole(let bytes) = body, bytes.count != Int(length) {
                throw broken("\(bytes.count) bytes, but its head said \(length)")
            }
        }
        return PluginResponse(status: Int(status), headers: headers, body: body)
    }

    /// Hands the request over; nil when the plugin is not on and was not asked.
    private nonisolated func ask(_ session: PluginSession, _ request: PluginRequest) async throws(Failure) -> Opening? {
        if let grant = Grant(mount: request.mount) { session.use(grant) }
        let mayCheck = session.verbs.has(.users) && board.mayCheckPasswords(session.manifest.id)
        return try await session.open("route/1", request.upload) { body in
            [request.head(mayCheckPasswords: mayCheck, id: body), request.body]
        }
    }

    /// The code of a plugin that answers requests; fails when there is none now.
    private func routed(_ id: String) throws(Failure) -> PluginSession {
        if let entry = entries[id], entry.paragraph.enabled, current(id) == nil {
            throw Failure(.unavailable, "\(id) is \(entry.state)", message: "This plugin does not run now.", retryAfter: 5)
        }
        return try session(id)
    }
}

extension PluginResponse {
    fileprivate static let allowed: Set<String> = [
        "content-type", "content-language", "content-disposition", "cache-control", "etag", "last-modified", "location", "retry-after",
        "vary", "www-authenticate", "allow", "dav", "accept-ranges", "content-range", "x-accel-buffering",
    ]

    /// The longest body that is passed on at once.
    fileprivate static let short: Int64 = 1 << 20

    /// What the house alone says about an answer: its framing, cookies and what protects the rest of the site.
    private static let owned: Set<String> = [
        "set-cookie", "set-cookie2", "connection", "transfer-encoding", "content-length", "keep-alive", "upgrade", "trailer", "te", "date",
        "server", "alt-svc", "proxy-authenticate", "content-security-policy", "content-security-policy-report-only",
        "x-content-type-options", "x-frame-options", "strict-transport-security", "referrer-policy", "permissions-policy",
        "cross-origin-opener-policy", "cross-origin-resource-policy", "cross-origin-embedder-policy", "clear-site-data", "report-to",
        "reporting-endpoints", "nel", "service-worker-allowed", "origin-agent-cluster", "expect-ct", "public-key-pins",
    ]

    /// Whether a plugin may set a header field; on a mount all but what the house owns.
    static func mayName(_ name: String, onMount: Bool) -> Bool {
        guard !name.isEmpty, name.utf8.count <= 64,
            name.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95 })
        else { return false }
        return onMount ? !owned.contains(name) : allowed.contains(name)
    }
}
