import Synchronization

/// The calls of this library that the host has not answered. A call is known by a number, never by a pointer,
/// so that an answer that comes twice or too late finds nothing instead of freed memory.
enum Pending {
    typealias Pieces = AsyncThrowingStream<[UInt8], any Error>.Continuation

    private struct State {
        var last: UInt = 0
        var waiting: [UInt: Pieces] = [:]
        var ended = true
    }

    private static let state = Mutex(State())

    /// From now on calls may be made.
    static func open() { state.withLock { $0.ended = false } }

    /// Takes a number for a call; nil once the plugin is being stopped.
    static func add(_ pieces: Pieces) -> UInt? {
        state.withLock {
            guard !$0.ended else { return nil }
            $0.last += 1
            $0.waiting[$0.last] = pieces
            return $0.last
        }
    }

    /// An answer or a piece of one.
    static func answer(_ key: UInt, _ status: Int32, _ bytes: [UInt8]) {
        guard let pieces = state.withLock({ status == 1 ? $0.waiting[key] : $0.waiting.removeValue(forKey: key) }) else { return }
        switch status {
        case 1: pieces.yield(bytes)
        case 0:
            if !bytes.isEmpty { pieces.yield(bytes) }
            pieces.finish()
        default: pieces.finish(throwing: Failure(Failure.Kind(rawValue: status) ?? .failed, String(decoding: bytes, as: UTF8.self)))
        }
    }

    /// Every call ends as cancelled, and no more are taken.
    static func close() {
        let waiting = state.withLock { state in
            defer { state.waiting = [:] }
            state.ended = true
            return state.waiting
        }
        for pieces in waiting.values { pieces.finish(throwing: Failure(.cancelled, "the plugin is being stopped")) }
    }
}
