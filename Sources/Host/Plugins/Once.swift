import Synchronization

/// Takes the first of several outcomes.
final class Once<Value: Sendable>: Sendable {
    private let take: Mutex<(@Sendable (Value) -> Void)?>
    init(_ take: @escaping @Sendable (Value) -> Void) { self.take = Mutex(take) }

    /// Whether this outcome was the first.
    @discardableResult
    func settle(_ value: Value) -> Bool {
        guard
            let take = take.withLock({ held in
                defer { held = nil }
                return held
            })
        else { return false }
        take(value)
        return true
    }
}
