import Core
import Logging
import Net
import Plugins
import Store
import Web

extension PluginSeams {
    /// What the house lends plugins.
    static func house(
        _ store: Store, log: Logger, http: GuardedHTTP, door: PluginDoor, messages: PluginMessages, clients: ClientSignIn
    ) -> PluginSeams {
        var seams = PluginSeams(
            kv: .store(store), values: .store(store), keys: .derived(from: store.secrets),
            http: PluginSeams.guarded(http) { () async throws(Failure) in
                try await store.read { db throws(Failure) in try SettingTable.policy(db) }
            },
            jmap: door.call, mail: door.mail,
            people: PluginPeople(
                user: PluginFacts.user(store), accounts: PluginFacts.accounts(store),
                verify: { name, password, remote async throws(Failure) in
                    try await PluginFacts.user(store)(clients.check(username: name, password: password, remote: remote).id)
                },
                signIn: PluginFacts.signIn(store) { wish in
                    do throws(Problem) { return try Username.checked(wish) } catch { return nil }
                }),
            annotate: PluginFacts.annotate(store), push: { messages.send($0, $1, $2) }, clock: store.clock, log: log)
        seams.flow = .store(store)
        seams.notes = PluginFacts.notes(store)
        seams.generation = { store.feed.generation(of: $0) }
        return seams
    }
}
