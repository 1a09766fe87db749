import Core
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// What a plugin answered, on its way to a client: piece by piece, as fast as the client takes them.
struct PluginAnswer: Sendable {
    let plugin: String
    let answer: PluginPort.RouteAnswer
    let onMount: Bool
    /// The request's body, when the plugin reads it while it comes; closed with the answer.
    let large: PulledBody?

    /// The policy of a page that a plugin answers by itself: nothing may run, and nothing loads from elsewhere.
    static let policy =
        "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'; sandbox allow-forms allow-popups"

    /// Asks a plugin and answers with what it says, or with what was wrong with the body it read.
    static func response(
        to request: Request, of plugin: String, onMount: Bool, _ large: PulledBody?,
        _ ask: () async throws -> PluginPort.RouteAnswer
    ) async throws -> Response {
        do {
            let answer = PluginAnswer(plugin: plugin, answer: try await ask(), onMount: onMount, large: large)
            let (response, hasBody) = try answer.response(to: request)
            if !hasBody { await large?.close() }
            return response
        } catch {
            await large?.close()
            throw large?.problem ?? error
        }
    }

    private func response(to request: Request) throws -> (Response, hasBody: Bool) {
        guard (200..<600).contains(answer.status) else { throw Failure(.failed, "plugin \(plugin) answered status \(answer.status)") }
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            guard let name = HTTPField.Name(name), name != .setCookie, !value.utf8.contains(where: { $0 < 32 && $0 != 9 || $0 == 127 })
            else { continue }
            // Each comes once, and none of them is among those that follow.
            headers.append(HTTPField(name: name, value: value))
        }
        headers.append(HTTPField(name: .contentSecurityPolicy, value: Self.policy))
        if onMount { headers.append(HTTPField(name: .resourcePolicy, value: "cross-origin")) }
        let status = HTTPResponse.Status(code: answer.status)
        guard answer.status != 204, answer.status != 304, request.method != .head || large == nil else {
            return (Response(status: status, headers: headers), false)
        }
        let pieces: PluginPort.Pieces
        switch answer.body {
        case .whole(let bytes):
            // The answer to HEAD has no body to take a length from.
            if request.method == .head { return (Response(status: status, headers: headers), false) }
            return (Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))), false)
        case .pieces(let coming): pieces = coming
        }
        // What was to come from the client was read, or is not wanted. A body that says so ends by itself, whoever watches the client
        // through it; the one that was read does not, and watching that would end the server.
        var done = request
        if large == nil { done.body = RequestBody(buffer: ByteBuffer()) }
        let (body, large) = (done.body, large)
        let response = Response(
            status: status, headers: headers,
            body: ResponseBody { writer in
                do {
                    try await PluginAnswer.write(pieces, to: &writer, leaving: large == nil ? body : nil)
                } catch {
                    await large?.close()
                    throw error
                }
                await large?.close()
                try await writer.finish(nil)
            })
        return (response, true)
    }

    /// Writes pieces as they come. A plugin that lets its client wait for more than a second is told when the
    /// client leaves, unless it is the plugin that reads from the client: it hears of it there.
    private static func write(_ pieces: PluginPort.Pieces, to writer: inout any ResponseBodyWriter, leaving body: RequestBody?)
        async throws
    {
        guard let body else {
            for try await piece in pieces where !piece.isEmpty { try await writer.write(ByteBuffer(bytes: piece)) }
            return
        }
        while true {
            let next = PluginAnswer.next(of: pieces)
            guard await next.settles(within: Duration.seconds(1)) else {
                return try await write(next, pieces, to: &writer, leaving: body)
            }
            guard let piece = try await next.value else { return }
            if !piece.isEmpty { try await writer.write(ByteBuffer(bytes: piece)) }
        }
    }

    private static func next(of pieces: PluginPort.Pieces) -> Task<[UInt8]?, any Error> {
        Task {
            var iterator = pieces.makeAsyncIterator()
            return try await iterator.next()
        }
    }

    /// Writes a piece that is late and all that follow it, while somebody watches whether the client is still there. Once and to the
    /// end, because what was watched is used up by it.
    private static func write(
        _ late: Task<[UInt8]?, any Error>, _ pieces: PluginPort.Pieces, to writer: inout any ResponseBodyWriter, leaving body: RequestBody
    ) async throws {
        let waiting = Waiting()
        try await body.consumeWithInboundCloseHandler { _ in
            var next = late
            while let piece = try await waiting.value(of: next) {
                if !piece.isEmpty { try await writer.write(ByteBuffer(bytes: piece)) }
                next = PluginAnswer.next(of: pieces)
            }
        } onInboundClosed: {
            waiting.end()
        }
    }
}

/// The piece that a client waits for, until the client leaves.
private final class Waiting: Sendable {
    private let state = Mutex<(task: Task<[UInt8]?, any Error>?, isOver: Bool)>((nil, false))

    /// What a task brings; it is cancelled when the client leaves, or has left.
    func value(of task: Task<[UInt8]?, any Error>) async throws -> [UInt8]? {
        let isOver = state.withLock { state in
            state.task = task
            return state.isOver
        }
        if isOver { task.cancel() }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// The client left.
    func end() {
        let task = state.withLock { state in
            state.isOver = true
            return state.task
        }
        task?.cancel()
    }
}

extension Task where Failure == any Error {
    /// Whether the task ends within a time. It goes on either way.
    func settles(within time: Duration) async -> Bool {
        let (stream, signal) = AsyncStream<Bool>.makeStream()
        let waits = Task<Void, Never> {
            _ = await self.result
            signal.yield(true)
        }
        let late = Task<Void, Never> {
            if (try? await Task<Never, Never>.sleep(for: time)) != nil { signal.yield(false) }
        }
        defer {
            late.cancel()
            waits.cancel()
        }
        for await settled in stream { return settled }
        // The asker was cancelled.
        cancel()
        return true
    }
}
