import Core
import Synchronization

/// The right to use something one at a time, given in the order of asking, the urgent before the others.
final class Turn: Sendable {
    private struct Asker {
        let number: UInt64
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var taken = false
        var next: UInt64 = 0
        var urgent: [Asker] = []
        var patient: [Asker] = []
    }

    private let state = Mutex(State())

    /// Runs the body when it is one's turn. Throws `cancelled` when the task is cancelled while waiting.
    func use<T: Sendable>(
        urgent: Bool = false, isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> T
    ) async throws(Failure) -> T {
        guard await take(urgent) else { throw Failure(.cancelled, "gave up waiting for a turn") }
        defer { give() }
        return try await body()
    }

    private func take(_ urgent: Bool) async -> Bool {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now = state.withLock { state -> Bool? in
                    if Task.isCancelled { return false }
                    if !state.taken {
                        state.taken = true
                        return true
                    }
                    let asker = Asker(number: number, continuation: continuation)
                    if urgent { state.urgent.append(asker) } else { state.patient.append(asker) }
                    return nil
                }
                if let now { continuation.resume(returning: now) }
            }
        } onCancel: {
            let asker = state.withLock { state -> Asker? in
                if let at = state.urgent.firstIndex(where: { $0.number == number }) { return state.urgent.remove(at: at) }
                if let at = state.patient.firstIndex(where: { $0.number == number }) { return state.patient.remove(at: at) }
                return nil
            }
            asker?.continuation.resume(returning: false)
        }
    }

    private func give() {
        let next = state.withLock { state -> Asker? in
            if !state.urgent.isEmpty { return state.urgent.removeFirst() }
            if !state.patient.isEmpty { return state.patient.removeFirst() }
            state.taken = false
            return nil
        }
        next?.continuation.resume(returning: true)
    }
}
