import Core
import NIOConcurrencyHelpers

/// How many sockets and event streams each user has open, so that nobody opens more than their share.
final class StreamCount: Sendable {
    private let open = NIOLockedValueBox<[UserID: Int]>([:])
    private let most: Int

    init(most: Int) { self.most = most }

    /// Takes a place; false when the user has none left.
    func enter(_ user: UserID) -> Bool {
        open.withLockedValue {
            guard $0[user, default: 0] < most else { return false }
            $0[user, default: 0] += 1
            return true
        }
    }

    /// Gives a place back.
    func leave(_ user: UserID) {
        open.withLockedValue {
            guard let count = $0[user] else { return }
            $0[user] = count > 1 ? count - 1 : nil
        }
    }

    /// How many a user has open.
    func count(_ user: UserID) -> Int { open.withLockedValue { $0[user] ?? 0 } }
}
