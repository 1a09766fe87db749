import Core
import NIOCore

/// How far IDLE (RFC 2177) is.
struct IdleState {
    enum Phase: Equatable { case off, asked, on, ending }
    var phase = Phase.off
    /// Whether the connection should be in IDLE when nothing else is to do.
    var isWanted = false
    /// `+` has not come yet.
    var awaitsPlus = false
    var isRefused = false
    var timer: Scheduled<Void>?

    /// Whether the server owes an answer.
    var isAwaited: Bool { phase == .asked || phase == .ending }

    mutating func cancel() {
        timer?.cancel()
        timer = nil
    }
}

extension Conversation {
    func setIdling(_ wanted: Bool) {
        idle.isWanted = wanted
        if wanted { restIfIdle() } else { interruptIdle() }
    }

    /// Goes to rest shortly when there is nothing to do.
    func restIfIdle() {
        guard idle.isWanted, idle.phase == .off, idle.timer == nil, pipeline.isEmpty, ended == nil, let loop = channel?.eventLoop else {
            return
        }
        let hasIdle = state.capabilities.idle && !idle.isRefused
        idle.timer = loop.scheduleTask(in: TimeAmount(hasIdle ? options.idleDelay : options.pollInterval)) { [weak self] in
            guard let self else { return }
            idle.timer = nil
            guard idle.isWanted, idle.phase == .off, pipeline.isEmpty, ended == nil else { return }
            if hasIdle { beginIdle() } else { submit(Exchange(CommandWriter("NOOP").command()) { _ in }) }
        }
    }

    private func beginIdle() {
        let exchange = Exchange(CommandWriter("IDLE").command(.alone)) { [weak self] result in
            guard let self else { return }
            if case .success(let status) = result, status.condition != .ok, idle.phase == .asked { idle.isRefused = true }
            idle.cancel()
            idle.phase = .off
            idle.awaitsPlus = false
        }
        pipeline.add(exchange, .alone)
        pump()
        idle.phase = .asked
        idle.awaitsPlus = true
        startClock()
    }

    /// `+ idling`.
    func idleBegan() {
        idle.awaitsPlus = false
        if idle.phase == .ending { return sendDone() }
        idle.phase = .on
        clock?.cancel()
        clock = nil
        idle.cancel()
        idle.timer = channel?.eventLoop.scheduleTask(in: TimeAmount(options.idleRenewal)) { [weak self] in self?.interruptIdle() }
    }

    /// Ends IDLE, because something is to be said or to see whether the connection lives.
    func interruptIdle() {
        idle.cancel()
        switch idle.phase {
        case .off, .ending: return
        case .asked: idle.phase = .ending
        case .on: sendDone()
        }
    }

    private func sendDone() {
        idle.phase = .ending
        lastProgress = .now()
        write(Array("DONE\r\n".utf8))
        flush()
        startClock()
    }

    /// A command has ended; when it was the last, rest comes next.
    func settled() {
        if isPaused { resume() }
        if pipeline.underWay.isEmpty, !idle.isAwaited {
            clock?.cancel()
            clock = nil
        }
    }
}
