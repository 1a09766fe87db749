public import Core

/// The keys of plugins, which never leave the host: each plugin has its own, derived from the key of the house.
public struct PluginKeys: Sendable {
    /// Seals bytes for a plugin and a context.
    public var seal: @Sendable (_ plugin: String, _ context: String, [UInt8]) -> [UInt8]
    /// Opens what was sealed; fails with `invalid` when it was changed, or sealed for another plugin or context.
    public var open: @Sendable (_ plugin: String, _ context: String, [UInt8]) throws(Failure) -> [UInt8]
    /// 32 bytes only this plugin can make of these bytes in this context.
    public var hmac: @Sendable (_ plugin: String, _ context: String, [UInt8]) -> [UInt8]

    /// All three.
    public init(
        seal: @escaping @Sendable (_ plugin: String, _ context: String, [UInt8]) -> [UInt8],
        open: @escaping @Sendable (_ plugin: String, _ context: String, [UInt8]) throws(Failure) -> [UInt8],
        hmac: @escaping @Sendable (_ plugin: String, _ context: String, [UInt8]) -> [UInt8]
    ) {
        self.seal = seal
        self.open = open
        self.hmac = hmac
    }
}
