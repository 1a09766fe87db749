import CPluginGuard
import Foundation

/// The one thread on which a plugin is entered: jobs in the order given, one at a time, never on Swift's cooperative pool.
final class TurnThread: @unchecked Sendable {
    private let condition = NSCondition()
    private var jobs: [@Sendable () -> Void] = []
    /// Those of `jobs` that were taken already.
    private var taken = 0
    private var ended = false
    private var turnBegan: DispatchTime?
    private let plugin: UnsafeMutablePointer<CChar>
    private let slow: Double
    private let onSlow: @Sendable (Double) -> Void

    /// Starts the thread. `onSlow` hears of turns longer than `slow` seconds.
    init(plugin id: String, slow: Double, onSlow: @escaping @Sendable (Double) -> Void) {
        plugin = strdup(id)
        self.slow = slow
        self.onSlow = onSlow
        let thread = Thread { [self] in run() }
        thread.stackSize = 1 << 20
        thread.name = "plugin " + id.prefix(8)
        thread.start()
    }

    /// Adds a turn; nothing happens once the thread has ended.
    func turn(_ job: @escaping @Sendable () -> Void) {
        condition.withLock {
            guard !ended else { return }
            jobs.append(job)
            condition.signal()
        }
    }

    /// Adds the last turn: the thread ends after it, and turns asked for from now on never happen.
    func lastTurn(_ job: @escaping @Sendable () -> Void) {
        condition.withLock {
            guard !ended else { return }
            jobs.append(job)
            ended = true
            condition.signal()
        }
    }

    /// How many turns wait.
    var backlog: Int { condition.withLock { jobs.count - taken } }

    /// Seconds the turn that runs now has taken; 0 between turns.
    var age: Double { condition.withLock { turnBegan.map(TurnThread.seconds(since:)) ?? 0 } }

    private static func seconds(since start: DispatchTime) -> Double {
        Double(DispatchTime.now().uptimeNanoseconds &- start.uptimeNanoseconds) / 1e9
    }

    private func next() -> (@Sendable () -> Void)? {
        condition.withLock {
            turnBegan = nil
            if taken == jobs.count || taken > 1024 {
                jobs.removeFirst(taken)
                taken = 0
            }
            while jobs.isEmpty {
                if ended { return nil }
                condition.wait()
            }
            turnBegan = .now()
            defer {
                // What a turn was given is not kept any longer than the turn.
                jobs[taken] = {}
                taken += 1
            }
            return jobs[taken]
        }
    }

    private func run() {
        while let job = next() {
            let began = DispatchTime.now()
            mf_guard_enter(plugin)
            job()
            mf_guard_enter(nil)
            let took = TurnThread.seconds(since: began)
            if took > slow { onSlow(took) }
        }
        free(plugin)
    }
}
