import Foundation

/// base64url without padding (RFC 4648 5).
public enum Base64URL {
    /// The text of some bytes.
    public static func text(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
