import Core
import Foundation
import HostCrypto
import JMAP
import Logging
import Plugins
import Store

/// Everything a running server is made of, put together once. Nothing lives before `RunningHouse` starts it.
struct House: Sendable {
    let config: Config
    let folder: DataFolder
    let store: Store
    let registry: PluginRegistry
    let dispatcher: Dispatcher
    let log: Logger

    /// Opens the data folder, the key and the database. Fails with words for whoever started it.
    static func open(_ config: Config, log: Logger) async throws(Failure) -> House {
        umask(0o077)
        let folder = try DataFolder(config.dataFolder)
        let secrets = try SecretBox(keys: [try folder.encryptionKey(config.encryptionKey)])
        let store = try await Store.open(config.databaseURL ?? folder.database, secrets: secrets)
        try await KeyCheck.run(store)
        let late = Late<Dispatcher>()
        let registry = PluginRegistry(
            conf: URL(fileURLWithPath: try folder.pluginsConf(config.pluginsConf)),
            folders: [.besideExecutable, PluginFolder(URL(fileURLWithPath: folder.path + "/plugins"), bundled: false)],
            note: URL(fileURLWithPath: folder.path + "/plugin-crash"), seams: .house(store, log: log, dispatcher: late))
        let actions = MessageActions(registry: registry) { user, request async throws(Failure) in
            guard let dispatcher = late.value else { throw Failure(.unavailable, "JMAP is not ready") }
            return await dispatcher.call(user: user, request: request).json
        }
        let capability = "urn:mailflow:params:jmap:mail"
        let dispatcher = Dispatcher(
            store: store, server: .none,
            methods: [
                Method("MessageAction/query", capability: capability) { try await actions.query($0.user, .object($0.members)) },
                Method("MessageAction/perform", capability: capability) { try await actions.perform($0.user, .object($0.members)) },
            ])
        late.bind(dispatcher)
        return House(config: config, folder: folder, store: store, registry: registry, dispatcher: dispatcher, log: log)
    }
}
