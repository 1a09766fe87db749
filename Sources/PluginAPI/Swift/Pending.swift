import Synchronization

/// The calls of this library that the host has not answered. A call is known by a number, never by a pointer,
/// so that an answer that comes twice or too late finds nothing instead of freed memory.
enum Pending {
    /// Who waits for an answer.
    enum Waiting {
        /// Somebody who reads it as it comes.
        case pieces(AsyncThrowingStream<[UInt8], any Error>.Continuation)
        /// Somebody who wants all of it, and what has come.
        case whole(CheckedContinuation<Result<[UInt8], Failure>, Never>, [UInt8])

        fileprivate func fail(_ failure: Failure) {
            switch self {
            case .pieces(let pieces): pieces.finish(throwing: failure)
            case .whole(let waiting, _): waiting.resume(returning: .failure(failure))
            }
        }
    }

    private struct State {
        var last: UInt = 0
        var waiting: [UInt: Waiting] = [:]
        var ended = true
    }

    private static let state = Mutex(State())

    /// From now on calls may be made.
    static func open() { state.withLock { $0.ended = false } }

    /// Takes a number for a call; nil once the plugin is being stopped.
    static func add(_ waiting: Waiting) -> UInt? {
        state.withLock {
            guard !$0.ended else { return nil }
            $0.last += 1
            $0.waiting[$0.last] = waiting
            return $0.last
        }
    }

    /// An answer or a piece of one.
    static func answer(_ key: UInt, _ status: Int32, _ bytes: [UInt8]) {
        let waiting: Waiting? = state.withLock { state in
            guard status == 1 else { return state.waiting.removeValue(forKey: key) }
            guard case .whole(let waiting, var all)? = state.waiting[key] else { return state.waiting[key] }
            // Taken out while it grows, so that it grows in place.
            state.waiting[key] = nil
            all += bytes
            state.waiting[key] = .whole(waiting, all)
            return nil
        }
        switch (waiting, status) {
        case (nil, _): break
        case (.pieces(let pieces), 1): pieces.yield(bytes)
        case (.pieces(let pieces), 0):
            if !bytes.isEmpty { pieces.yield(bytes) }
            pieces.finish()
        case (.whole(let waiting, let all), 0): waiting.resume(returning: .success(all.isEmpty ? bytes : all + bytes))
        case (let waiting?, _): waiting.fail(Failure(Failure.Kind(rawValue: status) ?? .failed, String(decoding: bytes, as: UTF8.self)))
        }
    }

    /// Every call ends as cancelled, and no more are taken.
    static func close() {
        let waiting = state.withLock { state in
            defer { state.waiting = [:] }
            state.ended = true
            return state.waiting
        }
        for waiting in waiting.values { waiting.fail(Failure(.cancelled, "the plugin is being stopped")) }
    }
}
