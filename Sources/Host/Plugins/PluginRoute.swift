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
    public var headers: [(String, String)]
    /// Who is signed in; nil for nobody.
    public var user: UserID?
    /// What was sent; at most 16 MiB.
    public var body: [UInt8]

    /// A request.
    public init(method: String, path: String, query: String, headers: [(String, String)], user: UserID?, body: [UInt8]) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.user = user
        self.body = body
    }

    /// The head as a plugin reads it.
    var head: JSON {
        var names: [String: JSON] = [:]
        for (name, value) in headers where !PluginRequest.secret.contains(name.lowercased()) { names[name.lowercased()] = .string(value) }
        return [
            "method": .string(method), "path": .string(path), "query": .string(query), "headers": .object(names),
            "user": user.map { .string("\($0)") } ?? .null,
        ]
    }

    private static let secret: Set<String> = ["cookie", "authorization", "proxy-authorization", "x-csrf-token"]
}

/// A plugin's answer to a request: the head now, the body as it comes.
public struct PluginResponse: Sendable {
    /// 200 to 599.
    public var status: Int
    /// Headers a plugin may set; every other one it named is left out, and it can set no cookie.
    public var headers: [(String, String)]
    /// The body in pieces; fails with a `Failure` when the plugin does.
    public var body: PluginAnswer
}

extension PluginRegistry {
    /// Hands a request to a plugin and waits for the head of its answer. Fails with `notFound` for a plugin that is not there,
    /// `unavailable` at once for one that is not on, `timeout` after 30 s, and `failed` when the head makes no sense.
    public func route(_ id: String, _ request: PluginRequest) async throws(Failure) -> PluginResponse {
        guard request.body.count <= Catalogue.argumentLimit else { throw Failure(.tooLarge, "a request body past 16 MiB") }
        let answer = try ask(id, "route/1", [request.head.bytes, request.body])
        let (head, rest) = try await answer.split()
        let json: JSON
        do { json = try JSON(parsing: head) } catch { throw Failure(.failed, "\(id) answered a head that is not JSON") }
        guard let status = json["status"]?.int, (200...599).contains(status) else { throw Failure(.failed, "\(id) answered no status") }
        var headers: [(String, String)] = []
        for (name, value) in (json["headers"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard PluginResponse.allowed.contains(name.lowercased()), let text = value.string,
                text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 || $0 == 9 })
            else { continue }
            headers.append((name.lowercased(), text))
        }
        return PluginResponse(status: Int(status), headers: headers, body: rest)
    }
}

extension PluginResponse {
    fileprivate static let allowed: Set<String> = [
        "content-type", "content-language", "content-disposition", "cache-control", "etag", "last-modified", "location", "retry-after",
        "vary",
        "www-authenticate", "allow", "dav",
    ]
}

extension PluginAnswer {
    /// The first piece, and the rest as an answer of its own. Fails when there is no first piece.
    func split() async throws(Core.Failure) -> ([UInt8], PluginAnswer) {
        let (stream, pieces) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
        let (heads, head) = AsyncStream<Result<[UInt8], Core.Failure>>.makeStream()
        let source = self.stream
        let pump = Task {
            var isFirst = true
            do {
                for try await piece in source {
                    if isFirst { head.yield(.success(piece)) } else { pieces.yield(piece) }
                    isFirst = false
                }
                head.yield(.failure(Core.Failure(.failed, "an answer without a head")))
                pieces.finish()
            } catch {
                let failure = error as? Core.Failure ?? Core.Failure(.cancelled, "\(error)")
                head.yield(.failure(failure))
                pieces.finish(throwing: failure)
            }
        }
        pieces.onTermination = { if case .cancelled = $0 { pump.cancel() } }
        var iterator = heads.makeAsyncIterator()
        guard let first = await iterator.next() else {
            pump.cancel()
            throw Core.Failure(.cancelled, "the asker gave up")
        }
        return (try first.get(), PluginAnswer(stream: stream))
    }
}
