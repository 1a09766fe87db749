import Core
import Foundation
import Hummingbird
import NIOCore
import Synchronization

/// The body of a request that is read only when its plugin asks for more.
/// Whoever makes one closes it before the request is over: two may never read from one connection.
final class PulledBody: Sendable {
    fileprivate struct State {
        var isOver = false
        var size = 0
        var reading: Task<[UInt8], any Error>?
        var problem: Problem?
    }

    /// How many bytes it has; nil when the client did not say.
    let size: Int?
    private let limits: WebConfiguration.Limits
    private let source: Source
    private let state = Mutex(State())

    /// A body of more than a piece or of unknown length; nil for any other. A problem when it is said to be larger than may be,
    /// or is compressed.
    static func large(_ request: Request, _ limits: WebConfiguration.Limits) throws(Problem) -> PulledBody? {
        let size = request.headers[.contentLength].flatMap(Int.init)
        let isOpen = request.headers[.transferEncoding] != nil
        guard size.map({ $0 > limits.pluginWhole }) ?? isOpen else { return nil }
        if let size, size > limits.pluginUpload { throw tooLarge }
        if let coding = request.headers[.contentEncoding], coding.lowercased() != "identity" {
            throw Problem(.invalid, "Compressed requests are not taken.", status: 415)
        }
        return PulledBody(request.body, size: size, limits)
    }

    private init(_ body: RequestBody, size: Int?, _ limits: WebConfiguration.Limits) {
        source = Source(body)
        self.size = size
        self.limits = limits
    }

    /// The body as a plugin is given it.
    var upload: PluginPort.Upload { PluginPort.Upload(size: size) { () async throws(Failure) in try await self.next() } }

    /// What the client did wrong, when that ended it.
    var problem: Problem? { state.withLock { $0.problem } }

    /// The next bytes; empty at the end. Whoever is cancelled gives the body up.
    func next() async throws(Failure) -> [UInt8] {
        let reading = state.withLock { state -> Task<[UInt8], any Error>? in
            guard !state.isOver, state.reading == nil else { return nil }
            let reading = Task { try await source.next() }
            state.reading = reading
            return reading
        }
        guard let reading else { throw Failure(.cancelled, "the body is over") }
        let isLate = OnceFlag()
        let alarm = Task { [limits] in
            try await Task.sleep(for: .seconds(limits.pluginPause))
            _ = isLate.raise()
            reading.cancel()
        }
        defer { alarm.cancel() }
        let result = await withTaskCancellationHandler {
            await reading.result
        } onCancel: {
            reading.cancel()
        }
        return try state.withLock { state throws(Failure) in
            state.reading = nil
            if case .success(let bytes) = result, !bytes.isEmpty {
                state.size += bytes.count
                guard state.size <= limits.pluginUpload else { throw state.end(Self.tooLarge) }
                return bytes
            }
            if !isLate.raise() { throw state.end(Problem(.timeout, "The request took too long to arrive.", status: 408)) }
            state.isOver = true
            guard case .success = result, !reading.isCancelled, size.map({ $0 == state.size }) ?? true else {
                throw Failure(.cancelled, "the client went away")
            }
            return []
        }
    }

    /// Reads no more, and comes back once nothing is being read.
    func close() async {
        let reading = state.withLock { state in
            state.isOver = true
            return state.reading
        }
        reading?.cancel()
        _ = await reading?.result
    }

    private static let tooLarge = Problem(.tooLarge, "The request is too large.")

    /// Where the bytes come from. Read by one task at a time, which `reading` sees to.
    private final class Source: @unchecked Sendable {
        private var iterator: RequestBody.AsyncIterator

        init(_ body: RequestBody) { iterator = body.makeAsyncIterator() }

        func next() async throws -> [UInt8] {
            while let buffer = try await iterator.next() {
                if buffer.readableBytes > 0 { return Array(buffer.readableBytesView) }
            }
            return []
        }
    }
}

extension PulledBody.State {
    fileprivate mutating func end(_ problem: Problem) -> Failure {
        isOver = true
        self.problem = problem
        return Failure(problem.status == 408 ? .timeout : .tooLarge, problem.detail, message: problem.detail)
    }
}
