extension Host {
    /// The plugin's own data, sealed at rest. A scope is `""`, `user:ID` or `account:ID`, and what is in it goes with its owner.
    public var kv: KV { KV(host: self) }
}

/// The plugin's own values.
public struct KV: Sendable {
    let host: Host

    /// The value; nil when there is none.
    public func get(_ scope: String, _ key: String) async throws(Failure) -> [UInt8]? {
        do { return try await host.call("kv.get/1", scope, key) } catch {
            if error.kind == .notFound { return nil }
            throw error
        }
    }

    /// Keeps a value.
    public func put(_ scope: String, _ key: String, _ value: [UInt8]) async throws(Failure) {
        try await host.call("kv.put/1", [Array(scope.utf8), Array(key.utf8), value])
    }

    /// Forgets a value.
    public func delete(_ scope: String, _ key: String) async throws(Failure) { try await host.call("kv.delete/1", scope, key) }

    /// The keys that begin with a prefix, sorted.
    public func keys(_ scope: String, prefix: String = "") async throws(Failure) -> [String] {
        try JSON(parsing: try await host.call("kv.list/1", scope, prefix)).array?.compactMap(\.string) ?? []
    }

    /// The JSON value; nil when there is none. Fails with `invalid` when the value is not JSON.
    public func json(_ scope: String, _ key: String) async throws(Failure) -> JSON? {
        guard let bytes = try await get(scope, key) else { return nil }
        return try JSON(parsing: bytes)
    }

    /// Keeps a JSON value. Fails with `tooLarge` past 1 MiB or the plugin's quota.
    public func put(_ scope: String, _ key: String, _ value: JSON) async throws(Failure) { try await put(scope, key, value.bytes) }
}
