import CGMimeFace

/// Text of any charset as UTF-8 bytes.
public enum Charset {
    /// Decodes bytes after the transfer encoding is undone. Unknown or absent charset: UTF-8 where it is that, else Windows-1252 for a
    /// missing one and UTF-8 with replacements for an unknown one. The result is always valid UTF-8.
    public static func utf8(_ bytes: [UInt8], charset: String?) -> [UInt8] {
        let name = charset ?? "us-ascii"
        if isASCII(bytes), !name.hasPrefix("utf-16"), !name.hasPrefix("utf-32"), !name.hasPrefix("utf-7"), !name.hasPrefix("iso-2022"),
            !name.hasPrefix("hz"), !name.hasPrefix("unicode")
        {
            return bytes
        }
        switch name {
        case "utf-8", "utf8": return repaired(bytes)
        case "us-ascii", "ascii", "", "iso-8859-1", "windows-1252", "unknown-8bit", "8bit", "binary", "default", "none":
            // What calls itself Latin but is valid UTF-8 beyond ASCII is UTF-8.
            if isUTF8(bytes) { return bytes }
            return convert(bytes, "windows-1252") ?? repaired(bytes)
        default: return convert(bytes, name) ?? repaired(bytes)
        }
    }

    private static func convert(_ bytes: [UInt8], _ charset: String) -> [UInt8]? {
        var out = mf_bytes()
        let known = bytes.withUnsafeBufferPointer { mf_decode_charset(charset, $0.baseAddress, $0.count, &out) }
        return known ? repaired([UInt8](taking: out)) : nil
    }

    static func isASCII(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { raw in
            var at = 0
            while at + 8 <= raw.count {
                if raw.loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { return false }
                at += 8
            }
            while at < raw.count {
                if raw[at] >= 0x80 { return false }
                at += 1
            }
            return true
        }
    }

    static func isUTF8(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) != nil } }

    private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        isASCII(bytes) || isUTF8(bytes) ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8)
    }
}
