import Core
import Foundation
import Logging
import Synchronization

/// One start() of one plugin, wherever it runs: who asked what, until when, and what the plugin may ask of us.
/// Each token is answered once; whatever else a plugin does with one is told to it as a status and changes nothing.
final class PluginSession: PortOwner {
    struct State {
        var phase = Phase.starting
        var numbers: [String: UInt32] = [:]
        var lastToken: UInt64 = 0
        /// Questions to the plugin that somebody still waits for.
        var asked: [UInt64: Asked] = [:]
        /// When somebody looks next whether one of them is late.
        var look: (at: ContinuousClock.Instant, task: Task<Void, Never>)?
        /// Questions nobody waits for any more, which the plugin has yet to answer; the newest of them.
        private(set) var dropped: Set<UInt64> = []
        /// What the plugin asked of us and has not been answered.
        var calls: [UInt64: Task<Void, Never>] = [:]
        /// Bodies of the questions in `asked` that come piece by piece.
        var uploads: [UInt64: Upload] = [:]
        /// Questions of which the first piece came in the turn that runs now.
        var held: [UInt64] = []
        var used: [Grant: Timestamp] = [:]
        var denied: [String: Timestamp] = [:]
        /// Verbs it looked for in vain.
        var missed: Set<String> = []
        var log = LogGate()
        var slowLogged: ContinuousClock.Instant?
        var slowTurns = 0
        var refusedLogged: ContinuousClock.Instant?
        /// Bytes of arguments in `calls`.
        var callBytes = 0
        /// How its process ended by itself.
        var report: PluginReport?

        /// A question that is over, and its body with it; nil when nobody waits for its answer.
        mutating func take(_ token: UInt64) -> Asked? {
            uploads[token] = nil
            return asked.removeValue(forKey: token)
        }

        /// Nobody waits for these answers any more. One that never answers does not fill the memory with what it owes.
        mutating func forget(_ tokens: some Sequence<UInt64>) {
            dropped.formUnion(tokens)
            if dropped.count > PluginSession.mostDropped { dropped = Set(dropped.sorted().suffix(PluginSession.mostDropped / 2)) }
        }

        /// Whether nobody waits for this answer any more; with `last`, it is the last word about it.
        mutating func isForgotten(_ token: UInt64, last: Bool) -> Bool {
            last ? dropped.remove(token) != nil : dropped.contains(token)
        }
    }

    /// How many questions nobody waits for are remembered at most.
    static let mostDropped = 8192

    enum Phase: Equatable { case starting, on, stopping, ended, stuck }

    /// A question to the plugin.
    struct Asked {
        let verb: Catalogue.Answer
        let deadline: Double
        var until: ContinuousClock.Instant
        var room: Int
        var ear: Ear
        let began = ContinuousClock.now
        var isNoted = false
    }

    let manifest: Manifest
    let port: any PluginPort
    let verbs: HostVerbs
    /// The numbers of the verbs that the plugin may call.
    let offered: [String: UInt32]
    let limits: PluginLimits
    let logger: Logger
    let state = Mutex(State())
    let onDown: @Sendable (PluginSession) -> Void
    let ledger: PluginLedger
    private let watch = Mutex<Task<Void, Never>?>(nil)

    /// A session that has not started. `onDown` is called at most once, when it ends though nobody stopped it:
    /// its process is gone, which is in `report`, or a turn inside the server does not come back.
    init(
        manifest: Manifest, port: any PluginPort, verbs: HostVerbs, limits: PluginLimits, logger: Logger,
        ledger: PluginLedger = PluginLedger(), onDown: @escaping @Sendable (PluginSession) -> Void
    ) {
        self.manifest = manifest
        self.port = port
        self.verbs = verbs
        offered = verbs.offered
        self.limits = limits
        self.logger = logger
        self.ledger = ledger
        self.onDown = onDown
    }

    /// Starts the plugin. Fails as the port does, and with `invalid` when it does not answer what its manifest says.
    func start() async throws(Failure) {
        let numbers: [String: UInt32]
        do { numbers = try await port.start(self, verbs: manifest.answers) } catch {
            state.withLock { $0.phase = .ended }
            settleAll(Failure(.unavailable, "\(manifest.id) did not start"))
            throw error
        }
        if let missing = manifest.answers.first(where: { numbers[$0] ?? 0 == 0 }) {
            await stop()
            throw Failure(.invalid, "find(\(missing)) is 0", message: "Its manifest says it answers \(missing), but its code does not.")
        }
        let isUp = state.withLock { state in
            guard state.phase == .starting else { return false }
            state.numbers = numbers
            state.phase = .on
            return true
        }
        guard isUp else {
            let why = report?.sentence ?? "It was stopped while it started."
            throw Failure(.failed, why, message: why)
        }
        watch.withLock { $0 = Task { [weak self, limits] in await PluginSession.watch(self, every: limits.turn / 4) } }
    }

    /// Ends the session: everything pending is settled as cancelled, then the plugin has its last turn.
    /// False when it did not come back from that; then it is stuck.
    @discardableResult
    func stop() async -> Bool {
        let wasUp = state.withLock { state in
            guard state.phase == .starting || state.phase == .on else { return false }
            state.phase = .stopping
            return true
        }
        guard wasUp else { return state.withLock { $0.phase != .stuck } }
        settleAll(Failure(.cancelled, "\(manifest.id) is being stopped"))
        let came = await withCheckedContinuation { continuation in
            let first = Mutex(false)
            let answer: @Sendable (Bool) -> Void = { value in
                let isFirst = first.withLock { answered in
                    defer { answered = true }
                    return !answered
                }
                if isFirst { continuation.resume(returning: value) }
            }
            let alarm = Task { [limits] in
                do { try await Task.sleep(for: .seconds(limits.turn)) } catch { return }
                answer(false)
            }
            port.stop {
                alarm.cancel()
                answer(true)
            }
        }
        let isOver = came || port.kill("")
        if !came, isOver { log(2, "It did not come back from stop() and was ended.") }
        state.withLock { $0.phase = isOver ? .ended : .stuck }
        watch.withLock { $0?.cancel() }
        if !isOver { onDown(self) }
        return isOver
    }

    /// Waits until nobody waits for an answer of it any more, but not for long.
    func drain() async {
        let end = ContinuousClock.now + .seconds(limits.drain)
        while ContinuousClock.now < end, state.withLock({ !$0.asked.isEmpty }) { try? await Task.sleep(for: .milliseconds(5)) }
    }

    /// Whether it can be asked.
    var isOn: Bool { state.withLock { $0.phase == .on } }

    /// When each grant was used last, in this session.
    var used: [Grant: Timestamp] { state.withLock { $0.used } }

    private static func watch(_ session: @autoclosure () -> PluginSession?, every seconds: Double) async {
        var patience = Patience()
        while true {
            do { try await Task.sleep(for: .seconds(seconds)) } catch { return }
            guard let session = session(), session.isOn else { return }
            if patience.ends(turn: session.port.turnAge, starved: session.port.starved, limit: session.limits.turn) {
                if session.port.kill("It did not come back from a turn for \(Int(session.limits.turn.rounded(.up))) seconds and was ended.")
                {
                    return
                }
                return session.becomeStuck()
            }
        }
    }

    /// The plugin did not come back from a turn: nobody waits for it any more, and its thread is left alone.
    private func becomeStuck() {
        let first = state.withLock { state in
            defer { state.phase = .stuck }
            return state.phase == .on
        }
        guard first else { return }
        settleAll(Failure(.unavailable, "\(manifest.id) is stuck in a turn", message: "\(manifest.name) does not answer any more."))
        onDown(self)
    }

    func ended(_ report: PluginReport) {
        let was = state.withLock { state in
            defer { state.phase = .ended }
            state.report = report
            return state.phase
        }
        watch.withLock { $0?.cancel() }
        settleAll(Failure(.unavailable, "\(manifest.id): \(report.sentence)", message: "\(manifest.name) has just failed."))
        // Whoever starts it hears of it from start().
        if was == .on { onDown(self) }
    }

    /// How many turns were longer than is polite.
    var slowTurns: Int { state.withLock { $0.slowTurns } }

    /// How its process ended by itself; nil when it did not.
    var report: PluginReport? { state.withLock { $0.report } }

    /// Answers everybody on both sides; the plugin is told that its askers gave up.
    private func settleAll(_ failure: Failure) {
        let (asked, calls) = state.withLock { state in
            defer {
                state.forget(state.asked.keys)
                state.asked = [:]
                state.uploads = [:]
                state.calls = [:]
                state.look?.task.cancel()
                state.look = nil
            }
            return (state.asked, state.calls)
        }
        for (token, question) in asked {
            port.cancel(token)
            note(question, failed: failure.kind != .cancelled)
            question.ear.fail(failure)
        }
        for (token, call) in calls {
            call.cancel()
            port.answer(token, status: Status.cancelled, bytes: [])
        }
    }
}
