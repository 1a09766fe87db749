import Core
import Synchronization

/// The bounded channel between the event loop, which brings messages, and one reader.
final class FetchFlow: Sendable {
    private struct Inside {
        var ready: [FetchedMessage] = []
        var at = 0
        var bytes = 0
        var end: Result<Void, Failure>?
        var vanished = UIDSet()
        var reader: CheckedContinuation<Void, Never>?
        var isPaused = false
        var isDropped = false
    }

    private let inside = Mutex(Inside())
    private let capacity: Int
    /// Tells the event loop that there is room again, or that nobody reads any more.
    private let roomAgain: @Sendable () -> Void

    init(capacity: Int, roomAgain: @escaping @Sendable () -> Void) {
        self.capacity = capacity
        self.roomAgain = roomAgain
    }

    var vanished: UIDSet { inside.withLock { $0.vanished } }

    /// The next message. A cancelled task throws `cancelled` and the rest is thrown away.
    func next() async throws(Failure) -> FetchedMessage? {
        while true {
            if Task.isCancelled {
                drop()
                throw Failure(.cancelled, "IMAP: the reader of a fetch was cancelled")
            }
            let step: (message: FetchedMessage?, end: Result<Void, Failure>?, resume: Bool) = inside.withLock { inside in
                guard inside.at < inside.ready.count else { return (nil, inside.end, false) }
                let message = inside.ready[inside.at]
                inside.at += 1
                inside.bytes -= message.weight
                if inside.at == inside.ready.count {
                    inside.ready.removeAll(keepingCapacity: true)
                    inside.at = 0
                } else if inside.at >= 256 {
                    inside.ready.removeFirst(inside.at)
                    inside.at = 0
                }
                let resume = inside.isPaused && inside.bytes < capacity / 2
                if resume { inside.isPaused = false }
                return (message, nil, resume)
            }
            if step.resume { roomAgain() }
            if let message = step.message { return message }
            if let end = step.end {
                try end.get()
                return nil
            }
            await withTaskCancellationHandler {
                await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                    let now = inside.withLock { inside in
                        if inside.at < inside.ready.count || inside.end != nil || inside.isDropped || Task.isCancelled { return true }
                        inside.reader = continuation
                        return false
                    }
                    if now { continuation.resume() }
                }
            } onCancel: {
                drop()
            }
        }
    }

    /// Brings a message; true when the reader lags and the socket should be left alone.
    func put(_ message: FetchedMessage) -> Bool {
        let (reader, full) = inside.withLock { inside -> (CheckedContinuation<Void, Never>?, Bool) in
            guard !inside.isDropped else { return (nil, false) }
            inside.ready.append(message)
            inside.bytes += message.weight
            if inside.bytes > capacity { inside.isPaused = true }
            defer { inside.reader = nil }
            return (inside.reader, inside.isPaused)
        }
        reader?.resume()
        return full
    }

    func put(vanished uids: UIDSet) { inside.withLock { $0.vanished = $0.vanished.union(uids) } }

    /// The command has ended.
    func finish(_ result: Result<Void, Failure>) {
        let reader = inside.withLock { inside in
            if inside.end == nil { inside.end = result }
            defer { inside.reader = nil }
            return inside.reader
        }
        reader?.resume()
    }

    /// Nobody reads any more: what still comes is thrown away.
    func drop() {
        let reader = inside.withLock { inside in
            inside.isDropped = true
            inside.ready = []
            (inside.at, inside.bytes, inside.isPaused) = (0, 0, false)
            if inside.end == nil { inside.end = .failure(Failure(.cancelled, "IMAP: the reader of a fetch went away")) }
            defer { inside.reader = nil }
            return inside.reader
        }
        reader?.resume()
        roomAgain()
    }
}

extension FetchedMessage {
    /// About how many bytes it holds in memory.
    var weight: Int { bodies.reduce(bodyStructure == nil ? 256 : 2048) { $0 + ($1.bytes?.count ?? 0) } }
}
