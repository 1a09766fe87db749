import Core
import Store

/// What the registry keeps about events, jobs and hooks of plugins while it runs.
struct FlowState {
    /// The loop that tells a plugin its events.
    var listeners: [String: Listening] = [:]
    /// The jobs of enabled plugins and when they are due.
    var jobs: [String: [String: PluginJobTable.Entry]] = [:]
    /// Jobs that run now, as `plugin/name`.
    var running: Set<String> = []
    /// What each plugin was asked and said.
    var ledgers: [String: PluginLedger] = [:]
    /// The last word on each plugin's health.
    var healths: [String: Health] = [:]
    /// Hooks of a plugin that came late several times in a row.
    var late: [String: Lateness] = [:]
    /// Looks every second for jobs that are due.
    var pulse: Task<Void, Never>?
    var purgedAt: Timestamp?

    struct Listening {
        var events: [String]
        var loop: Task<Void, Never>
    }

    struct Health {
        var ok: Bool
        var line: String
        var at: Timestamp

        var json: JSON { ["ok": .bool(ok), "line": .string(line), "at": .string(UTCDate.text(at))] }
    }

    struct Lateness {
        var count = 0
        var until: Timestamp?
    }
}
