import Core
import Foundation
import HostCrypto
import JMAP
import Logging
import Net
import Plugins
import Store
import Sync
import Web

/// Everything a running server is made of, put together once. Nothing lives before `RunningHouse` starts it.
struct House: Sendable {
    let config: Config
    let folder: DataFolder
    let store: Store
    let accounts: Accounts
    let registry: PluginRegistry
    let dispatcher: Dispatcher
    let http: GuardedHTTP
    let people: People
    let passwords: Passwords
    let messages: PluginMessages
    let log: Logger

    /// Opens the data folder, the key and the database. Fails with words for whoever started it.
    static func open(_ config: Config, log: Logger) async throws(Failure) -> House {
        umask(0o077)
        let folder = try DataFolder(config.dataFolder)
        let secrets = try SecretBox(keys: [try folder.encryptionKey(config.encryptionKey)])
        let store = try await Store.open(config.databaseURL ?? folder.database, secrets: secrets, scratch: folder.scratch)
        try await KeyCheck.run(store)
        let http = GuardedHTTP()
        let door = PluginDoor()
        let people = People.store(store)
        let passwords = Passwords.bcrypt()
        let messages = PluginMessages()
        let registry = PluginRegistry(
            conf: URL(fileURLWithPath: try folder.pluginsConf(config.pluginsConf)),
            folders: [.besideExecutable, PluginFolder(URL(fileURLWithPath: folder.path + "/plugins"), bundled: false)],
            note: URL(fileURLWithPath: folder.path + "/plugin-crash"), standing: URL(fileURLWithPath: folder.pluginStates),
            seams: .house(
                store, log: log, http: http, door: door, messages: messages,
                clients: ClientSignIn(people: people, passwords: passwords, clock: store.clock)))
        let hooks = Hooks.registry(registry)
        let accounts = Accounts(
            context: SyncContext(
                store: store, cache: RawCache(folder: URL(fileURLWithPath: folder.cache)),
                credentials: .house(store, tokens: PluginTokens(registry: registry)), hooks: hooks, log: log))
        let dispatcher = Dispatcher(
            store: store, server: .accounts(accounts, store: store), methods: MessageActions(registry: registry, door: door).methods,
            hooks: hooks)
        door.open(dispatcher)
        return House(
            config: config, folder: folder, store: store, accounts: accounts, registry: registry, dispatcher: dispatcher, http: http,
            people: people, passwords: passwords, messages: messages, log: log)
    }
}
