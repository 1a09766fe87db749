import Core
import Logging
import NIOCore

extension Conversation {
    /// Lines a command up; sends it as soon as it may go.
    func submit(_ exchange: Exchange) {
        if let ended { return exchange.end(.failure(ended)) }
        guard !exchange.isAbandoned else { return exchange.end(.failure(Failure(.cancelled, "IMAP: cancelled"))) }
        pipeline.add(exchange, exchange.command.company)
        interruptIdle()
        pump()
        publish()
    }

    /// The asker is gone: an unsent command is taken back, a sent one is heard out in silence. One half sent ends the connection.
    func abandon(_ exchange: Exchange) {
        exchange.isAbandoned = true
        let cancelled = Failure(.cancelled, "IMAP: \(exchange.command.name) was cancelled")
        if pipeline.withdraw(where: { $0 === exchange }) != nil { return exchange.end(.failure(cancelled)) }
        guard exchange.isSent, ended == nil else { return }
        if exchange.isStreaming || !exchange.unsent.isEmpty || exchange.challenge != nil {
            end(cancelled)
        } else {
            exchange.end(.failure(cancelled))
        }
        publish()
    }

    /// Sends what may be sent.
    func pump() {
        guard ended == nil else { return }
        if !pipeline.waiting.isEmpty, isPaused { resume() }
        while idle.phase == .off, let (tag, exchange) = pipeline.next() {
            exchange.isSent = true
            exchange.startedAt = .now()
            lastProgress = .now()
            exchange.unsent = exchange.command.pieces[...]
            write(Array("\(tag) ".utf8))
            log.trace("IMAP >", metadata: ["command": "\(exchange.command.name)", "tag": "\(tag)"])
            send(exchange)
            startClock()
        }
        flush()
        restIfIdle()
    }

    /// Sends pieces up to the first that the server has to allow.
    private func send(_ exchange: Exchange) {
        pipeline.isHeld = true
        while let piece = exchange.unsent.first {
            switch piece {
            case .bytes(let bytes):
                write(bytes)
                exchange.unsent.removeFirst()
            case .literal(let bytes, let waits):
                if waits, !exchange.isAllowed { return }
                exchange.isAllowed = false
                write(bytes)
                exchange.unsent.removeFirst()
            case .stream(_, let waits):
                if waits, !exchange.isAllowed { return }
                exchange.isAllowed = false
                exchange.unsent.removeFirst()
                exchange.isStreaming = true
                flush()
                exchange.streamMayBegin?()
                return
            }
        }
        write([0x0d, 0x0a])
        pipeline.isHeld = false
    }

    /// The server said `+`.
    func goOn(_ text: String) throws(Failure) {
        if idle.phase == .asked || idle.phase == .ending, idle.awaitsPlus { return idleBegan() }
        guard let (_, exchange, _) = pipeline.underWay.last else { return }
        if !exchange.unsent.isEmpty, !exchange.isStreaming {
            exchange.isAllowed = true
            send(exchange)
            flush()
            pump()
        } else if let challenge = exchange.challenge {
            guard let answer = challenge(text) else { throw Failure(.unavailable, "IMAP: \(exchange.command.name) goes on for ever") }
            write(answer + [0x0d, 0x0a])
            flush()
        }
    }

    /// Brings a stretch of a literal; done when it was handed to the network.
    func stream(_ bytes: [UInt8], of exchange: Exchange, isLast: Bool) -> EventLoopFuture<Void>? {
        guard ended == nil, exchange.isStreaming, let channel else { return nil }
        lastProgress = .now()
        let promise = channel.eventLoop.makePromise(of: Void.self)
        write(bytes, promise)
        if isLast {
            exchange.isStreaming = false
            send(exchange)
        }
        flush()
        if isLast { pump() }
        return promise.futureResult
    }

    /// Writes through the compressor if there is one.
    func write(_ bytes: [UInt8], _ promise: EventLoopPromise<Void>? = nil) {
        guard let channel else { return promise?.fail(ChannelError.ioOnClosedChannel) ?? () }
        isFlushing = true
        guard let deflater else { return channel.write(channel.allocator.buffer(bytes: bytes), promise: promise) }
        var out = channel.allocator.buffer(capacity: bytes.count / 2 + 64)
        do throws(Failure) {
            try bytes.withUnsafeBufferPointer { plain throws(Failure) in
                try deflater.run(UnsafeRawBufferPointer(plain)) { packed throws(Failure) in out.writeBytes(packed) }
            }
            channel.write(out, promise: promise)
        } catch {
            promise?.fail(error)
            end(error)
        }
    }

    func flush() {
        guard isFlushing else { return }
        isFlushing = false
        channel?.flush()
    }
}
