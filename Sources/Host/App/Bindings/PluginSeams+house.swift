import Core
import Logging
import Plugins
import Store

extension PluginSeams {
    /// What the house lends plugins.
    static func house(
        _ store: Store, log: Logger, http: @escaping @Sendable (HTTPAsk) async throws(Failure) -> HTTPReply,
        jmap: @escaping @Sendable (UserID, JSON) async throws(Failure) -> JSON
    ) -> PluginSeams {
        PluginSeams(
            kv: .store(store.database, box: store.secrets), http: http, jmap: jmap, user: PluginFacts.user(store.database),
            accounts: PluginFacts.accounts(store.database), annotate: PluginFacts.annotate(store.database), push: { _, _, _ in }, log: log)
    }
}
