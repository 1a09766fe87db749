/// Why a JSContact card cannot be taken on: one of its properties is not what RFC 9553 says it is.
public struct CardChangeFault: Error, Hashable, Sendable {
    /// The path of the property, such as `emails/k1/address`.
    public let path: String
    /// What it should be: a sentence.
    public let reason: String

    /// A fault of a property.
    public init(_ path: String, _ reason: String) {
        self.path = path
        self.reason = reason
    }
}
