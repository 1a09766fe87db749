import CCryptoFace

/// bcrypt of passwords, cost 12. Takes a quarter of a second: call it from a thread that may wait.
public enum PasswordHash {
    /// The cost of new hashes.
    public static let cost: UInt32 = 12

    /// A hash in crypt(3) form. bcrypt reads 72 bytes, so longer passwords are first made short by SHA-256.
    public static func hash(_ password: String, cost: UInt32 = PasswordHash.cost) -> String {
        var setting = [CChar](repeating: 0, count: 128)
        precondition(cf_bcrypt_setting(cost, SecureRandom.bytes(16), &setting, setting.count) == 1)
        return crypt(password, setting) ?? ""
    }

    /// Whether a password fits a hash. A hash that cannot be read never fits and takes as long.
    public static func verify(_ password: String, _ hash: String) -> Bool {
        guard hash.hasPrefix("$2"), let made = crypt(password, Array(hash.utf8CString)) else {
            _ = crypt(password, Array(decoy.utf8CString))
            return false
        }
        return Digest.equal(Array(made.utf8), Array(hash.utf8))
    }

    /// Takes as long as `verify` and says no: for a user who does not exist.
    public static func refuse(_ password: String) { _ = crypt(password, Array(decoy.utf8CString)) }

    private static let decoy = "$2b$12$abcdefghijklmnopqrstuuWlGsHWrDIxCEVk9CcP8jWU0Ts1Vs9Fi"

    private static func crypt(_ password: String, _ setting: [CChar]) -> String? {
        let phrase = password.utf8.count > 71 || password.utf8.contains(0) ? Base64URL.text(Digest.sha256(password.utf8)) : password
        var out = [CChar](repeating: 0, count: 128)
        guard cf_bcrypt(phrase, setting, &out, out.count) == 1 else { return nil }
        return String(decoding: out.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
