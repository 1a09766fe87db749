import Core
import Synchronization

/// What whoever asks plugins must know at once, without waiting for the registry: which prefixes are theirs, which hooks are wanted,
/// who runs, and who reads large bodies piece by piece.
public final class PluginBoard: Sendable {
    private struct State {
        var mounts: [(prefix: String, plugin: String)] = []
        var hooks: Set<String> = []
        var readers: Set<String> = []
        var sessions: [String: PluginSession] = [:]
        var checkers: Set<String> = []
    }

    private let state = Mutex(State())

    init() {}

    /// The plugin that answers a path, and under which prefix; nil when none does.
    public func mount(of path: String) -> (plugin: String, prefix: String)? {
        state.withLock { $0.mounts.first { MountPath.covers($0.prefix, path) } }.map { ($0.plugin, $0.prefix) }
    }

    /// Whether some plugin that runs wants to be asked.
    public func isAsked(_ hook: String) -> Bool { state.withLock { $0.hooks.contains(hook) } }

    /// Whether a plugin that runs reads large bodies piece by piece, by `route.body/1`.
    public func readsBodies(_ plugin: String) -> Bool { state.withLock { $0.readers.contains(plugin) } }

    /// The code of a plugin that runs.
    func session(_ plugin: String) -> PluginSession? { state.withLock { $0.sessions[plugin] } }

    /// Whether plugins.conf lets a plugin check passwords.
    func mayCheckPasswords(_ plugin: String) -> Bool { state.withLock { $0.checkers.contains(plugin) } }

    func set(
        mounts: [(prefix: String, plugin: String)], hooks: Set<String>, readers: Set<String>, sessions: [String: PluginSession],
        checkers: Set<String>
    ) {
        state.withLock {
            $0.sessions = sessions
            $0.checkers = checkers
            $0.mounts = mounts
            $0.hooks = hooks
            $0.readers = readers
        }
    }
}
