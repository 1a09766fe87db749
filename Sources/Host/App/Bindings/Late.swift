import Synchronization

/// A value that is bound once, after those who need it were made: the dispatcher asks plugins, and plugins ask the dispatcher.
final class Late<Value: Sendable>: Sendable {
    private let box = Mutex<Value?>(nil)

    /// The value; nil before it was bound.
    var value: Value? { box.withLock { $0 } }

    func bind(_ value: Value) { box.withLock { $0 = value } }
}
