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
            http: { ask async throws(Failure) in
                let answer = try await http.fetch(
                    HTTPFetch(
                        ask.url, method: ask.method, headers: ask.headers.map { (name: $0.0, value: $0.1) }, body: ask.body.isEmpty ? nil : ask.body,
                        maxBytes: ask.limit, timeout: ask.timeout, maxRedirects: 0, allowHTTP: false,
                        policy: try await store.read { db throws(Failure) in try SettingTable.policy(db) }))
                return HTTPReply(status: answer.status, headers: answer.headers.map { ($0.name, $0.value) }, body: answer.body)
            },
            jmap: door.call,
            user: PluginFacts.user(store), accounts: PluginFacts.accounts(store), annotate: PluginFacts.annotate(store),
            push: { _, _, _ in }, clock: store.clock, log: log)
    }
}
