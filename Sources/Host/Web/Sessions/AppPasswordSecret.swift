import Core
import Foundation
import HostCrypto

/// The secret of an app password: 120 random bits in groups of five letters and digits that are not mistaken for each other.
enum AppPasswordSecret {
    private static let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789x".utf8)

    /// A fresh secret, as shown once: `xxxxx-xxxxx-xxxxx-xxxxx-xxxxx`.
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        let letters = (0..<25).map { _ in Character(UnicodeScalar(alphabet[Int.random(in: 0..<31, using: &generator)])) }
        return stride(from: 0, to: 25, by: 5).map { String(letters[$0..<$0 + 5]) }.joined(separator: "-")
    }

    /// The hash under which it is kept; groups may be typed with spaces, dashes or capitals.
    static func hash(_ secret: String) -> [UInt8] {
        Digest.sha256(Array("app-password:".utf8) + secret.lowercased().utf8.filter { $0 != 45 && $0 != 32 })
    }

    /// The user name (Basic only) and secret of an Authorization header; nil when it is neither Basic nor Bearer.
    static func credentials(_ authorization: String) -> (username: String?, secret: String)? {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, authorization.utf8.count <= 2048 else { return nil }
        switch parts[0].lowercased() {
        case "bearer": return (nil, parts[1].trimming())
        case "basic":
            guard let bytes = Data(base64Encoded: parts[1].trimming()), let colon = bytes.firstIndex(of: 58) else { return nil }
            return (String(decoding: bytes[..<colon], as: UTF8.self), String(decoding: bytes[bytes.index(after: colon)...], as: UTF8.self))
        default: return nil
        }
    }
}
