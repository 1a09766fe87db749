import Core
import Synchronization

/// What other threads may see of a connection.
final class SharedState: Sendable {
    private let inside = Mutex((snapshot: SessionState.Snapshot(), isOpen: true, identification: [String: String]()))

    var snapshot: SessionState.Snapshot { inside.withLock { $0.snapshot } }
    var isOpen: Bool { inside.withLock { $0.isOpen } }
    var identification: [String: String] { inside.withLock { $0.identification } }

    func set(_ snapshot: SessionState.Snapshot, isOpen: Bool) {
        inside.withLock {
            $0.snapshot = snapshot
            $0.isOpen = $0.isOpen && isOpen
        }
    }

    func close() { inside.withLock { $0.isOpen = false } }

    func set(identification: [String: String]) { inside.withLock { $0.identification = identification } }
}
