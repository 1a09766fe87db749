import CCryptoFace

/// SHA-256, HMAC and key derivation.
public enum Digest {
    /// SHA-256 of some bytes.
    public static func sha256(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: 32)
        let input = Array(bytes)
        _ = cf_sha256(input, input.count, &out)
        return out
    }

    /// SHA-256 as 64 hex digits.
    public static func hex(_ text: String) -> String {
        sha256(text.utf8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// The first 63 bits of a SHA-256, for keys in the database.
    public static func number(_ text: some StringProtocol) -> Int64 {
        sha256(text.utf8).prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) } & Int64.max
    }

    /// HMAC-SHA-256 (RFC 2104).
    public static func hmac(key: [UInt8], _ bytes: some Collection<UInt8>) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: 32)
        let input = Array(bytes)
        _ = cf_hmac_sha256(key, key.count, input, input.count, &out)
        return out
    }

    /// A key for one purpose out of a master key (HKDF, RFC 5869).
    public static func derive(key: [UInt8], purpose: String, count: Int = 32) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: count)
        let info = Array(purpose.utf8)
        precondition(cf_hkdf_sha256(key, key.count, info, info.count, &out, count) == 1)
        return out
    }

    /// Whether two byte strings are the same, in constant time.
    public static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool { a.count == b.count && cf_equal(a, b, a.count) == 1 }
}
