import Foundation

/// What a client that is no browser shows instead of a cookie.
enum ClientCredentials {
    /// The user name (Basic only) and secret of an Authorization header; nil when it is neither Basic nor Bearer.
    static func read(_ authorization: String) -> (username: String?, secret: String)? {
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
