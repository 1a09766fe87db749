import Core
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Synchronization

extension Request {
    /// The whole body, when it is at most `limit` bytes and arrives within `seconds`.
    func bytes(limit: Int, seconds: Double) async throws -> [UInt8] {
        // Nothing is coming (RFC 9112 6.3), so nobody needs to watch the clock.
        if headers[.transferEncoding] == nil, headers[.contentLength].map({ $0 == "0" }) ?? true { return [] }
        return try await deadline(seconds: seconds) {
            var bytes: [UInt8] = []
            try await pour(limit: limit) { bytes += $0 }
            return bytes
        }
    }

    /// Hands over the body as it comes; the next piece is read when one is taken. A problem when there are more than `limit` bytes.
    func pour(limit: Int, into take: ([UInt8]) async throws -> Void) async throws {
        if let length = headers[.contentLength].flatMap(Int.init), length > limit { throw Problem(.tooLarge, "The request is too large.") }
        if let coding = headers[.contentEncoding], coding.lowercased() != "identity" {
            throw Problem(.invalid, "Compressed requests are not taken.", status: 415)
        }
        var size = 0
        for try await piece in body {
            size += piece.readableBytes
            guard size <= limit else { throw Problem(.tooLarge, "The request is too large.") }
            try await take(Array(piece.readableBytesView))
        }
    }

    /// The body as a JSON object. A problem when it is not `application/json`, not JSON, or no object.
    func json(_ limits: WebConfiguration.Limits) async throws -> JSON {
        try requireJSON()
        let bytes = try await bytes(limit: limits.json, seconds: limits.bodySeconds)
        guard let json = try? JSON(parsing: bytes), json.object != nil else {
            throw Problem(.invalid, "The body must be a JSON object.")
        }
        return json
    }

    /// A problem when the body is not declared as `application/json`: a form of another site cannot declare that.
    func requireJSON() throws {
        let type = headers[.contentType]?.split(separator: ";").first?.trimming().lowercased()
        guard type == "application/json" else { throw Problem(.invalid, "The body must be application/json.", status: 415) }
    }

    /// The value of a query item, decoded.
    func query(_ name: String) -> String? { uri.queryParameters.get(name) }
}

extension JSON {
    /// A required text member; the problem names it.
    func text(_ name: String) throws(Problem) -> String {
        guard let value = self[name]?.string else { throw Problem(.invalid, "This is missing.", field: name) }
        return value
    }
}

/// How long a request that is still arriving holds up the end of the server.
private let patienceAtTheEnd = Duration.seconds(2)

/// Runs `work` for at most `seconds`; after that it is cancelled and a 408 is thrown. A server that is told to stop waits for it two
/// seconds more, then a 503 is thrown.
///
/// What has come already, as nearly every body has, is done at once and needs no clock.
func deadline<T: Sendable>(seconds: Double, _ work: @escaping @Sendable () async throws -> T) async throws -> T {
    let isDone = Atomic(false)
    let work = Task.immediate {
        defer { isDone.store(true, ordering: .releasing) }
        return try await work()
    }
    if isDone.load(ordering: .acquiring) { return try await work.value }
    return try await withThrowingTaskGroup(of: T?.self) { group in
        group.addTask {
            try await withTaskCancellationHandler {
                try await work.value
            } onCancel: {
                work.cancel()
            }
        }
        group.addTask {
            try await Task.sleep(for: .seconds(seconds))
            return nil
        }
        group.addTask {
            try await gracefulShutdown()
            try await Task.sleep(for: patienceAtTheEnd)
            throw Problem(.unavailable, "The server is stopping. Try again in a moment.")
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let value = first else {
            throw Problem(.timeout, "The request took too long to arrive.", status: 408)
        }
        return value
    }
}

extension Response {
    /// A JSON answer that no cache keeps.
    static func json(_ json: JSON, status: HTTPResponse.Status = .ok) -> Response { .json(bytes: json.bytes, status: status) }

    /// A JSON answer from text that is JSON already.
    static func json(bytes: [UInt8], status: HTTPResponse.Status = .ok, type: String = "application/json") -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// 204.
    static var nothing: Response { Response(status: .noContent) }
}
