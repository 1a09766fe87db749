import CPluginGuard
import Foundation
import Synchronization

/// The one thread on which a plugin is entered: jobs in the order given, one at a time, never on Swift's cooperative pool.
final class TurnThread: @unchecked Sendable {
    private struct Line {
        var jobs: [@Sendable () -> Void] = []
        /// Those of `jobs` that were taken already.
        var taken = 0
        var ended = false
        var turnBegan: DispatchTime?
    }

    private let line = Mutex(Line())
    /// One for each job in line. Signalled outside the lock, so that the thread that wakes finds it free.
    private let jobs = DispatchSemaphore(value: 0)
    private let thread = Atomic<UInt>(0)
    private let plugin: UnsafeMutablePointer<CChar>
    private let slow: Double
    private let onSlow: @Sendable (Double) -> Void
    private let onEnd: @Sendable () -> Void

    /// Starts the thread. `onSlow` hears of turns longer than `slow` seconds, `onEnd` of the end of each turn, on the thread.
    init(plugin id: String, slow: Double, onSlow: @escaping @Sendable (Double) -> Void, onEnd: @escaping @Sendable () -> Void = {}) {
        plugin = strdup(id)
        self.slow = slow
        self.onSlow = onSlow
        self.onEnd = onEnd
        let thread = Thread { [self] in run() }
        thread.stackSize = 1 << 20
        thread.name = "plugin " + id.prefix(8)
        thread.start()
    }

    /// Adds a turn; nothing happens once the thread has ended.
    func turn(_ job: @escaping @Sendable () -> Void) { add(job, last: false) }

    /// Adds the last turn: the thread ends after it, and turns asked for from now on never happen.
    func lastTurn(_ job: @escaping @Sendable () -> Void) { add(job, last: true) }

    private func add(_ job: @escaping @Sendable () -> Void, last: Bool) {
        let isTaken = line.withLock { line in
            guard !line.ended else { return false }
            line.jobs.append(job)
            line.ended = last
            return true
        }
        if isTaken { jobs.signal() }
    }

    /// How many turns wait.
    var backlog: Int { line.withLock { $0.jobs.count - $0.taken } }

    /// Seconds the turn that runs now has taken; 0 between turns.
    var age: Double { line.withLock { $0.turnBegan.map(TurnThread.seconds(since:)) ?? 0 } }

    /// Whether whoever asks is on this thread, in a turn.
    var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    private static func seconds(since start: DispatchTime) -> Double {
        Double(DispatchTime.now().uptimeNanoseconds &- start.uptimeNanoseconds) / 1e9
    }

    /// The next turn, waited for; nil after the last.
    private func next() -> (@Sendable () -> Void)? {
        let isOver = line.withLock { line in
            line.turnBegan = nil
            return line.ended && line.taken == line.jobs.count
        }
        if isOver { return nil }
        jobs.wait()
        return line.withLock { line in
            line.turnBegan = .now()
            let job = line.jobs[line.taken]
            // What a turn was given is not kept any longer than the turn.
            line.jobs[line.taken] = {}
            line.taken += 1
            if line.taken == line.jobs.count || line.taken > 1024 {
                line.jobs.removeFirst(line.taken)
                line.taken = 0
            }
            return job
        }
    }

    private func run() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        while let job = next() {
            let began = DispatchTime.now()
            mf_guard_enter(plugin)
            job()
            mf_guard_enter(nil)
            onEnd()
            let took = TurnThread.seconds(since: began)
            if took > slow { onSlow(took) }
        }
        free(plugin)
    }
}
