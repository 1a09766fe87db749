import HostCrypto

/// The proof that a request was written by our own page: a signature over the cookie's token, which a foreign page cannot read.
struct CSRFToken: Sendable {
    /// The key of the signature, derived from the server's session secret.
    let key: [UInt8]

    init(secret: [UInt8]) { key = Digest.derive(key: secret, purpose: "csrf") }

    /// The proof that belongs to a cookie's token.
    func proof(for token: String) -> String { Base64URL.text(Digest.hmac(key: key, Array(token.utf8))) }

    /// Whether a proof belongs to a cookie's token, in time that says nothing about where it differs.
    func holds(_ proof: String?, for token: String?) -> Bool {
        guard let proof, let token else { return false }
        return Digest.equal(Array(self.proof(for: token).utf8), Array(proof.utf8))
    }
}
