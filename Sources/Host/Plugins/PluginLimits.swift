/// How long and how much a plugin may take.
public struct PluginLimits: Sendable {
    /// Seconds from loading the library until start() has come back.
    public var start = 10.0
    /// Seconds a turn may take before the plugin counts as stuck.
    public var turn = 10.0
    /// Seconds a turn may take before it is logged.
    public var slowTurn = 0.1
    /// Seconds an enable or a disable waits before it answers with `starting` or `stopping`.
    public var switching = 0.9
    /// Calls to the host that may be pending at once.
    public var calls = 1024
    /// Lines of log a second.
    public var logLines = 50
    /// Replaces the deadline of verbs, by name; the catalogue's where there is none.
    public var deadlines: [String: Double] = [:]

    /// The limits of a normal server.
    public init() {}
}
