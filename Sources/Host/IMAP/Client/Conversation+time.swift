import Core
import NIOCore

extension Conversation {
    /// Watches that the server answers, while something is awaited.
    func startClock() {
        guard clock == nil, ended == nil, let loop = channel?.eventLoop else { return }
        clock = loop.scheduleTask(in: TimeAmount(options.silenceTimeout)) { [weak self] in self?.tick() }
    }

    private func tick() {
        clock = nil
        guard ended == nil, let loop = channel?.eventLoop else { return }
        guard let oldest = pipeline.underWay.first?.entry, !isPaused else {
            if idle.isAwaited, NIODeadline.now() - lastProgress >= TimeAmount(options.silenceTimeout) { return end(silence("IDLE")) }
            if !pipeline.underWay.isEmpty || idle.isAwaited { startClock() }
            return
        }
        let now = NIODeadline.now()
        let quiet = now - lastProgress
        let limit = TimeAmount(options.silenceTimeout)
        if quiet >= limit { return end(silence(oldest.command.name)) }
        if now - oldest.startedAt >= TimeAmount(options.commandTimeout) {
            return end(Failure(.timeout, "IMAP: \(oldest.command.name) took too long", message: "The mail server took too long."))
        }
        clock = loop.scheduleTask(in: limit - quiet) { [weak self] in self?.tick() }
    }

    private func silence(_ name: String) -> Failure {
        Failure(.timeout, "IMAP: no answer to \(name)", message: "The mail server stopped answering.")
    }

    // MARK: Back-pressure

    /// Leaves the socket alone until its reader catches up. Not while another command waits: its asker may be that very reader.
    func pause() {
        guard !isPaused, ended == nil, pipeline.underWay.count == 1, pipeline.waiting.isEmpty else { return }
        isPaused = true
        channel?.setOption(.autoRead, value: false).whenFailure { _ in }
    }

    func resume() {
        guard isPaused, ended == nil else { return }
        isPaused = false
        lastProgress = .now()
        for (_, exchange, _) in pipeline.underWay { exchange.startedAt = .now() }
        channel?.setOption(.autoRead, value: true).whenFailure { _ in }
    }
}

extension TimeAmount {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .nanoseconds(Int64(clamping: min(seconds, 1 << 32)) * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
