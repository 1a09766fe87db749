import Core
import HTTPTypes
import HostCrypto

/// The session cookie: 256 random bits that only the browser keeps.
enum SessionCookie {
    /// Seven days.
    static let lifetime: Double = 7 * 86400

    /// A fresh token.
    static func makeToken() -> String { SecureRandom.token() }

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
                if value.utf8.count == 43, value.utf8.allSatisfy(isBase64URL) { return value }
            }
        }
        return nil
    }

    private static func isBase64URL(_ byte: UInt8) -> Bool {
        (byte | 32) >= 97 && (byte | 32) <= 122 || byte >= 48 && byte <= 57 || byte == 45 || byte == 95
    }

    /// The `Set-Cookie` value that keeps a token for its lifetime, or until the browser closes.
    static func header(_ token: String, secure: Bool, lasting: Bool) -> String {
        "\(name(secure: secure))=\(token); Path=/; HttpOnly; SameSite=Lax" + (lasting ? "; Max-Age=\(Int(lifetime))" : "")
            + (secure ? "; Secure" : "")
    }

    /// The `Set-Cookie` value that forgets the token.
    static func expired(secure: Bool) -> String {
        "\(name(secure: secure))=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0" + (secure ? "; Secure" : "")
    }
}
