/// The one-time token that makes the first admin.
public struct Setup: Sendable {
    /// Takes the token out of use and says whether it was the right one. Only one caller ever gets true.
    public var consume: @Sendable (_ token: String) async -> Bool
    /// Puts the token back when registering failed after it was consumed.
    public var restore: @Sendable () async -> Void

    /// Binds both parts.
    public init(consume: @escaping @Sendable (String) async -> Bool, restore: @escaping @Sendable () async -> Void) {
        self.consume = consume
        self.restore = restore
    }
}
