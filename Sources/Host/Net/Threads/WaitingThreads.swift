public import Core
import Dispatch
import Foundation

/// Threads for C libraries that wait, apart from Swift's own. They come when there is work and go when there is none.
public final class WaitingThreads: Sendable {
    /// For name look-ups, HTTP and SMTP.
    public static let net = WaitingThreads(limit: 64)

    private struct State {
        var queue: [@Sendable () -> Void] = []
        var running = 0
    }

    private let limit: Int
    private let state = Locked(State())

    /// At most `limit` threads; more work waits in line.
    public init(limit: Int) { self.limit = limit }

    /// Runs work that waits and gives its value.
    public func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            add { continuation.resume(returning: work()) }
        }
    }

    /// Runs work that waits, but not longer than `seconds`: then `timeout` is thrown and the work's value is dropped when it comes.
    public func run<Value: Sendable>(within seconds: Double, _ what: String, _ work: @escaping @Sendable () -> Value) async throws(Failure)
        -> Value
    {
        let once = Once<Value>()
        // Not a task: the deadline holds even when Swift's threads are all busy.
        let timer = DispatchWorkItem { once.resume(nil) }
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: timer)
        defer { timer.cancel() }
        let value: Value? = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                once.wait(continuation)
                add { once.resume(work()) }
            }
        } onCancel: {
            once.resume(nil)
        }
        guard let value else { throw Failure(Task.isCancelled ? .cancelled : .timeout, "\(what): no answer within \(seconds) s") }
        return value
    }

    private func add(_ work: @escaping @Sendable () -> Void) {
        let isNew = state.with { state in
            state.queue.append(work)
            guard state.running < limit else { return false }
            state.running += 1
            return true
        }
        guard isNew else { return }
        let thread = Thread { [self] in
            while let work = next() { work() }
        }
        thread.stackSize = 1 << 20
        thread.name = "mailflow-net"
        thread.start()
    }

    private func next() -> (@Sendable () -> Void)? {
        state.with { state in
            if state.queue.isEmpty {
                state.running -= 1
                return nil
            }
            return state.queue.removeFirst()
        }
    }
}

/// A value behind a lock.
final class Locked<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: Value) { self.value = value }

    func with<Result>(_ body: (inout Value) -> Result) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return body(&value)
    }
}

/// Resumes a continuation with whatever comes first.
private final class Once<Value: Sendable>: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<Value?, Never>)
        case done(Value?)
        case over
    }
    private let state = Locked(State.idle)

    func wait(_ continuation: CheckedContinuation<Value?, Never>) {
        let ready: Value?? = state.with { state in
            if case .done(let value) = state {
                state = .over
                return .some(value)
            }
            state = .waiting(continuation)
            return .none
        }
        if let ready { continuation.resume(returning: ready) }
    }

    func resume(_ value: Value?) {
        let continuation: CheckedContinuation<Value?, Never>? = state.with { state in
            switch state {
            case .waiting(let continuation):
                state = .over
                return continuation
            case .idle:
                state = .done(value)
                return nil
            default: return nil
            }
        }
        continuation?.resume(returning: value)
    }
}
