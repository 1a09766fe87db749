/// A conversation as it is written down: `S:` what the server says, `C:` what it expects to hear.
///
///     S: * OK ready
///     C: TAG LOGIN user1 pw1
///     S: TAG OK [CAPABILITY IMAP4rev1 IDLE] in
///     C: TAG SELECT *
///     S: * 3 EXISTS
///     S: TAG OK [READ-WRITE] selected
///     -- cut
///
/// `TAG` on a `C:` line stands for any tag, and on an `S:` line for the last one heard; `TAG1` … `TAG9` remember theirs. `*` at the end of a `C:` line
/// stands for any rest. `S> ` sends without a line end, `S# 1000` sends that many bytes of `x`; `\r`, `\n`, `\t`, `\0` and `\xNN` are bytes.
/// `-- cut` closes the connection, `-- silence` says nothing more, `-- loop` begins again at the line after `-- again`.
/// A `C:` line that is not met closes the connection and is reported.
public struct Script: Sendable {
    /// One line of it.
    public enum Step: Sendable, Equatable {
        case say([UInt8])
        case hear(String)
        case cut
        case silence
        case again
        case loop
    }

    /// The lines in order.
    public let steps: [Step]

    /// A conversation of given lines.
    public init(steps: [Step]) { self.steps = steps }

    /// Reads the written form. Lines that are empty or begin with `#` are left out.
    public init(_ text: String) {
        steps = text.split(whereSeparator: \.isNewline).compactMap { line in
            let line = line.drop { $0 == " " }
            if line.isEmpty || line.hasPrefix("#") { return nil }
            if line.hasPrefix("S: ") { return .say(Script.bytes(line.dropFirst(3)) + [0x0d, 0x0a]) }
            if line.hasPrefix("S> ") { return .say(Script.bytes(line.dropFirst(3))) }
            if line.hasPrefix("S# ") { return .say([UInt8](repeating: 0x78, count: Int(line.dropFirst(3)) ?? 0)) }
            if line.hasPrefix("C: ") { return .hear(String(line.dropFirst(3))) }
            switch line {
            case "-- cut": return .cut
            case "-- silence": return .silence
            case "-- again": return .again
            case "-- loop": return .loop
            default: preconditionFailure("not a line of a script: \(line)")
            }
        }
    }

    /// Everything the server says, in one piece: for cutting it anywhere.
    public var spoken: [UInt8] {
        steps.flatMap { step -> [UInt8] in if case .say(let bytes) = step { bytes } else { [] } }
    }

    private static func bytes(_ text: Substring) -> [UInt8] {
        var out: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == 0x5c, let next = rest.first else {
                out.append(byte)
                continue
            }
            switch next {
            case UInt8(ascii: "r"): out.append(0x0d)
            case UInt8(ascii: "n"): out.append(0x0a)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "0"): out.append(0)
            case UInt8(ascii: "x"):
                let digits = String(decoding: rest.dropFirst().prefix(2), as: UTF8.self)
                if digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                    out.append(value)
                    rest = rest.dropFirst(2)
                }
            default:
                out.append(byte)
                continue
            }
            rest = rest.dropFirst()
        }
        return out
    }
}
