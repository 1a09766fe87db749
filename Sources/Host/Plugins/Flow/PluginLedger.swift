import Core
import Synchronization

/// What a plugin was asked in this process, how that went, and what it said: kept over its restarts.
final class PluginLedger: Sendable {
    /// One line that a plugin, or the house about it, said.
    struct Line: Sendable {
        let at: Timestamp
        let level: String
        let text: String

        var json: JSON { ["at": .string(UTCDate.text(at)), "level": .string(level), "line": .string(text)] }
    }

    private struct State {
        var asked = 0
        var failed = 0
        var restarts = 0
        var lately: [Bool] = []
        var lastSuccess: Timestamp?
        var times: [Double] = []
        var at = 0
        var lines: [Line] = []
        var since: Timestamp?
    }

    private let state = Mutex(State())
    /// How many lines and times are kept.
    static let lines = 200, times = 512
    /// How many of the last questions tell how it is doing.
    static let last = 20

    /// A ledger with nothing in it.
    init() {}

    /// The plugin was started, after a crash or for the first time or because somebody wanted it.
    func started(_ now: Timestamp, again: Bool) {
        state.withLock {
            if $0.since == nil { $0.since = now }
            if again { $0.restarts += 1 }
        }
    }

    /// A question was answered, or not, after so many seconds.
    func note(_ seconds: Double, failed: Bool, _ now: Timestamp) {
        state.withLock {
            $0.asked += 1
            if failed { $0.failed += 1 } else { $0.lastSuccess = now }
            if $0.lately.count >= PluginLedger.last { $0.lately.removeFirst() }
            $0.lately.append(failed)
            if $0.times.count < PluginLedger.times { $0.times.append(seconds) } else { $0.times[$0.at] = seconds }
            $0.at = ($0.at + 1) % PluginLedger.times
        }
    }

    /// Keeps a line; the oldest goes.
    func say(_ level: String, _ text: String, _ now: Timestamp) {
        state.withLock {
            if $0.lines.count >= PluginLedger.lines { $0.lines.removeFirst($0.lines.count - PluginLedger.lines + 1) }
            $0.lines.append(Line(at: now, level: level, text: text))
        }
    }

    /// The lines, oldest first.
    var log: [Line] { state.withLock { $0.lines } }

    /// The numbers, as the admin's page shows them. p95 is in seconds.
    var json: JSON {
        state.withLock { state in
            let sorted = state.times.sorted()
            let p95 = sorted.isEmpty ? JSON.null : .double(sorted[min(sorted.count - 1, sorted.count * 95 / 100)])
            return [
                "asked": .int(Int64(state.asked)), "failed": .int(Int64(state.failed)), "p95": p95,
                "lately": [
                    "asked": .int(Int64(state.lately.count)), "failed": .int(Int64(state.lately.count { $0 })),
                ],
                "restarts": .int(Int64(state.restarts)), "lastSuccess": state.lastSuccess.map { .string(UTCDate.text($0)) } ?? .null,
                "since": state.since.map { .string(UTCDate.text($0)) } ?? .null,
            ]
        }
    }
}
