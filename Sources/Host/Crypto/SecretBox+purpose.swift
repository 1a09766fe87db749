extension SecretBox {
    /// A box of its own for a purpose: each key is derived from this box's (HKDF, RFC 5869), so that what it seals opens nowhere else,
    /// and what an older key sealed still opens.
    public func box(for purpose: String) -> SecretBox { SecretBox(derived: keys.map { Digest.derive(key: $0.key, purpose: purpose) }) }

    /// A key for a purpose, derived from the current key. It changes when the current key does.
    public func key(for purpose: String) -> [UInt8] { Digest.derive(key: keys[0].key, purpose: purpose) }
}
