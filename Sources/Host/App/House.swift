import Core
import Foundation
import HostCrypto
import Logging
import Plugins
import Store
import Web

/// Everything a running server is made of, put together once.
struct House: Sendable {
    let config: Config
    let folder: DataFolder
    let store: Store
    let registry: PluginRegistry
    let log: Logger

    /// Opens the data folder, the key and the database. Fails with words for whoever started it.
    static func open(_ config: Config, log: Logger) async throws(Failure) -> House {
        let folder = try DataFolder(config.dataFolder)
        let key = try folder.encryptionKey(config.encryptionKey)
        let secrets = try SecretBox(keys: [key])
        let store = try await Store.open(config.databaseURL ?? folder.database, secrets: secrets)
        try await KeyCheck.run(store)
        let registry = PluginRegistry(
            conf: URL(fileURLWithPath: config.pluginsConf ?? folder.pluginsConf),
            folders: [.besideExecutable, PluginFolder(URL(fileURLWithPath: folder.path + "/plugins"), bundled: false)],
            note: URL(fileURLWithPath: folder.path + "/plugin-crash"), seams: .house(
                store, log: log, http: { _ async throws(Failure) in throw Failure(.unsupported, "no way out") },
                jmap: { _, _ async throws(Failure) in throw Failure(.unsupported, "no JMAP") }))
        return House(config: config, folder: folder, store: store, registry: registry, log: log)
    }
}
