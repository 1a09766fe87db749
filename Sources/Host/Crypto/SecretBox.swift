import CCryptoFace
public import Core

/// Seals secrets with AES-256-GCM. The envelope is version (1) | key id (4) | nonce | ciphertext | tag, so that keys can be rotated:
/// the first key seals, every key opens.
public struct SecretBox: Sendable {
    let keys: [(id: [UInt8], key: [UInt8])]

    /// A box with its current key first and older keys after it; each has 32 bytes.
    public init(keys: [[UInt8]]) throws(Failure) {
        guard !keys.isEmpty, keys.allSatisfy({ $0.count == 32 }) else { throw Failure(.invalid, "an encryption key has 32 bytes") }
        self.init(derived: keys)
    }

    init(derived keys: [[UInt8]]) {
        self.keys = keys.map { (Array(Digest.sha256(Array("mailflow key id".utf8) + $0).prefix(4)), $0) }
    }

    /// Seals bytes for a purpose; they open only for the same purpose.
    public func seal(_ bytes: [UInt8], for purpose: String) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: bytes.count + 28)
        let label = Array(purpose.utf8)
        precondition(cf_seal(keys[0].key, label, label.count, bytes, bytes.count, &out) == 1, "libcrypto cannot seal")
        return [1] + keys[0].id + out
    }

    /// Opens an envelope; fails when the key is gone, the purpose differs or a byte was changed.
    public func open(_ envelope: [UInt8], for purpose: String) throws(Failure) -> [UInt8] {
        guard envelope.count >= 33, envelope[0] == 1 else { throw Failure(.failed, "not a sealed secret") }
        let id = Array(envelope[1..<5])
        guard let key = keys.first(where: { $0.id == id })?.key else {
            throw Failure(
                .failed, "a secret was sealed with another key",
                message:
                    "A stored secret was sealed with another encryption key. Put the old ENCRYPTION_KEY back, or enter the password again.")
        }
        let sealed = Array(envelope[5...])
        var out = [UInt8](repeating: 0, count: sealed.count - 28)
        let label = Array(purpose.utf8)
        guard cf_open(key, label, label.count, sealed, sealed.count, &out) == 1 else {
            throw Failure(.failed, "a sealed secret was changed")
        }
        return out
    }

    /// Whether an envelope was sealed with the current key.
    public func isCurrent(_ envelope: [UInt8]) -> Bool { envelope.count >= 5 && Array(envelope[1..<5]) == keys[0].id }
}
