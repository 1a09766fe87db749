import Foundation

/// Reads base64url without padding (RFC 4648 5).
enum Base64Text {
    /// The bytes; nil when the text is not base64url.
    static func bytes(_ text: String) -> [UInt8]? {
        guard !text.contains(where: { "+/=".contains($0) }) else { return nil }
        let padded = text.replacing("-", with: "+").replacing("_", with: "/") + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: padded).map { Array($0) }
    }
}
