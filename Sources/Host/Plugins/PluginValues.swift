public import Core

/// Where the values of plugins' forms are kept, sealed: the admin's with nil for the user, and each user's own.
public struct PluginValues: Sendable {
    /// The values, a JSON object; empty when nobody filled anything in.
    public var get: @Sendable (_ plugin: String, _ user: UserID?) async throws(Failure) -> JSON
    /// Keeps values; the plugin hears `settings.changed`. Fails with `notFound` when the user is not there.
    public var put: @Sendable (_ plugin: String, _ user: UserID?, JSON) async throws(Failure) -> Void
    /// Forgets what anybody filled in for a plugin.
    public var clear: @Sendable (_ plugin: String) async throws(Failure) -> Void

    /// All three.
    public init(
        get: @escaping @Sendable (_ plugin: String, _ user: UserID?) async throws(Failure) -> JSON,
        put: @escaping @Sendable (_ plugin: String, _ user: UserID?, JSON) async throws(Failure) -> Void,
        clear: @escaping @Sendable (_ plugin: String) async throws(Failure) -> Void
    ) {
        self.get = get
        self.put = put
        self.clear = clear
    }
}
