import Core
public import HostCrypto
public import Store
import Synchronization

extension PluginKV {
    /// The values of plugins in the database, each sealed for its plugin, so that no plugin's value opens as another's.
    public static func store(_ store: Store) -> PluginKV {
        let sizes = Sizes()
        return PluginKV(
            get: { plugin, scope, key async throws(Failure) in
                let sealed = try await store.read { sql throws(Failure) in
                    try PluginTable.get(sql, plugin: plugin, scope: scope, name: key)
                }
                guard let sealed else { return nil }
                return try store.secrets.open(sealed, for: purpose(plugin))
            },
            put: { plugin, scope, key, value, quota async throws(Failure) in
                let sealed = store.secrets.seal(value, for: purpose(plugin))
                try await store.write { tx throws(Failure) in
                    try owner(tx, scope)
                    let before = try PluginTable.size(tx.sql, plugin: plugin, scope: scope, name: key) ?? 0
                    let more = Int64(sealed.count) - before
                    var all = quota == .max ? 0 : sizes.size(of: plugin)
                    // What is remembered may be too much, because owners take their values along, but only a real count refuses.
                    if all.map({ $0 + max(more, 0) > quota }) ?? true { all = try PluginTable.size(tx.sql, plugin: plugin) }
                    guard more <= 0 || (all ?? 0) + more <= quota else {
                        throw Failure(.tooLarge, "\(plugin) would keep more than its \(quota) bytes")
                    }
                    try PluginTable.put(tx, plugin: plugin, scope: scope, name: key, sealed)
                    if quota != .max { sizes.set((all ?? 0) + more, of: plugin) }
                }
            },
            delete: { plugin, scope, key async throws(Failure) in
                try await store.write { tx throws(Failure) in try PluginTable.delete(tx, plugin: plugin, scope: scope, name: key) }
            },
            list: { plugin, scope, prefix async throws(Failure) in
                let names = try await store.read { sql throws(Failure) in try PluginTable.names(sql, plugin: plugin, scope: scope) }
                return names.filter { $0.hasPrefix(prefix) }
            })
    }

    /// Fails with `notFound` when the owner of a scope is not there: what nobody owns would never go.
    private static func owner(_ tx: Transaction, _ scope: String) throws(Failure) {
        if scope.hasPrefix("user:"), let id = UserID(scope.dropFirst(5)), try UserTable.get(tx.sql, id) == nil {
            throw Failure(.notFound, "no user \(id)")
        }
        if scope.hasPrefix("account:"), let id = AccountID(scope.dropFirst(8)), try AccountTable.get(tx.sql, id) == nil {
            throw Failure(.notFound, "no account \(id)")
        }
    }

    private static func purpose(_ plugin: String) -> String { "plugin \(plugin)" }
}

/// How much each plugin keeps, at most, as far as this process knows.
private final class Sizes: Sendable {
    private let known = Mutex<[String: Int64]>([:])

    func size(of plugin: String) -> Int64? { known.withLock { $0[plugin] } }
    func set(_ size: Int64, of plugin: String) { known.withLock { $0[plugin] = size } }
}

extension PluginValues {
    /// The values in the database, sealed for their plugin.
    public static func store(_ store: Store) -> PluginValues {
        PluginValues(
            get: { plugin, user async throws(Failure) in
                let sealed = try await store.read { sql throws(Failure) in try PluginSettingsTable.get(sql, plugin: plugin, user: user) }
                guard let sealed else { return [:] }
                return try JSON(parsing: try store.secrets.open(sealed, for: "settings of \(plugin)"))
            },
            put: { plugin, user, values async throws(Failure) in
                let sealed = store.secrets.seal(values.bytes, for: "settings of \(plugin)")
                try await store.write { tx throws(Failure) in
                    if let user, try UserTable.get(tx.sql, user) == nil { throw Failure(.notFound, "no user \(user)") }
                    try PluginSettingsTable.put(tx, plugin: plugin, user: user, sealed)
                    tx.tell(.settingsChanged, plugin: plugin, ["scope": .string(user.map { "user:\($0)" } ?? "")])
                }
            },
            clear: { plugin async throws(Failure) in
                try await store.write { tx throws(Failure) in try PluginSettingsTable.clear(tx, plugin: plugin) }
            })
    }
}

extension PluginKeys {
    /// Keys derived from the key of the house (HKDF, RFC 5869), one for each plugin and use.
    public static func derived(from secrets: SecretBox) -> PluginKeys {
        PluginKeys(
            seal: { plugin, context, bytes in secrets.box(for: "plugin \(plugin) seal").seal(bytes, for: context) },
            open: { plugin, context, sealed throws(Failure) in
                do { return try secrets.box(for: "plugin \(plugin) seal").open(sealed, for: context) } catch {
                    throw Failure(.invalid, "not sealed by this plugin for this context")
                }
            },
            hmac: { plugin, context, bytes in
                let key = Digest.hmac(key: secrets.key(for: "plugin \(plugin) hmac"), context.utf8)
                return Digest.hmac(key: key, bytes)
            })
    }
}
