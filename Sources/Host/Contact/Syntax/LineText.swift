/// The escapes inside values (RFC 6350 3.4) and parameters (RFC 6868).
public enum LineText {
    /// A text value as it is meant.
    public static func unescaped(_ text: some StringProtocol) -> String {
        guard text.utf8.contains(92) else { return String(text) }
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count)
        var isEscape = false
        for byte in text.utf8 {
            if isEscape {
                isEscape = false
                switch byte {
                case 110, 78: out.append(10)
                case 92, 44, 59, 58: out.append(byte)
                default: out += [92, byte]
                }
            } else if byte == 92 {
                isEscape = true
            } else {
                out.append(byte)
            }
        }
        if isEscape { out.append(92) }
        return String(decoding: out, as: UTF8.self)
    }

    /// A text as a value, or as one component of a structured one.
    public static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 92 || $0 == 44 || $0 == 59 || $0 == 10 || $0 == 13 || $0 < 32 }) else { return text }
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count + 8)
        var wasReturn = false
        for byte in text.utf8 {
            switch byte {
            case 92, 44, 59: out += [92, byte]
            case 10 where wasReturn: break
            case 10, 13: out += [92, 110]
            case 9: out.append(9)
            // Other control characters have no place in a vCard.
            case 0..<32, 127: break
            default: out.append(byte)
            }
            wasReturn = byte == 13
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The parts of a value between separators that are not escaped; the parts keep their escapes.
    public static func split(_ text: some StringProtocol, _ separator: UInt8) -> [String] {
        var parts: [String] = []
        var part: [UInt8] = []
        var isEscape = false
        for byte in text.utf8 {
            if !isEscape, byte == separator {
                parts.append(String(decoding: part, as: UTF8.self))
                part = []
                continue
            }
            isEscape = !isEscape && byte == 92
            part.append(byte)
        }
        parts.append(String(decoding: part, as: UTF8.self))
        return parts
    }

    /// The components of a structured value, each a list of texts (RFC 6350 6.2.2).
    public static func components(_ text: String) -> [[String]] {
        split(text, 59).map { part in split(part, 44).map { unescaped($0) } }
    }

    /// A structured value of lists of texts, empty components at the end kept.
    public static func structured(_ components: [[String]]) -> String {
        components.map { $0.map(escaped).joined(separator: ",") }.joined(separator: ";")
    }

    /// A parameter value as it is meant (RFC 6868).
    static func decoded(parameter text: String) -> String {
        guard text.utf8.contains(94) else { return text }
        var out: [UInt8] = []
        var isEscape = false
        for byte in text.utf8 {
            if isEscape {
                isEscape = false
                switch byte {
                case 110: out.append(10)
                case 94: out.append(94)
                case 39: out.append(34)
                default: out += [94, byte]
                }
            } else if byte == 94 {
                isEscape = true
            } else {
                out.append(byte)
            }
        }
        if isEscape { out.append(94) }
        return String(decoding: out, as: UTF8.self)
    }

    /// A parameter value as it is written, in quotes where it needs them.
    static func encoded(parameter text: String) -> String {
        var out: [UInt8] = []
        var needsQuotes = false
        for byte in text.utf8 {
            switch byte {
            case 94: out += [94, 94]
            case 10: out += [94, 110]
            case 34: out += [94, 39]
            case 0..<32 where byte != 9, 127: break
            default:
                if byte == 44 || byte == 58 || byte == 59 { needsQuotes = true }
                out.append(byte)
            }
        }
        let written = String(decoding: out, as: UTF8.self)
        return needsQuotes ? "\"\(written)\"" : written
    }
}
