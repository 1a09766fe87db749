import NIOConcurrencyHelpers

/// A flag that is raised once.
final class OnceFlag: Sendable {
    private let up = NIOLockedValueBox(false)

    /// True for the first caller only.
    func raise() -> Bool {
        up.withLockedValue { wasUp in
            defer { wasUp = true }
            return !wasUp
        }
    }
}
