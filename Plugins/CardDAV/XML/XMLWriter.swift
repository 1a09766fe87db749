/// Writes a document piece by piece. The three namespaces of this server have fixed prefixes, declared on the root; any other is declared where it is used.
struct XMLWriter {
    private(set) var bytes: [UInt8] = []

    /// Takes back what was written after a count of bytes.
    mutating func cut(to count: Int) { bytes.removeLast(max(0, bytes.count - count)) }

    /// What `body` writes, for what is written again and again.
    static func markup(_ body: (inout XMLWriter) -> Void) -> [UInt8] {
        var writer = XMLWriter()
        body(&writer)
        return writer.bytes
    }

    /// `<?xml …?>` and the start tag of the root, with the prefixes.
    mutating func begin(document root: Name) {
        raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<")
        tag(root)
        raw(" xmlns:d=\"DAV:\" xmlns:card=\"\(Space.card)\" xmlns:cs=\"\(Space.calendarServer)\">")
    }

    mutating func begin(_ name: Name) {
        raw("<")
        tag(name)
        declare(name)
        raw(">")
    }

    mutating func end(_ name: Name) {
        raw("</")
        tag(name)
        raw(">")
    }

    /// An empty element.
    mutating func empty(_ name: Name) {
        raw("<")
        tag(name)
        declare(name)
        raw("/>")
    }

    /// An element with text, or an empty one.
    mutating func element(_ name: Name, _ value: String) {
        if value.isEmpty { return empty(name) }
        begin(name)
        text(value)
        end(name)
    }

    /// An element around what `body` writes.
    mutating func element(_ name: Name, _ body: (inout XMLWriter) -> Void) {
        begin(name)
        body(&self)
        end(name)
    }

    /// An `href` element.
    mutating func href(_ path: String) { element(.dav("href"), path) }

    /// A whole tree as a client sent it.
    mutating func tree(_ element: Element) {
        raw("<")
        tag(element.name)
        declare(element.name)
        var count = 0
        for (name, value) in element.attributes.sorted(by: { ($0.key.space, $0.key.local) < ($1.key.space, $1.key.local) }) {
            raw(" ")
            if name.space == Space.xml {
                raw("xml:")
            } else if !name.space.isEmpty {
                count += 1
                raw("xmlns:a\(count)=\"")
                escape(name.space.utf8, inAttribute: true)
                raw("\" a\(count):")
            }
            raw(name.local)
            raw("=\"")
            escape(value.utf8, inAttribute: true)
            raw("\"")
        }
        raw(">")
        for child in element.children {
            switch child {
            case .element(let inner): tree(inner)
            case .text(let inner): text(inner)
            }
        }
        end(element.name)
    }

    /// Text, escaped. A carriage return is written as a reference, because readers turn a bare one into a line feed; what XML cannot hold becomes U+FFFD.
    mutating func text(_ value: String) { escape(value.utf8, inAttribute: false) }

    /// Text of UTF-8 bytes, escaped likewise.
    mutating func text(_ value: [UInt8]) { escape(value, inAttribute: false) }

    /// Markup as it is.
    mutating func raw(_ markup: String) { bytes.append(contentsOf: markup.utf8) }

    /// Markup as it is, in bytes.
    mutating func raw(_ markup: [UInt8]) { bytes += markup }

    private mutating func tag(_ name: Name) {
        switch name.space {
        case Space.dav: raw("d:")
        case Space.card: raw("card:")
        case Space.calendarServer: raw("cs:")
        case "": break
        default: raw("x:")
        }
        raw(name.local)
    }

    private mutating func declare(_ name: Name) {
        switch name.space {
        case Space.dav, Space.card, Space.calendarServer, "": break
        default:
            raw(" xmlns:x=\"")
            escape(name.space.utf8, inAttribute: true)
            raw("\"")
        }
    }

    private mutating func escape(_ value: some Sequence<UInt8>, inAttribute: Bool) {
        let done: Void? = value.withContiguousStorageIfAvailable { escape($0, inAttribute) }
        if done == nil { Array(value).withUnsafeBufferPointer { escape($0, inAttribute) } }
    }

    private mutating func escape(_ value: UnsafeBufferPointer<UInt8>, _ inAttribute: Bool) {
        XMLWriter.isSpecial.withUnsafeBufferPointer { isSpecial in
            var start = 0
            for at in 0..<value.count where isSpecial[Int(value[at])] {
                if value[at] >= 0x80 {
                    // U+FFFE and U+FFFF are the only longer characters that XML refuses, EF BF BE and EF BF BF: U+FFFD differs in the last byte.
                    guard at >= 2, value[at - 2] == 0xEF, value[at - 1] == 0xBF else { continue }
                    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: value[start..<at]))
                    bytes.append(0xBD)
                } else {
                    guard let instead = XMLWriter.instead(of: value[at], inAttribute) else { continue }
                    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: value[start..<at]))
                    bytes.append(contentsOf: UnsafeBufferPointer(start: instead.utf8Start, count: instead.utf8CodeUnitCount))
                }
                start = at + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: value[start...]))
        }
    }

    /// How an ASCII byte is written that may have to be written in another way; nil when it stays.
    private static func instead(of byte: UInt8, _ inAttribute: Bool) -> StaticString? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\"") where inAttribute: "&quot;"
        case 13: "&#13;"
        case 9 where inAttribute: "&#9;"
        case 10 where inAttribute: "&#10;"
        case 9, 10, UInt8(ascii: "\""): nil
        default: "\u{FFFD}"
        }
    }

    /// The bytes that may have to be written in another way.
    private static let isSpecial: [Bool] = (0..<256).map { $0 < 32 || [34, 38, 60, 62, 0xBE, 0xBF].contains($0) }
}
