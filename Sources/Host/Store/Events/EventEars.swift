import Core
import Foundation

/// What plugins listen to in this process, and a bell for whoever waits for events. While nobody listens, events cost nothing.
public final class EventEars: @unchecked Sendable {
    private let lock = NSLock()
    private var events: Set<HouseEvent> = []
    private var bells: [Int: AsyncStream<Void>.Continuation] = [:]
    private var next = 0

    init() {}

    /// The events that somebody listens to.
    public var listened: Set<HouseEvent> { lock.withLock { events } }

    /// From now on exactly these events are written down.
    public func listen(_ events: Set<HouseEvent>) { lock.withLock { self.events = events } }

    /// Rings after each commit that wrote an event; rings that nobody waited for become one.
    public func bell() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let key = lock.withLock {
            next += 1
            bells[next] = continuation
            return next
        }
        continuation.onTermination = { [weak self] _ in
            guard let self else { return }
            _ = lock.withLock { self.bells.removeValue(forKey: key) }
        }
        return stream
    }

    func ring() { for bell in lock.withLock({ Array(bells.values) }) { bell.yield() } }

    func close() { for bell in lock.withLock({ Array(bells.values) }) { bell.finish() } }
}
