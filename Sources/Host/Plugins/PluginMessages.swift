public import Core
import Synchronization

/// What plugins tell the open browsers of users. Nothing is kept: who does not listen misses it.
public final class PluginMessages: Sendable {
    private struct Ears {
        var last = 0
        var open: [UserID: [Int: AsyncStream<JSON>.Continuation]] = [:]
    }

    private let ears = Mutex(Ears())

    /// Nobody listens yet.
    public init() {}

    /// Tells every browser of a user: `{"@type": "PluginMessage", "plugin", "message"}`.
    public func send(_ user: UserID, _ plugin: String, _ message: JSON) {
        let whole: JSON = ["@type": "PluginMessage", "plugin": .string(plugin), "message": message]
        let listening = ears.withLock { $0.open[user].map { Array($0.values) } ?? [] }
        for ear in listening { ear.yield(whole) }
    }

    /// What is told to a user from now on, until the reader stops. A reader who is slow misses the oldest of more than 64.
    public func listen(_ user: UserID) -> AsyncStream<JSON> {
        AsyncStream(bufferingPolicy: .bufferingNewest(64)) { continuation in
            let number = ears.withLock { ears in
                ears.last += 1
                ears.open[user, default: [:]][ears.last] = continuation
                return ears.last
            }
            continuation.onTermination = { [weak self] _ in
                self?.ears.withLock { ears in
                    ears.open[user]?[number] = nil
                    if ears.open[user]?.isEmpty == true { ears.open[user] = nil }
                }
            }
        }
    }
}
