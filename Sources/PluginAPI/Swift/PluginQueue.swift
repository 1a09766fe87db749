import Dispatch
import Synchronization

/// Where the plugin's code runs: one job at a time, never on Swift's shared pool, so that a plugin that blocks holds up itself alone.
///
/// The jobs run on a queue of their own. For a plugin with `runsOnTurns` those that a turn brings run at the end of that turn, on the host's thread,
/// as long as they are quick; what is left then goes on on the queue.
final class PluginQueue: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        /// How many of `jobs` have run.
        var done = 0
        /// Whether somebody runs the jobs, or will at the end of a turn.
        var isTaken = false

        mutating func next() -> UnownedJob? {
            guard done < jobs.count else {
                jobs.removeAll(keepingCapacity: true)
                (done, isTaken) = (0, false)
                return nil
            }
            defer { done += 1 }
            return jobs[done]
        }
    }

    /// The one of this library.
    static let own = PluginQueue()

    private let state = Mutex(State())
    private let usesTurns = Atomic(false)
    private let queue = DispatchQueue(label: "plugin")
    /// Nanoseconds after which the jobs of a turn leave it.
    private static let patience: UInt64 = 2_000_000

    /// Whether jobs run on turns from now on.
    func use(turns: Bool) { usesTurns.store(turns, ordering: .relaxed) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isMine = state.withLock { state in
            state.jobs.append(job)
            defer { state.isTaken = true }
            return !state.isTaken
        }
        if isMine { queue.async { [self] in run(until: .max) } }
    }

    /// What the host does to the plugin in one turn, and then the jobs that came of it.
    func turn(_ body: () -> Void) {
        let isMine =
            usesTurns.load(ordering: .relaxed)
            && state.withLock { state in
                defer { state.isTaken = true }
                return !state.isTaken
            }
        body()
        guard isMine, !run(until: DispatchTime.now().uptimeNanoseconds + PluginQueue.patience) else { return }
        queue.async { [self] in run(until: .max) }
    }

    /// Runs jobs until none is left; false when time was up before.
    @discardableResult private func run(until end: UInt64) -> Bool {
        while let job = state.withLock({ $0.next() }) {
            job.runSynchronously(on: asUnownedTaskExecutor())
            if end != .max, DispatchTime.now().uptimeNanoseconds > end { return false }
        }
        return true
    }
}
