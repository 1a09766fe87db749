/// One vCard: its properties in order, and its bytes exactly as they came until a property is changed, and then only there.
public struct VCard: Hashable, Sendable {
    /// The versions that are read and written.
    public enum Version: String, Sendable, CaseIterable {
        /// vCard 2.1, read as it is found.
        case v21 = "2.1"
        /// RFC 2426.
        case v30 = "3.0"
        /// RFC 6350.
        case v40 = "4.0"
    }

    /// What the VERSION property says; 3.0 where it says nothing known.
    public let version: Version
    /// The properties between BEGIN and END, VERSION included.
    public var lines: [ContentLine]
    let head: [UInt8]
    let tail: [UInt8]
    let lineEnd: [UInt8]

    /// A vCard with no properties but VERSION.
    public init(_ version: Version) {
        self.version = version
        lines = [ContentLine("VERSION", version.rawValue)]
        head = Array("BEGIN:VCARD\r\n".utf8)
        tail = Array("END:VCARD\r\n".utf8)
        lineEnd = [13, 10]
    }

    init(version: Version, lines: [ContentLine], head: [UInt8], tail: [UInt8], lineEnd: [UInt8]) {
        self.version = version
        self.lines = lines
        self.head = head
        self.tail = tail
        self.lineEnd = lineEnd
    }

    /// Reads exactly one vCard; blank lines around it are allowed, anything else is not.
    public init(_ bytes: [UInt8]) throws(VCardFault) {
        var reader = VCardReader(bytes)
        guard let found = reader.next() else { throw VCardFault(line: 1, "There is no vCard.") }
        self = try found.get()
        let end = reader.line
        guard reader.next() == nil else { throw VCardFault(line: end, "There is something after the vCard.") }
    }

    /// Every vCard of a text in order; one that cannot be read does not keep the next from being read.
    public static func all(in bytes: [UInt8]) -> [Result<VCard, VCardFault>] {
        var reader = VCardReader(bytes)
        var out: [Result<VCard, VCardFault>] = []
        while let next = reader.next() { out.append(next) }
        return out
    }

    /// The vCard as text: the bytes that were read, but for what was changed since.
    public var bytes: [UInt8] {
        var out = head
        for line in lines {
            // The last line of a text may have come without its end.
            if let last = out.last, last != 10, last != 13 { out += lineEnd }
            out += line.bytes(version, lineEnd: lineEnd)
        }
        if let last = out.last, last != 10, last != 13 { out += lineEnd }
        return out + tail
    }

    /// The properties of a name.
    public func all(_ name: String) -> [ContentLine] { lines.filter { $0.name == name } }

    /// The first property of a name; nil when there is none.
    public func first(_ name: String) -> ContentLine? { lines.first { $0.name == name } }

    /// The text of the first property of a name; nil when there is none or it is blank.
    public func text(_ name: String) -> String? {
        first(name).map { LineText.unescaped($0.value).trimmed }.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension VCard {
    /// The same card with every line in UTF-8: a line in another charset is written anew.
    public var inUTF8: VCard {
        var out = self
        for index in out.lines.indices {
            guard let source = out.lines[index].source, String(validating: source, as: UTF8.self) == nil else { continue }
            // Setting anything lets go of the bytes.
            out.lines[index].parameters.removeAll { $0.name == "CHARSET" }
        }
        return out
    }
}
