import Core
import Foundation

/// Threads that take jobs from one queue, in order. Waiting jobs cost no thread of the cooperative pool.
final class JobThreads<Resource>: @unchecked Sendable {
    private let condition = NSCondition()
    private var jobs: [(Resource) -> Void] = []
    private var head = 0
    private var closed = false
    private var living = 0
    private var onEnd: [() -> Void] = []

    /// Starts a thread for each resource; each is used by its own thread only.
    init(name: String, resources: [Resource]) {
        living = resources.count
        for resource in resources {
            nonisolated(unsafe) let mine = resource
            let thread = Thread { [self] in work(mine) }
            thread.name = name
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    private func work(_ resource: Resource) {
        while true {
            condition.lock()
            while head == jobs.count, !closed { condition.wait() }
            if head == jobs.count {
                living -= 1
                let ended = living == 0 ? onEnd : []
                condition.unlock()
                ended.forEach { $0() }
                return
            }
            let job = jobs[head]
            jobs[head] = { _ in }
            head += 1
            if head > 1024 {
                jobs.removeFirst(head)
                head = 0
            }
            condition.unlock()
            job(resource)
        }
    }

    /// Runs a body on one of the threads and returns its result. Fails with `unavailable` after `close`.
    func run<T: Sendable>(_ body: @escaping (Resource) -> Result<T, Failure>) async -> Result<T, Failure> {
        await withCheckedContinuation { continuation in
            condition.lock()
            let refused = closed
            if !refused { jobs.append { continuation.resume(returning: body($0)) } }
            condition.signal()
            condition.unlock()
            if refused { continuation.resume(returning: .failure(Failure(.unavailable, "the database is closed"))) }
        }
    }

    /// Lets the waiting jobs finish; returns when every thread has ended.
    func close() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            condition.lock()
            closed = true
            let ended = living == 0
            if !ended { onEnd.append { continuation.resume() } }
            condition.broadcast()
            condition.unlock()
            if ended { continuation.resume() }
        }
    }
}
