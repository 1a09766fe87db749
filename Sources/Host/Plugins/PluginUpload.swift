public import Core

/// The body of a request that its plugin reads piece by piece, by `route.body/1`, while it arrives.
public struct PluginUpload: Sendable {
    /// How many bytes it has; nil when the client did not say.
    public var size: Int?
    /// The next bytes; empty at the end. Nothing is read from the client before this asks for it. Fails with `cancelled` when the client
    /// went away or the caller was cancelled, `timeout` when it sent nothing for too long, `tooLarge` past the limit.
    public var next: @Sendable () async throws(Failure) -> [UInt8]

    /// A body.
    public init(size: Int?, next: @escaping @Sendable () async throws(Failure) -> [UInt8]) {
        self.size = size
        self.next = next
    }

    /// The verb whose name in a manifest says that the plugin reads bodies this way.
    static let verb = "route.body/1"

    /// The most bytes of a piece.
    static let piece = 256 << 10
}
