/// What a server may send at most before the connection is given up.
public struct ReaderLimits: Sendable, Hashable {
    /// Bytes of one response outside its literals.
    public var line = 16 << 20
    /// Bytes of one response's literals together.
    public var literal = 128 << 20
    /// Literals in one response.
    public var literalCount = 10_000
    /// Lists inside lists.
    public var depth = 64

    /// The defaults.
    public init() {}
}
