import Core

/// A request path that means what it says.
enum PlainPath {
    /// Throws `invalid` for a path that another reader could take for another one: `.` and `..` in any spelling, empty parts,
    /// encoded slashes, backslashes, control characters and broken escapes.
    static func check(_ path: String) throws(Problem) {
        guard path.hasPrefix("/"), path.utf8.count <= 4096 else { throw refused }
        if isObvious(path) { return }
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            guard let bytes = decoded(part) else { throw refused }
            if bytes.isEmpty, index < parts.count - 1 { throw refused }
            if bytes == [46] || bytes == [46, 46] { throw refused }
            if bytes.contains(where: { $0 < 32 || $0 == 127 || $0 == 47 || $0 == 92 }) { throw refused }
        }
    }

    /// Whether nothing in the path could mean anything else: letters, digits and a few signs, and no part that is empty or begins with a dot.
    private static func isObvious(_ path: String) -> Bool {
        var isBeginning = false
        for byte in path.utf8 {
            switch byte {
            case 48...57, 64...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"): isBeginning = false
            case UInt8(ascii: "."), UInt8(ascii: "/"):
                if isBeginning { return false }
                isBeginning = byte == UInt8(ascii: "/")
            default: return false
            }
        }
        return true
    }

    /// The bytes of a part, escapes opened; nil when one is broken.
    private static func decoded(_ part: Substring) -> [UInt8]? {
        var out: [UInt8] = []
        var rest = part.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == 37 else {
                out.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
            out.append(high << 4 | low)
        }
        return out
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    private static let refused = Problem(.invalid, "This address is not written plainly.")
}
