import Core
import Foundation
import Synchronization

/// A plugin in a process of its own: `mailflow-runner` loads the same library, and frames on a socket carry the words.
final class IsolatedPort: PluginPort {
    struct State {
        enum Phase { case new, starting, on, stopping, ended }
        var phase = Phase.new
        weak var owner: (any PortOwner)?
        var process: RunnerProcess?
        var wire: RunnerWire?
        var lacks: [String] = []
        /// Verbs to be found yet; how many it still has to tell of; what it told.
        var verbs: [String] = []
        var unfound = 0
        var numbers: [String: UInt32] = [:]
        var starting: Once<Result<[String: UInt32], Failure>>?
        /// Frames that the plugin has not come back from, in their order.
        var turns = TurnQueue()
        var lastCall: UInt64 = 0
        /// Why we ended it, when we did.
        var doom: String?
        var stopped: (@Sendable () -> Void)?
        var status: Int32 = 0
    }

    let runner: PluginRunner
    let library: LibraryFile
    let id: String
    let version: String
    let net: Bool
    let limits: PluginLimits
    let state = Mutex(State())

    /// A port to a library. With `net` its process may open sockets.
    init(runner: PluginRunner, library: LibraryFile, id: String, version: String, net: Bool, limits: PluginLimits) {
        self.runner = runner
        self.library = library
        self.id = id
        self.version = version
        self.net = net
        self.limits = limits
    }

    func start(_ owner: any PortOwner, verbs: [String]) async throws(Failure) -> [String: UInt32] {
        try runner.check()
        guard FileManager.default.fileExists(atPath: library.path) else { throw PluginLibrary.missing(library.path) }
        let sealed = try library.sealed() ?? -1
        let limits = limits
        let result: Result<[String: UInt32], Failure> = await withCheckedContinuation { continuation in
            let once = Once { continuation.resume(returning: $0) }
            state.withLock {
                $0.phase = .starting
                $0.owner = owner
                $0.verbs = verbs
                $0.starting = once
            }
            launch(sealed, owner.offered.sorted { $0.value < $1.value }.map { "\($0.value) \($0.key)\n" }.joined())
            Task { [weak self] in
                var before = 0.0
                for _ in 0..<Patience.most {
                    do { try await Task.sleep(for: .seconds(limits.start)) } catch { return }
                    guard let self, state.withLock({ $0.phase == .starting }) else { return }
                    // Not its own fault when it did not get to run since the last look.
                    let starved = starved
                    if starved - before < limits.start / 2 { break }
                    before = starved
                }
                _ = self?.kill(PluginLibrary.late(limits.start).message)
            }
        }
        return try result.get()
    }

    private func launch(_ sealed: Int32, _ offered: String) {
        RunnerProcess.start(
            runner.path, PluginRunner.words(library: library, net: net, limits: limits), environment: PluginRunner.environment,
            library: sealed
        ) { [weak self, limits] result in
            switch result {
            case .failure(let error):
                self?.fail(
                    Failure(
                        .failed, "\(self?.runner.path ?? ""): errno \(error.code)", message: "A process of its own could not be started."))
            case .success(let (process, socket, errors)):
                let ear = RunnerWire.Ear(
                    frame: { [weak self] in self?.hear($0) }, broken: { [weak self] in _ = self?.kill($0) },
                    ended: { [weak self] in self?.finished($0) })
                let wire = RunnerWire(socket: socket, errors: errors, limit: limits.backlog, ear: ear)
                guard let self else {
                    process.kill()
                    return wire.finish()
                }
                let isDoomed = state.withLock { state in
                    state.process = process
                    state.wire = wire
                    return state.doom != nil
                }
                if isDoomed { process.kill() }
                turn(Frame(kind: .start, arguments: [Array(offered.utf8)]))
            }
        } ended: { [weak self] status in
            guard
                let wire = self?.state.withLock({ state in
                    state.status = status
                    return state.wire
                })
            else { return }
            wire.finish()
        }
    }

    deinit { state.withLock { $0.process }?.kill() }

    // MARK: - What the host says

    func handle(_ verb: UInt32, token: UInt64, arguments: [[UInt8]]) {
        let owner = state.withLock { $0.owner }
        let room = owner?.room(token) ?? 0
        // One that has more before it than it can chew is not given more; whoever asked is told at once.
        if state.withLock({ $0.turns.bytes }) > limits.backlog {
            _ = owner?.reply(token, status: Failure.Kind.unavailable.abiStatus, bytes: Array("too much waits for it".utf8))
            return
        }
        turn(Frame(kind: .handle, verb: verb, status: Int32(clamping: room), token: token, arguments: arguments))
    }

    func cancel(_ token: UInt64) { turn(Frame(kind: .cancel, token: token)) }

    func answer(_ token: UInt64, status: Int32, bytes: [UInt8]) {
        turn(Frame(kind: .answer, status: status, token: token, arguments: bytes.isEmpty ? [] : [bytes]))
    }

    func stop(_ done: @escaping @Sendable () -> Void) {
        let isUp = state.withLock { state in
            guard state.phase == .starting || state.phase == .on else { return false }
            state.phase = .stopping
            state.stopped = done
            return true
        }
        guard isUp else { return done() }
        turn(Frame(kind: .stop))
    }

    var starved: Double { state.withLock { $0.process }?.starved ?? 0 }

    var isInTurn: Bool { state.withLock { $0.turns.count > 0 } }

    var turnAge: Double { state.withLock { $0.turns.age } }

    var backlog: Int { state.withLock { $0.turns.count } }

    func kill(_ why: String) -> Bool {
        let process = state.withLock { state in
            if state.phase != .ended, state.doom == nil { state.doom = why }
            return state.process
        }
        process?.kill()
        return true
    }

    var place: PortPlace {
        let (process, lacks) = state.withLock { ($0.process, $0.lacks) }
        let use = process?.use
        return PortPlace(isolated: true, lacks: lacks, pid: process?.pid ?? 0, memory: use?.memory ?? 0, cpu: use?.cpu ?? 0)
    }

    /// Sends a frame that the plugin takes a turn for.
    func turn(_ frame: Frame) {
        let bytes = frame.bytes
        let isHeard = state.withLock { state in
            guard state.phase != .ended, let wire = state.wire else { return true }
            // Under the lock: the queue and the socket have the same order.
            state.turns.add(bytes.count)
            return wire.send(bytes)
        }
        if !isHeard {
            _ = kill("It stopped reading what the server sends it, and \(limits.backlog >> 20) MB were waiting.")
        }
    }
}

/// The frames a plugin has not come back from, and when each was sent.
struct TurnQueue {
    private var waiting: [(at: UInt64, bytes: Int)] = []
    private var head = 0
    private var lastDone: UInt64 = 0
    /// The bytes of all of them.
    private(set) var bytes = 0

    /// How many they are.
    var count: Int { waiting.count - head }

    private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

    /// One more was sent.
    mutating func add(_ size: Int) {
        waiting.append((TurnQueue.now, size))
        bytes += size
    }

    /// The first is done: the seconds its turn took; nil when none was waiting.
    mutating func done() -> Double? {
        guard head < waiting.count else { return nil }
        let (at, size) = waiting[head]
        bytes -= size
        head += 1
        if head == waiting.count || head > 4096 {
            waiting.removeFirst(head)
            head = 0
        }
        let now = TurnQueue.now
        defer { lastDone = now }
        return Double(now &- max(at, lastDone)) / 1e9
    }

    /// Seconds since the first began, at the earliest when the one before it ended; 0 when none waits.
    var age: Double { head < waiting.count ? Double(TurnQueue.now &- max(waiting[head].at, lastDone)) / 1e9 : 0 }
}
