import Core
import Logging
import Plugins
import Store

extension PluginSeams {
    /// What the house lends plugins.
    static func house(_ store: Store, log: Logger, door: PluginDoor) -> PluginSeams {
        PluginSeams(
            kv: .store(store),
            http: { _ async throws(Failure) in throw Failure(.unavailable, "no way out") },
            jmap: door.call,
            user: PluginFacts.user(store), accounts: PluginFacts.accounts(store), annotate: PluginFacts.annotate(store),
            push: { _, _, _ in }, clock: store.clock, log: log)
    }
}
