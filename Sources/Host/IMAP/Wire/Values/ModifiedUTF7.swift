/// Modified UTF-7, the form of mailbox names before UTF8=ACCEPT (RFC 3501 5.1.3).
public enum ModifiedUTF7 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, byte) in alphabet.enumerated() { table[Int(byte)] = UInt8(value) }
        return table
    }()

    /// The ASCII form of a name.
    public static func encode(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f && $0 != 0x26 }) { return text }
        var out: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        var shifted = false
        func end() {
            guard shifted else { return }
            if count > 0 { out.append(alphabet[Int((bits << UInt32(6 - count)) & 63)]) }
            out.append(0x2d)
            (bits, count, shifted) = (0, 0, false)
        }
        for unit in text.utf16 {
            if unit >= 0x20, unit < 0x7f {
                end()
                out.append(UInt8(unit))
                if unit == 0x26 { out.append(0x2d) }
                continue
            }
            if !shifted {
                out.append(0x26)
                shifted = true
            }
            bits = (bits << 16 | UInt32(unit)) & 0x3f_ffff
            count += 16
            while count >= 6 {
                count -= 6
                out.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        end()
        return String(decoding: out, as: UTF8.self)
    }

    /// The Unicode form of a name; nil when it is no modified UTF-7. Eight-bit characters are taken as they are.
    public static func decode(_ name: String) -> String? {
        guard name.utf8.contains(0x26) else { return name }
        let bytes = Array(name.utf8)
        var out = ""
        var plain = 0
        var at = 0
        while at < bytes.count {
            guard bytes[at] == 0x26 else {
                at += 1
                continue
            }
            out += String(decoding: bytes[plain..<at], as: UTF8.self)
            at += 1
            var units: [UInt16] = []
            var bits: UInt32 = 0
            var count = 0
            let start = at
            while at < bytes.count, values[Int(bytes[at])] != 255 {
                bits = (bits << 6 | UInt32(values[Int(bytes[at])])) & 0x3f_ffff
                count += 6
                if count >= 16 {
                    count -= 16
                    units.append(UInt16(truncatingIfNeeded: bits >> UInt32(count)))
                }
                at += 1
            }
            guard at < bytes.count, bytes[at] == 0x2d else { return nil }
            if at == start {
                out.append("&")
            } else {
                guard !units.isEmpty, count < 6, bits & (1 << UInt32(count) - 1) == 0, let text = unicode(units) else { return nil }
                out += text
            }
            at += 1
            plain = at
        }
        return out + String(decoding: bytes[plain...], as: UTF8.self)
    }

    private static func unicode(_ units: [UInt16]) -> String? {
        var decoder = UTF16()
        var iterator = units.makeIterator()
        var out = String.UnicodeScalarView()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): out.append(scalar)
            case .emptyInput: return String(out)
            case .error: return nil
            }
        }
    }
}
