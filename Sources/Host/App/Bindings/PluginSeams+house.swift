import Core
import Logging
import Plugins
import Store

extension PluginSeams {
    /// What the house lends plugins.
    static func house(_ store: Store, log: Logger, door: PluginDoor) -> PluginSeams {
        PluginSeams(
            kv: .store(store.database, box: store.secrets, clock: store.clock),
            http: { _ async throws(Failure) in throw Failure(.unavailable, "no way out") },
            jmap: door.call,
            user: PluginFacts.user(store.database), accounts: PluginFacts.accounts(store.database), annotate: PluginFacts.annotate(store.database),
            push: { _, _, _ in }, clock: store.clock, log: log)
    }
}
