import Core
import Logging
import NIOCore
import NIOSSL

/// The event loop's side of a connection: bytes in, responses out to those who asked, commands out in order. Touched on its loop only.
final class Conversation: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    let options: ConnectionOptions
    let log: Logger
    let shared: SharedState
    let events: EventSink

    var state = SessionState() { didSet { isDirty = true } }
    var pipeline: Pipeline<Exchange>
    var reader: ResponseReader
    var channel: (any Channel)?
    var inflater: Deflate?
    var deflater: Deflate?
    /// Waits for the server's first words.
    var greeting: ((Result<StatusResponse, Failure>) -> Void)?
    /// What TLS had to complain about.
    var problem: ConnectionProblem?
    /// Why it ended; nothing happens after that.
    var ended: Failure?
    /// Bytes that arrived behind the response that changes how bytes are read.
    var stopsReading = false
    var isPaused = false
    var isFlushing = false
    var idle = IdleState()
    var clock: Scheduled<Void>?
    var lastProgress = NIODeadline.now()
    private var isDirty = false

    init(options: ConnectionOptions, log: Logger, shared: SharedState, events: EventSink) {
        self.options = options
        self.log = log
        self.shared = shared
        self.events = events
        pipeline = Pipeline(depth: options.pipelineDepth)
        reader = ResponseReader(limits: options.limits)
    }

    // MARK: The channel

    func handlerAdded(context: ChannelHandlerContext) { channel = context.channel }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard ended == nil else { return }
        lastProgress = .now()
        let buffer = unwrapInboundIn(data)
        do throws(Failure) {
            try buffer.withUnsafeReadableBytes { bytes throws(Failure) in try receive(bytes) }
        } catch {
            end(error)
        }
        publish()
    }

    func channelInactive(context: ChannelHandlerContext) {
        let words = state.farewell.map { ": \($0)" } ?? ""
        end(
            Failure(
                .unavailable, "IMAP: the server closed the connection\(words)",
                message: state.farewell.map { "The mail server said goodbye: \($0)" } ?? "The mail server closed the connection."))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case NIOSSLError.uncleanShutdown = error { return context.close(promise: nil) }
        problem = problem ?? ConnectionProblem.tlsProblem(error)
        end(ConnectionProblem.failure(of: error))
    }

    // MARK: Hearing

    private func receive(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        guard let inflater else { return try receivePlain(bytes) }
        try inflater.run(bytes) { plain throws(Failure) in try receivePlain(plain) }
    }

    private func receivePlain(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        var position = 0
        while ended == nil, let response = try reader.read(bytes, at: &position) {
            try handle(response)
            if stopsReading {
                stopsReading = false
                let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
                if rest.isEmpty { return }
                guard inflater != nil else {
                    throw Failure(
                        .unavailable, "IMAP: \(rest.count) bytes came between STARTTLS and TLS",
                        message: "The mail server's answer to STARTTLS cannot be trusted.")
                }
                return try receive(rest)
            }
        }
    }

    private func handle(_ response: Response) throws(Failure) {
        if let greeting {
            guard case .untagged(.condition(let status)) = response, [.ok, .preauth, .bye].contains(status.condition) else {
                throw Failure(.unavailable, "IMAP: no greeting", message: ConnectionProblem.notIMAP)
            }
            self.greeting = nil
            _ = state.receive(status)
            publish()
            return greeting(.success(status))
        }
        switch response {
        case .continuation(let text): try goOn(text)
        case .untagged(let data): hear(data)
        case .tagged(let tag, let status):
            guard let exchange = pipeline.end(tag) else {
                throw Failure(.unavailable, "IMAP: an answer to no command", message: "The mail server's answer could not be understood.")
            }
            let event = state.receive(status)
            exchange.settle(status, in: &state)
            publish()
            if let event { events.send(event) }
            if exchange.isStreaming || !exchange.unsent.isEmpty {
                pipeline.isHeld = false
                // The server refused before the whole message was sent: what it still expects is unknown once bytes are out.
                if exchange.isStreaming {
                    exchange.end(.success(status))
                    throw Failure(.unavailable, "IMAP: \(exchange.command.name) ended early: \(status.text)")
                }
            }
            exchange.end(.success(status))
            settled()
            pump()
        }
    }

    private func hear(_ data: Untagged) {
        if case .unreadable(let excerpt) = data { log.warning("IMAP response passed over", metadata: ["response": "\(excerpt)"]) }
        let event = state.receive(data)
        let claimed = pipeline.underWay.contains { $0.entry.take(data) }
        if case .condition(let status) = data, status.condition == .bye {
            let isLogout = pipeline.underWay.contains { $0.entry.command.name == "LOGOUT" }
            if !isLogout {
                end(
                    Failure(
                        .unavailable, "IMAP: BYE \(status.text)",
                        message: state.isTrusted ? "The mail server said goodbye: \(status.text)" : "The mail server closed the connection."
                    ))
            }
            return
        }
        if !claimed, let event {
            publish()
            events.send(event)
        }
    }

    // MARK: The end

    /// Closes for good: everybody who waits fails with this.
    func end(_ failure: Failure) {
        guard ended == nil else { return }
        ended = failure
        clock?.cancel()
        idle.cancel()
        publish()
        for exchange in pipeline.drain() { exchange.end(.failure(failure)) }
        let greeting = greeting
        self.greeting = nil
        greeting?(.failure(failure))
        events.finish(failure)
        channel?.close(mode: .all, promise: nil)
    }

    /// Lets other threads see the state.
    func publish() {
        guard isDirty || ended != nil else { return }
        isDirty = false
        shared.set(state.snapshot, isOpen: ended == nil)
    }
}
