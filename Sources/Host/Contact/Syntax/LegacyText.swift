import Foundation

/// What vCard 2.1 does to text: charsets and quoted-printable.
enum LegacyText {
    /// Bytes as text: UTF-8 where they are that, else the charset that is named, else Windows-1252.
    static func text(_ bytes: some Collection<UInt8>, charset: String?) -> String {
        let named = charset?.lowercased() ?? ""
        if let encoding = encodings[named], let text = String(data: Data(bytes), encoding: encoding) { return text }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return String(data: Data(bytes), encoding: .windowsCP1252) ?? String(decoding: bytes, as: UTF8.self)
    }

    private static let encodings: [String: String.Encoding] = [
        "iso-8859-1": .windowsCP1252, "latin1": .windowsCP1252, "windows-1252": .windowsCP1252, "cp1252": .windowsCP1252,
        "iso-8859-2": .isoLatin2, "windows-1250": .windowsCP1250, "windows-1251": .windowsCP1251, "windows-1253": .windowsCP1253,
        "windows-1254": .windowsCP1254, "shift_jis": .shiftJIS, "shift-jis": .shiftJIS, "euc-jp": .japaneseEUC,
        "iso-2022-jp": .iso2022JP,
    ]

    /// Undoes quoted-printable (RFC 2045 6.7); what is no escape stands for itself.
    static func decoded(quotedPrintable bytes: some Collection<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        let bytes = Array(bytes)
        var at = 0
        while at < bytes.count {
            if bytes[at] == 61, at + 2 < bytes.count, let high = hex(bytes[at + 1]), let low = hex(bytes[at + 2]) {
                out.append(high << 4 | low)
                at += 3
            } else {
                out.append(bytes[at])
                at += 1
            }
        }
        return out
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Text in quoted-printable, soft breaks included, every line break as `=0D=0A`.
    static func quotedPrintable(_ text: String, after column: Int, lineEnd: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var width = column
        func put(_ piece: [UInt8]) {
            // Readers that take a blank after a soft break for an indent would lose it.
            let piece = piece == [32] && width + 1 > 74 ? Array("=20".utf8) : piece
            if width + piece.count > 74 {
                out.append(61)
                out += lineEnd
                width = 0
            }
            out += piece
            width += piece.count
        }
        for byte in text.replacing("\r\n", with: "\n").utf8 {
            switch byte {
            case 10: put(Array("=0D=0A".utf8))
            case 33...60, 62...126, 32: put([byte])
            default: put([61, digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            }
        }
        // A blank at the end of a line would get lost.
        if out.last == 32 { out.replaceSubrange((out.count - 1)..., with: Array("=20".utf8)) }
        return out
    }
}
