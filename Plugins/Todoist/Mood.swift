import Synchronization

/// How Todoist answered last.
final class Mood: Sendable {
    private let last = Mutex<Trouble?>(nil)

    /// What was wrong; nil when nothing was.
    var trouble: Trouble? { last.withLock { $0 } }

    /// Remembers how a request ended.
    func saw(_ trouble: Trouble?) { last.withLock { $0 = trouble } }
}
