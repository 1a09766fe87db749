import Foundation

/// The header that makes a browser save instead of show (RFC 6266), for names from anywhere.
enum ContentDisposition {
    /// `attachment` with a name every browser reads: plain ASCII, and UTF-8 beside it (RFC 8187) where the name needs it.
    static func attachment(_ name: String) -> String {
        let clean = cleaned(name)
        let ascii = String(clean.unicodeScalars.map { $0.isASCII && $0 != "\"" && $0 != "\\" && $0 != "%" ? Character($0) : "_" })
        guard ascii != clean else { return "attachment; filename=\"\(ascii)\"" }
        return "attachment; filename=\"\(ascii)\"; filename*=UTF-8''\(encoded(clean))"
    }

    /// The name without folders, control characters, direction overrides and leading dots; never empty, at most 200 characters.
    static func cleaned(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let kept = last.unicodeScalars.filter {
            ![.control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse].contains(
                $0.properties.generalCategory)
        }
        let text = String(String.UnicodeScalarView(kept)).trimmingCharacters(in: CharacterSet(charactersIn: " ."))
        guard !text.isEmpty else { return "download" }
        guard text.count > 200 else { return text }
        let end = text.suffix(20).firstIndex(of: ".").map { text[$0...] } ?? ""
        return String(text.prefix(200 - end.count) + end)
    }

    private static func encoded(_ text: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&+-.^_`|~".utf8)
        return text.utf8.map {
            plain.contains($0) ? String(UnicodeScalar($0)) : "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true)
        }
        .joined()
    }
}

extension String {
    /// The text with `%XX` decoded; as it is when that is not UTF-8.
    func removingURLPercentEncoding() -> String { removingPercentEncoding ?? self }
}
