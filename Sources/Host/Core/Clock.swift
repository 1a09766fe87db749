public import Foundation

/// Milliseconds since 1970-01-01T00:00:00Z. Every time in the store is one.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// The number of milliseconds.
    public let milliseconds: Int64

    /// Wraps a number of milliseconds.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Rounds seconds to milliseconds.
    public init(seconds: Double) { milliseconds = Int64((seconds * 1000).rounded()) }

    /// The same moment as a `Date`.
    public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// A moment some seconds away.
    public func adding(seconds: Double) -> Timestamp { Timestamp(milliseconds: milliseconds + Int64(seconds * 1000)) }

    /// Earlier is less.
    public static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }
}

/// Where time comes from, so that a test can move it.
public struct WallClock: Sendable {
    /// The time now.
    public let now: @Sendable () -> Timestamp

    /// A clock of one's own.
    public init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

    /// The system's clock.
    public static let system = WallClock { Timestamp(seconds: Date().timeIntervalSince1970) }
}
