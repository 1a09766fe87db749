import Core
import Foundation
import HTTPTypes

/// The session cookie: 256 random bits that only the browser keeps.
enum SessionCookie {
    /// Seven days.
    static let lifetime: Double = 7 * 86400

    /// A fresh token.
    static func makeToken() -> String {
        var generator = SystemRandomNumberGenerator()
        return Base64URL.encode((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    /// Behind https the name carries the prefix that pins it to this host and to TLS.
    static func name(secure: Bool) -> String { secure ? "__Host-mailflow" : "mailflow" }

    /// The token in a request's cookies; nil when there is none of the right shape.
    static func token(in headers: HTTPFields, secure: Bool) -> String? {
        let name = name(secure: secure) + "="
        for header in headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let pair = pair.trimming()
                guard pair.hasPrefix(name) else { continue }
                let value = String(pair.dropFirst(name.count))
                if value.utf8.count == 43, Base64URL.decode(value)?.count == 32 { return value }
            }
        }
        return nil
    }

    /// The `Set-Cookie` value that keeps a token for its lifetime, or until the browser closes.
    static func header(_ token: String, secure: Bool, lasting: Bool) -> String {
        "\(name(secure: secure))=\(token); Path=/; HttpOnly; SameSite=Lax" + (lasting ? "; Max-Age=\(Int(lifetime))" : "") + (secure ? "; Secure" : "")
    }

    /// The `Set-Cookie` value that forgets the token.
    static func expired(secure: Bool) -> String {
        "\(name(secure: secure))=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0" + (secure ? "; Secure" : "")
    }
}

/// Base64 with the URL alphabet, without padding (RFC 4648 5).
enum Base64URL {
    static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.allSatisfy({ ($0 | 32) >= 97 && ($0 | 32) <= 122 || $0 >= 48 && $0 <= 57 || $0 == 45 || $0 == 95 }) else { return nil }
        let padded = text.replacing("-", with: "+").replacing("_", with: "/") + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: padded).map(Array.init)
    }
}
