public import Core

/// The cryptography Web needs: digests at once, password hashes on threads of their own.
public struct WebCrypto: Sendable {
    /// SHA-256.
    public var sha256: @Sendable ([UInt8]) -> [UInt8]
    /// HMAC-SHA-256 under the server's session secret.
    public var sign: @Sendable ([UInt8]) -> [UInt8]
    /// Hashes a password (bcrypt, cost 12).
    public var hashPassword: @Sendable (String) async throws(Failure) -> String
    /// Whether a password belongs to a hash; takes as long for every hash of the same cost.
    public var verifyPassword: @Sendable (_ password: String, _ hash: String) async throws(Failure) -> Bool
    /// A hash nobody's password belongs to, of the usual cost.
    public var nobodysHash: String

    /// Binds every part.
    public init(
        sha256: @escaping @Sendable ([UInt8]) -> [UInt8], sign: @escaping @Sendable ([UInt8]) -> [UInt8],
        hashPassword: @escaping @Sendable (String) async throws(Failure) -> String,
        verifyPassword: @escaping @Sendable (String, String) async throws(Failure) -> Bool, nobodysHash: String
    ) {
        self.sha256 = sha256
        self.sign = sign
        self.hashPassword = hashPassword
        self.verifyPassword = verifyPassword
        self.nobodysHash = nobodysHash
    }
}
