/// Names of attachments as they may be saved and served.
public enum FileName {
    /// A name without folders, control characters, direction overrides or what file systems refuse; never empty, at most 200 bytes,
    /// with its extension kept. The type gives a name where there is none.
    public static func safe(_ name: String?, type: String = "application/octet-stream") -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in (name ?? "").unicodeScalars.prefix(2000) {
            switch scalar.value {
            case 0..<32, 127..<0xA0, 0xAD, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFD,
                0xE0000...0xE0FFF:
                continue
            case 0x22, 0x2A, 0x2F, 0x3A, 0x3C, 0x3E, 0x3F, 0x5C, 0x7C, 0x2215, 0x2044: scalars.append("_")
            default: scalars.append(scalar)
            }
        }
        var text = String(scalars)
        while let first = text.first, first == "." || first == " " { text.removeFirst() }
        while let last = text.last, last == "." || last == " " { text.removeLast() }
        if text.isEmpty || text.allSatisfy({ $0 == "_" }) { return fallback(type) }
        if text.utf8.count > 200 {
            let ext = text.lastIndex(of: ".").map { text[$0...] } ?? ""
            let kept = ext.utf8.count <= 20 ? ext : ""
            var stem = text.dropLast(kept.count)
            while stem.utf8.count + kept.utf8.count > 200 { stem.removeLast() }
            text = String(stem + kept)
        }
        return text
    }

    private static func fallback(_ type: String) -> String {
        let known = [
            "text/plain": "text.txt", "text/html": "page.html", "message/rfc822": "message.eml", "text/calendar": "invite.ics",
            "image/jpeg": "image.jpg",
            "image/png": "image.png", "image/gif": "image.gif", "image/webp": "image.webp", "application/pdf": "document.pdf",
            "text/vcard": "contact.vcf",
            "application/pgp-signature": "signature.asc",
        ]
        return known[type] ?? "attachment"
    }
}
