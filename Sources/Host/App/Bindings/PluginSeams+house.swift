import Core
import JMAP
import Logging
import Net
import Plugins
import Store

extension PluginSeams {
    /// What the house lends plugins.
    static func house(_ store: Store, log: Logger, http: GuardedHTTP, dispatcher: Late<Dispatcher>) -> PluginSeams {
        PluginSeams(
            kv: .store(store.database, box: store.secrets, clock: store.clock),
            http: { ask async throws(Failure) in
                let answer = try await http.fetch(
                    HTTPFetch(
                        ask.url, method: ask.method, headers: ask.headers.map { (name: $0.0, value: $0.1) }, body: ask.body.isEmpty ? nil : ask.body,
                        maxBytes: ask.limit, timeout: ask.timeout, maxRedirects: 0, allowHTTP: false,
                        policy: try await store.read { db throws(Failure) in try SettingTable.policy(db) }))
                return HTTPReply(status: answer.status, headers: answer.headers.map { ($0.name, $0.value) }, body: answer.body)
            },
            jmap: { user, request async throws(Failure) in
                guard let dispatcher = dispatcher.value else { throw Failure(.unavailable, "JMAP is not ready") }
                return await dispatcher.call(user: user, request: request).json
            },
            user: PluginFacts.user(store.database), accounts: PluginFacts.accounts(store.database), annotate: PluginFacts.annotate(store.database),
            push: { _, _, _ in }, clock: store.clock, log: log)
    }
}
