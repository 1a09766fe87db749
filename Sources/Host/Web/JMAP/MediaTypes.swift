/// Which media types may be told to a browser.
enum MediaTypes {
    /// A type that is well formed, without parameters, in lower case; nil when it is not.
    static func safe(_ type: String?) -> String? {
        guard let bare = type?.split(separator: ";").first?.trimming().lowercased(), bare.utf8.count <= 127 else { return nil }
        let parts = bare.split(separator: "/", omittingEmptySubsequences: false)
        let token: (Substring) -> Bool = {
            !$0.isEmpty && $0.utf8.allSatisfy { ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) || "!#$&-^_.+".utf8.contains($0) }
        }
        return parts.count == 2 && parts.allSatisfy(token) ? bare : nil
    }

    /// The type of a download: what a browser could run or draw as a document becomes bytes.
    static func harmless(_ type: String) -> String {
        guard let type = safe(type) else { return "application/octet-stream" }
        let inert = type.hasPrefix("image/") || type.hasPrefix("audio/") || type.hasPrefix("video/") || type.hasPrefix("font/")
        if inert { return type == "image/svg+xml" ? "application/octet-stream" : type }
        if type == "text/plain" || type == "text/csv" || type == "text/calendar" || type == "text/vcard" { return type + "; charset=utf-8" }
        return inertDocuments.contains(type) || type.hasPrefix("application/vnd.") && !type.hasSuffix("+xml")
            ? type : "application/octet-stream"
    }

    private static let inertDocuments: Set = [
        "application/zip", "application/gzip", "application/json", "application/msword", "application/rtf", "application/pkcs7-mime",
        "application/pkcs7-signature", "application/pgp-signature", "application/pgp-encrypted", "message/rfc822",
    ]

    /// The raster picture these bytes are, by their first bytes; nil for anything else, SVG and HTML among it.
    static func raster(_ bytes: [UInt8]) -> String? {
        func at(_ offset: Int, _ text: String) -> Bool {
            bytes.count >= offset + text.utf8.count && bytes[offset..<offset + text.utf8.count].elementsEqual(text.utf8)
        }
        func starts(_ magic: [UInt8]) -> Bool { bytes.starts(with: magic) }
        if starts([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        if starts([0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if at(0, "GIF87a") || at(0, "GIF89a") { return "image/gif" }
        if at(0, "RIFF"), at(8, "WEBP") { return "image/webp" }
        if at(4, "ftypavif") || at(4, "ftypavis") { return "image/avif" }
        if at(0, "BM"), bytes.count > 26 { return "image/bmp" }
        if starts([0, 0, 1, 0]), bytes.count > 22 { return "image/x-icon" }
        return nil
    }
}
