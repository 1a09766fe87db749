import Core
import Synchronization

/// A short queue between two stages of a pipeline: the one in front waits while it is full, the one behind while it is empty.
final class Conveyor<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        var ended = false
        var failure: Failure?
        var senders: [CheckedContinuation<Bool, Never>] = []
        var takers: [CheckedContinuation<Item?, Never>] = []
    }

    private enum Next {
        case hand(CheckedContinuation<Item?, Never>)
        case answer(Bool)
        case wait
    }

    private let room: Int
    private let state = Mutex(State())

    /// A queue with room for so many items.
    init(room: Int) { self.room = max(1, room) }

    /// Puts an item on; returns when there is room again. False when nobody takes any more.
    func send(_ item: Item) async -> Bool {
        await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
            let next = state.withLock { state -> Next in
                if state.ended { return .answer(false) }
                if !state.takers.isEmpty { return .hand(state.takers.removeFirst()) }
                state.items.append(item)
                if state.items.count < room { return .answer(true) }
                state.senders.append(continuation)
                return .wait
            }
            switch next {
            case .hand(let taker):
                taker.resume(returning: item)
                continuation.resume(returning: true)
            case .answer(let go): continuation.resume(returning: go)
            case .wait: break
            }
        }
    }

    /// The next item, nil at the end. Throws what ended it.
    func next() async throws(Failure) -> Item? {
        let item = await withCheckedContinuation { (continuation: CheckedContinuation<Item?, Never>) in
            let (now, item, sender) = state.withLock { state -> (Bool, Item?, CheckedContinuation<Bool, Never>?) in
                if state.failure == nil, !state.items.isEmpty {
                    return (true, state.items.removeFirst(), state.senders.isEmpty ? nil : state.senders.removeFirst())
                }
                if state.ended { return (true, nil, nil) }
                state.takers.append(continuation)
                return (false, nil, nil)
            }
            sender?.resume(returning: true)
            if now { continuation.resume(returning: item) }
        }
        if item == nil, let failure = state.withLock({ $0.failure }) { throw failure }
        return item
    }

    /// Nothing more comes: what lies there is still taken, or with a failure nothing is.
    func end(_ failure: Failure? = nil) {
        let (senders, takers) = state.withLock { state in
            state.ended = true
            if state.failure == nil { state.failure = failure }
            let waiting = (state.senders, state.takers)
            state.senders = []
            state.takers = []
            return waiting
        }
        senders.forEach { $0.resume(returning: failure == nil) }
        takers.forEach { $0.resume(returning: nil) }
    }
}
