/// The proof that a request was written by our own page: a signature over the cookie's token, which a foreign page cannot read.
struct CSRFToken: Sendable {
    let crypto: WebCrypto

    /// The proof that belongs to a cookie's token.
    func proof(for token: String) -> String { Base64URL.encode(crypto.sign(Array("csrf:\(token)".utf8))) }

    /// Whether a proof belongs to a cookie's token, in time that says nothing about where it differs.
    func holds(_ proof: String?, for token: String?) -> Bool {
        guard let proof, let token else { return false }
        return constantTimeEqual(Array(self.proof(for: token).utf8), Array(proof.utf8))
    }
}

/// Compares in a time that depends on the lengths only.
func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for index in a.indices { difference |= a[index] ^ b[index] }
    return difference == 0
}
