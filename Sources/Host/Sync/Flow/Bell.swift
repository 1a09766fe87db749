import Synchronization

/// Something one loop waits for and anybody may ring. A ring that nobody waits for is kept, several are one.
final class Bell: Sendable {
    private struct State {
        var rung = false
        var waiting: CheckedContinuation<Bool, Never>?
        var generation: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Wakes the waiter, or the next one who waits.
    func ring() {
        let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            let waiter = state.waiting
            state.waiting = nil
            state.rung = waiter == nil
            return waiter
        }
        waiter?.resume(returning: true)
    }

    /// Returns true when rung, false when the time is up or the task is cancelled. One waiter at a time.
    @discardableResult
    func wait(_ limit: Duration? = nil) async -> Bool {
        let generation = state.withLock { state in
            state.generation += 1
            return state.generation
        }
        let timer = limit.map { limit in
            Task { [weak self] in
                try? await Task.sleep(for: limit)
                if !Task.isCancelled { self?.giveUp(generation) }
            }
        }
        defer { timer?.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now = state.withLock { state -> Bool? in
                    if state.rung {
                        state.rung = false
                        return true
                    }
                    if Task.isCancelled { return false }
                    state.waiting = continuation
                    return nil
                }
                if let now { continuation.resume(returning: now) }
            }
        } onCancel: {
            giveUp(generation)
        }
    }

    private func giveUp(_ generation: UInt64) {
        let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard state.generation == generation else { return nil }
            let waiter = state.waiting
            state.waiting = nil
            return waiter
        }
        waiter?.resume(returning: false)
    }
}
