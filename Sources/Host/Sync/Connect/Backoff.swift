import Core

/// How long to wait before trying a server again: pure, so that a table can test it.
struct Backoff: Hashable, Sendable {
    /// How many times in a row it failed.
    private(set) var failures = 0

    /// Counts a failure and says how long to wait. `chance` is between 0 and 1: waits of many accounts spread over a half of their length.
    mutating func delay(after failure: Failure, chance: Double) -> Duration {
        failures += 1
        let (first, most): (Double, Double) =
            switch failure.kind {
            // A refused password stays refused, and many tries lock people out.
            case .denied: (900, 6 * 3600)
            case .invalid, .unsupported, .notFound: (60, 3600)
            case .tooLarge, .conflict: (30, 900)
            case .unavailable, .timeout, .cancelled, .failed: (2, 300)
            }
        var seconds = first
        for _ in 1..<max(2, min(failures, 20)) where failures > 1 { seconds = min(seconds * 2, most) }
        seconds = max(seconds * (0.75 + 0.5 * min(max(chance, 0), 1)), failure.retryAfter ?? 0)
        return .milliseconds(Int64(seconds * 1000))
    }

    /// Forgets the failures: it works again.
    mutating func succeeded() { failures = 0 }
}
