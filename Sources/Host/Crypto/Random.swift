import CCryptoFace

/// Bytes nobody can guess.
public enum SecureRandom {
    /// A number of bytes from the system's generator.
    public static func bytes(_ count: Int) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: count)
        precondition(cf_random(&out, count) == 1, "the system has no randomness")
        return out
    }

    /// 256 bits as 43 characters of base64url, for tokens.
    public static func token() -> String { Base64URL.text(bytes(32)) }
}
