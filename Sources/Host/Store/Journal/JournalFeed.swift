public import Core
import Foundation

/// What one transaction added to the journal of one user.
public struct JournalNews: Sendable {
    /// Whose journal.
    public let user: UserID
    /// The newest number.
    public let seq: Int64
    /// The types that changed in each account; account 0 is what belongs to the user alone.
    public let changed: [AccountID: Set<DataType>]
}

/// Passes news of the journal on to whoever listens in this process.
public final class JournalFeed: @unchecked Sendable {
    private let lock = NSLock()
    private var listeners: [Int: AsyncStream<JournalNews>.Continuation] = [:]
    private var next = 0
    private var generations: [UserID: UInt64] = [:]

    init() {}

    /// News from now on. A listener that is slow loses the oldest news, never the newest: it must read the journal by number anyway.
    public func listen() -> AsyncStream<JournalNews> {
        let (stream, continuation) = AsyncStream.makeStream(of: JournalNews.self, bufferingPolicy: .bufferingNewest(256))
        let key = lock.withLock {
            next += 1
            listeners[next] = continuation
            return next
        }
        continuation.onTermination = { [weak self] _ in
            guard let self else { return }
            _ = lock.withLock { self.listeners.removeValue(forKey: key) }
        }
        return stream
    }

    /// A number that grows with each commit of this process that added to a user's journal, before the one who wrote hears of it.
    /// As long as it stays, whatever was read of what the journal tells holds.
    public func generation(of user: UserID) -> UInt64 { lock.withLock { generations[user] ?? 0 } }

    func tell(_ news: JournalNews) {
        lock.withLock { generations[news.user, default: 0] += 1 }
        for listener in lock.withLock({ Array(listeners.values) }) { listener.yield(news) }
    }

    func close() {
        for listener in lock.withLock({ Array(listeners.values) }) { listener.finish() }
    }
}
