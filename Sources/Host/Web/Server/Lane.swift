import Dispatch
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// Where the tasks of one connection run: as a rule on the pool; while it asks plugins, on the event loop on which its bytes come and go,
/// because such a request only passes through, and waking other threads for it costs more than it takes (ADR 0102).
final class Lane: TaskExecutor {
    /// What goes on on a thread: whose jobs it runs, the one that comes next, and how many came already.
    private final class Run {
        let lane: Lane
        var next: UnownedJob?
        var count = 0

        init(_ lane: Lane) { self.lane = lane }
    }

    /// That of the connection whose request is being answered; nil where there is no connection, as in tests.
    @TaskLocal static var current: Lane?

    private static let pool = DispatchQueue.global()
    private nonisolated(unsafe) static let here = ThreadSpecificVariable<Run>()
    /// After so many jobs without a pause whoever else waits for the thread has a turn.
    private static let most = 64
    private let loop: any EventLoop
    private let isFast = Atomic(false)

    init(_ loop: any EventLoop) { self.loop = loop }

    /// From the next wait on this connection runs on its loop.
    func speedUp() { isFast.store(true, ordering: .relaxed) }

    /// From here on this connection runs on the pool: what comes may compute, and the other connections of the loop do not wait for it.
    func slowDown() async {
        guard isFast.exchange(false, ordering: .relaxed) else { return }
        // One that is resumed before it rests goes on where it is: then it tries again.
        while loop.inEventLoop { await Task.yield() }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFast = isFast.load(ordering: .relaxed)
        // A job that ends by handing over to the next one, as each change to an actor does, is followed by that one on the same thread.
        if let run = Lane.here.currentValue, run.lane === self, run.next == nil, run.count < Lane.most, isFast == loop.inEventLoop {
            run.next = job
            run.count += 1
        } else if isFast {
            loop.execute { self.run(job) }
        } else {
            Lane.pool.async { self.run(job) }
        }
    }

    private func run(_ first: UnownedJob) {
        let run = Run(self)
        Lane.here.currentValue = run
        var job: UnownedJob? = first
        while let this = job {
            this.runSynchronously(on: asUnownedTaskExecutor())
            job = run.next
            run.next = nil
        }
        Lane.here.currentValue = nil
    }
}

/// HTTP/1.1 connections with a lane each.
struct LaneChannel: ServerChildChannel {
    private let channel: HTTP1Channel

    init(_ channel: HTTP1Channel) { self.channel = channel }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        self.channel.setup(channel: channel, logger: logger)
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        let lane = Lane(value.channel.eventLoop)
        await Lane.$current.withValue(lane) {
            await withTaskExecutorPreference(lane) { await channel.handle(value: value, logger: logger) }
        }
    }
}
