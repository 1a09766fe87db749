public import Core

/// A table of values by plugin, scope and key.
public struct PluginKV: Sendable {
    /// The value; nil when there is none.
    public var get: @Sendable (_ plugin: String, _ scope: String, _ key: String) async throws(Failure) -> [UInt8]?
    /// Keeps a value, as long as all of the plugin's together have at most `quota` bytes; fails with `tooLarge`, and with `notFound` when
    /// the scope's user or account is not there.
    public var put:
        @Sendable (_ plugin: String, _ scope: String, _ key: String, _ value: [UInt8], _ quota: Int64) async throws(Failure) -> Void
    /// Forgets a value, if there is one.
    public var delete: @Sendable (_ plugin: String, _ scope: String, _ key: String) async throws(Failure) -> Void
    /// The keys of a scope that begin with a prefix.
    public var list: @Sendable (_ plugin: String, _ scope: String, _ prefix: String) async throws(Failure) -> [String]

    /// All four.
    public init(
        get: @escaping @Sendable (_ plugin: String, _ scope: String, _ key: String) async throws(Failure) -> [UInt8]?,
        put:
            @escaping @Sendable (_ plugin: String, _ scope: String, _ key: String, _ value: [UInt8], _ quota: Int64) async throws(Failure)
            -> Void,
        delete: @escaping @Sendable (_ plugin: String, _ scope: String, _ key: String) async throws(Failure) -> Void,
        list: @escaping @Sendable (_ plugin: String, _ scope: String, _ prefix: String) async throws(Failure) -> [String]
    ) {
        self.get = get
        self.put = put
        self.delete = delete
        self.list = list
    }
}
