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
    /// Seconds that one which was replaced may take for what it was asked before.
    public var drain = 5.0
    /// Calls to the host that may be pending at once.
    public var calls = Catalogue.pendingCalls
    /// Lines of log a second.
    public var logLines = 50
    /// Bodies of requests that may be on their way to it at once.
    public var uploads = 32
    /// Seconds between two looks for jobs that are due and events that wait.
    public var pulse = 1.0
    /// Seconds until an event is told again for the first time; each further pause is twice as long, at most 300 times this one.
    public var eventPause = 1.0
    /// How often an event that fails otherwise than with MF_UNAVAILABLE is told before it is left out.
    public var eventTries = 5
    /// After so many late answers in a row a hook is not asked for a minute.
    public var lateHooks = 3
    /// Replaces the deadline of verbs, by name; the catalogue's where there is none.
    public var deadlines: [String: Double] = [:]

    /// MiB of memory that the process of an isolated plugin may have.
    public var memory = 512
    /// Files and sockets it may have open.
    public var files = 256
    /// Bytes that may wait for an isolated plugin before it counts as one that does not listen.
    public var backlog = 64 << 20
    /// Bytes of arguments in calls to the host that may be pending at once.
    public var callBytes = 64 << 20
    /// Waits some seconds, before a plugin that crashed starts again.
    public var pause: @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }

    /// The limits of a normal server.
    public init() {}
}
