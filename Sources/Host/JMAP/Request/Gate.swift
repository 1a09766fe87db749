import Core
import Synchronization

/// Counts what a user has under way, so that nobody has more than the limit.
final class Gate: Sendable {
    private let underWay = Mutex<[UserID: Int]>([:])

    /// Returns whether one more may begin; then `leave` must follow.
    func enter(_ user: UserID, limit: Int) -> Bool {
        underWay.withLock { counts in
            guard counts[user, default: 0] < limit else { return false }
            counts[user, default: 0] += 1
            return true
        }
    }

    /// Ends one.
    func leave(_ user: UserID) {
        underWay.withLock { counts in
            guard let count = counts[user] else { return }
            counts[user] = count > 1 ? count - 1 : nil
        }
    }
}
