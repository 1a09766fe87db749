public import Core
public import Store

/// What events, jobs and the data of plugins need from the rest of the house.
public struct FlowSeams: Sendable {
    /// Makes a plugin a listener of these events; a new one begins now.
    public var listen: @Sendable (_ plugin: String, _ events: [String]) async throws(Failure) -> Void
    /// The plugin listens no more.
    public var leave: @Sendable (_ plugin: String) async throws(Failure) -> Void
    /// What it has yet to hear, oldest first.
    public var waiting: @Sendable (_ plugin: String, _ limit: Int) async throws(Failure) -> [EventTable.Entry]
    /// It has heard everything up to a number.
    public var heard: @Sendable (_ plugin: String, _ number: Int64) async throws(Failure) -> Void
    /// How many events wait for it, and when it took the last one.
    public var backlog: @Sendable (_ plugin: String) async throws(Failure) -> (waiting: Int64, at: Timestamp?)
    /// Rings when there may be something to hear.
    public var bell: @Sendable () -> AsyncStream<Void>
    /// Writes down an event that this plugin alone hears.
    public var tell: @Sendable (HouseEvent, _ plugin: String, _ facts: [String: JSON]) async throws(Failure) -> Void
    /// The jobs of a plugin.
    public var jobs: @Sendable (_ plugin: String) async throws(Failure) -> [PluginJobTable.Entry]
    /// Writes a job's place in time.
    public var putJob: @Sendable (_ plugin: String, PluginJobTable.Entry) async throws(Failure) -> Void
    /// The bytes a plugin keeps.
    public var size: @Sendable (_ plugin: String) async throws(Failure) -> Int64
    /// Everything a plugin keeps, opened, as JSON to take away; what is secret in its settings is left out.
    public var export: @Sendable (_ plugin: String) async throws(Failure) -> JSON
    /// Removes everything a plugin keeps.
    public var clear: @Sendable (_ plugin: String) async throws(Failure) -> Void
    /// How many people a plugin keeps something for.
    public var people: @Sendable (_ plugin: String) async throws(Failure) -> Int
    /// Forgets what is too old.
    public var purge: @Sendable () async throws(Failure) -> Void

    /// A house in which nothing happens.
    public static let none = FlowSeams(
        listen: { _, _ in }, leave: { _ in }, waiting: { _, _ in [] }, heard: { _, _ in }, backlog: { _ in (0, nil) },
        bell: { AsyncStream { $0.finish() } }, tell: { _, _, _ in }, jobs: { _ in [] }, putJob: { _, _ in }, size: { _ in 0 },
        export: { _ in [:] }, clear: { _ in }, people: { _ in 0 }, purge: {})
}
