import Core
import Logging
import Net
import Plugins
import Store

extension PluginSeams {
    /// What the house lends plugins.
    static func house(_ store: Store, log: Logger, http: GuardedHTTP, door: PluginDoor) -> PluginSeams {
        PluginSeams(
            kv: .store(store),
            http: PluginSeams.guarded(http) { () async throws(Failure) in
                try await store.read { db throws(Failure) in try SettingTable.policy(db) }
            },
            jmap: door.call,
            user: PluginFacts.user(store), accounts: PluginFacts.accounts(store), annotate: PluginFacts.annotate(store),
            push: { _, _, _ in }, clock: store.clock, log: log)
    }
}
