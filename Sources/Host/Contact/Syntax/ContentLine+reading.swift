extension ContentLine {
    /// The longest name with parameters, and the most parameters of one property.
    static let maxHead = 65_536
    static let maxParameters = 256

    /// Reads an unfolded line. `source` is how it stands in the text.
    init(_ line: ArraySlice<UInt8>, number: Int, source: [UInt8], version: VCard.Version) throws(VCardFault) {
        guard let colon = ContentLine.colon(line) else { throw VCardFault(line: number, "There is no colon.") }
        guard colon - line.startIndex <= ContentLine.maxHead else { throw VCardFault(line: number, "The parameters are too long.") }
        var head = HeadReader(bytes: Array(line[line.startIndex..<colon]), number: number)
        let (group, name) = try head.name()
        let parameters = try head.parameters()
        func value(of wanted: String) -> String? { parameters.first { $0.name == wanted }?.values.first?.uppercased() }
        let charset = value(of: "CHARSET")
        let raw = line[(colon + 1)...]
        let text: String
        if value(of: "ENCODING") == "QUOTED-PRINTABLE" {
            let decoded = LegacyText.text(LegacyText.decoded(quotedPrintable: raw), charset: charset)
            text = decoded.replacing("\r\n", with: "\\n").replacing("\n", with: "\\n").replacing("\r", with: "\\n")
        } else {
            text = LegacyText.text(raw, charset: charset)
        }
        self.init(spelling: name, value: text, parameters: parameters, group: group, number: number, source: source)
    }

    /// Where the value begins: the first colon outside quotes; when quotes are not closed, the first colon.
    static func colon(_ line: ArraySlice<UInt8>) -> Int? {
        var isQuoted = false
        var first: Int?
        for (at, byte) in zip(line.indices, line) {
            if byte == 34 { isQuoted.toggle() }
            guard byte == 58 else { continue }
            if first == nil { first = at }
            if !isQuoted { return at }
            if at - line.startIndex > maxHead { break }
        }
        return first
    }
}

/// Reads what stands before the colon.
private struct HeadReader {
    let bytes: [UInt8]
    let number: Int
    var at = 0

    init(bytes: [UInt8], number: Int) {
        self.bytes = bytes
        self.number = number
    }

    mutating func name() throws(VCardFault) -> (group: String?, name: String) {
        let stop = bytes.firstIndex(of: 59) ?? bytes.count
        let word = LegacyText.text(bytes[..<stop], charset: nil).trimmed
        at = stop
        let parts = word.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy(HeadReader.isName) else {
            throw VCardFault(line: number, "“\(word.prefix(40))” is not the name of a property.")
        }
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : (nil, String(parts[0]))
    }

    private static func isName(_ text: Substring) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { ($0 | 32 >= 97 && $0 | 32 <= 122) || (48...57).contains($0) || $0 == 45 || $0 == 95 }
    }

    mutating func parameters() throws(VCardFault) -> [ContentLine.Parameter] {
        var out: [ContentLine.Parameter] = []
        while at < bytes.count {
            at += 1
            guard out.count < ContentLine.maxParameters else { throw VCardFault(line: number, "There are too many parameters.") }
            let start = at
            while at < bytes.count, bytes[at] != 61, bytes[at] != 59 { at += 1 }
            let word = LegacyText.text(bytes[start..<at], charset: nil).trimmed
            if at < bytes.count, bytes[at] == 61 {
                at += 1
                guard !word.isEmpty else { throw VCardFault(line: number, "A parameter has no name.") }
                out.append(ContentLine.Parameter(word, values()))
            } else if !word.isEmpty {
                out.append(ContentLine.Parameter(HeadReader.meaning(word), [word], isBare: true))
            }
        }
        return out
    }

    /// The values of a parameter, up to the semicolon after them.
    private mutating func values() -> [String] {
        var out: [String] = []
        while true {
            var value: ArraySlice<UInt8>
            if at < bytes.count, bytes[at] == 34, let close = bytes[(at + 1)...].firstIndex(of: 34) {
                value = bytes[(at + 1)..<close]
                at = close + 1
                // What follows the closing quote belongs to no value.
                while at < bytes.count, bytes[at] != 44, bytes[at] != 59 { at += 1 }
            } else {
                let start = at
                while at < bytes.count, bytes[at] != 44, bytes[at] != 59 { at += 1 }
                value = bytes[start..<at]
            }
            out.append(LineText.decoded(parameter: LegacyText.text(value, charset: nil)))
            guard at < bytes.count, bytes[at] == 44 else { return out }
            at += 1
        }
    }

    /// The parameter that a bare word of vCard 2.1 stands for.
    private static func meaning(_ word: String) -> String {
        switch word.uppercased() {
        case "QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT", "B": "ENCODING"
        case "INLINE", "URL", "CONTENT-ID", "CID": "VALUE"
        default: "TYPE"
        }
    }
}
