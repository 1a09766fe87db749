import Core
import Synchronization

/// Where unasked news goes. Bounded: when nobody reads, the newest are lost and one `missed` says so.
final class EventSink: Sendable {
    let stream: AsyncStream<MailboxEvent>
    private let continuation: AsyncStream<MailboxEvent>.Continuation
    private let missed = Mutex(false)
    private static let capacity = 4096

    init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(EventSink.capacity)) }

    func send(_ event: MailboxEvent) {
        missed.withLock { missed in
            if missed {
                guard case .enqueued = continuation.yield(.missed) else { return }
                missed = false
            }
            if case .dropped = continuation.yield(event) { missed = true }
        }
    }

    func finish(_ failure: Failure) {
        send(.closed(failure))
        continuation.finish()
    }
}
