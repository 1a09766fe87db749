import Core

/// When a plugin that crashed starts again: after 1, 2, 4 … 60 seconds, and not at all after five crashes in ten minutes.
struct Restarts: Equatable, Sendable {
    enum Verdict: Equatable { case again(after: Int), halt }

    static let most = 5
    static let window = 600.0

    /// How often it has been started again.
    private(set) var count = 0
    private var crashes: [Timestamp] = []
    private var streak = 0

    /// It crashed. Ten minutes without a crash forget those before.
    mutating func crashed(at now: Timestamp) -> Verdict {
        if let last = crashes.last, last.adding(seconds: Restarts.window) < now { streak = 0 }
        crashes = crashes.filter { $0.adding(seconds: Restarts.window) >= now } + [now]
        streak += 1
        if crashes.count >= Restarts.most { return .halt }
        count += 1
        return .again(after: min(60, 1 << min(streak - 1, 6)))
    }

    /// Somebody has looked at it: it has all its tries again.
    mutating func forgive() {
        crashes = []
        streak = 0
    }
}
