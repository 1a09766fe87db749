import Synchronization

/// The state of a session as the methods of one request saw it.
final class SeenSession: Sendable {
    private let seen = Mutex<String?>(nil)

    /// What was seen last; nil when no method looked.
    var state: String? { seen.withLock { $0 } }

    /// Notes the state.
    func see(_ state: String) { seen.withLock { $0 = state } }
}
