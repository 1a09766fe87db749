import Core
import Logging
import Plugins
import Store

extension PluginSeams {
    /// What the house lends plugins.
    static func house(_ store: Store, log: Logger, http: @escaping @Sendable (HTTPAsk) async throws(Failure) -> HTTPReply = { _ in
        throw Failure(.unsupported, "no way out")
    }, jmap: @escaping @Sendable (UserID, JSON) async throws(Failure) -> JSON = { _, _ in throw Failure(.unsupported, "no JMAP") }) -> PluginSeams {
        PluginSeams(
            kv: .store(store.database, box: store.secrets), http: http, jmap: jmap, user: PluginFacts.user(store.database),
            accounts: PluginFacts.accounts(store.database), annotate: PluginFacts.annotate(store.database), push: { _, _, _ in }, log: log)
    }
}
