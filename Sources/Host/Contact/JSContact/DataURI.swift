import Foundation

/// Bytes in vCards: base64 in 2.1 and 3.0, data URIs (RFC 2397) in 4.0; here always as URIs.
public enum DataURI {
    /// The URI of a property; nil when it holds neither a URI nor bytes.
    static func read(_ line: ContentLine) -> String? {
        if line.isBinary {
            let text = String(decoding: line.value.utf8.filter { $0 > 32 && $0 < 127 }, as: UTF8.self)
            return text.isEmpty ? nil : "data:\(mediaType(line));base64,\(text)"
        }
        let value = line.value.trimmed
        if value.lowercased().hasPrefix("data:") { return value.replacing("\\,", with: ",").replacing("\\;", with: ";") }
        guard value.contains(":"), line.first("VALUE")?.lowercased() != "text" else { return nil }
        return LineText.unescaped(value)
    }

    /// Makes a property hold a URI, as its version does.
    static func write(_ uri: String, _ line: inout ContentLine, _ version: VCard.Version) {
        let old = line.types.filter { kinds[$0] != nil || $0.contains("/") }
        guard version != .v40, let (type, text) = base64(uri) else {
            line.set("ENCODING", nil)
            line.set("VALUE", version == .v40 ? nil : "uri")
            line.setTypes(remove: Set(old), add: [])
            line.value = uri
            return
        }
        line.set("VALUE", nil)
        line.set("ENCODING", version == .v30 ? "b" : "BASE64")
        line.setTypes(remove: Set(old), add: [kinds.first { $0.value == type }?.key.uppercased() ?? type])
        line.value = text
    }

    private static let kinds: [String: String] = [
        "jpeg": "image/jpeg", "jpg": "image/jpg", "png": "image/png", "gif": "image/gif", "webp": "image/webp", "bmp": "image/bmp",
        "tiff": "image/tiff", "heic": "image/heic", "svg": "image/svg+xml", "pgp": "application/pgp-keys", "x509": "application/pkix-cert",
        "wave": "audio/wav", "wav": "audio/x-wav", "aiff": "audio/aiff", "basic": "audio/basic", "ogg": "audio/ogg",
    ]

    private static func mediaType(_ line: ContentLine) -> String {
        let type = line.types.lazy.compactMap { kinds[$0] ?? ($0.contains("/") ? $0 : nil) }.first ?? line.first("MEDIATYPE")
        if let type { return type == "image/jpg" ? "image/jpeg" : type }
        return line.name == "SOUND" ? "audio/basic" : line.name == "KEY" ? "application/pgp-keys" : "image/jpeg"
    }

    private static func base64(_ uri: String) -> (type: String, text: String)? {
        guard uri.lowercased().hasPrefix("data:"), let comma = uri.firstIndex(of: ",") else { return nil }
        let head = uri[uri.index(uri.startIndex, offsetBy: 5)..<comma].lowercased()
        guard head.hasSuffix(";base64") else { return nil }
        return (String(head.prefix { $0 != ";" }), String(uri[uri.index(after: comma)...]))
    }

    /// The media type and the bytes of a data URI; nil when it is none.
    public static func content(_ uri: String) -> (type: String, bytes: [UInt8])? {
        guard uri.lowercased().hasPrefix("data:"), let comma = uri.firstIndex(of: ",") else { return nil }
        let head = uri[uri.index(uri.startIndex, offsetBy: 5)..<comma]
        let type = String(head.prefix { $0 != ";" }).lowercased()
        let text = String(uri[uri.index(after: comma)...])
        if head.lowercased().hasSuffix(";base64") {
            guard let data = Data(base64Encoded: text.removingPercentEncoding ?? text, options: .ignoreUnknownCharacters) else {
                return nil
            }
            return (type, Array(data))
        }
        return (type.isEmpty ? "text/plain" : type, Array((text.removingPercentEncoding ?? text).utf8))
    }

    /// Bytes as a data URI.
    public static func uri(_ bytes: [UInt8], type: String) -> String { "data:\(type);base64,\(Data(bytes).base64EncodedString())" }
}
