extension ContentLine {
    /// The property as it is written, folded, line ending included: its own bytes while nothing was changed.
    func bytes(_ version: VCard.Version, lineEnd: [UInt8]) -> [UInt8] {
        if let source { return source }
        var line = (group.map { $0 + "." } ?? "") + spelling
        let isText = version == .v21 && !isBinary
        let needsQuoting =
            isText
            && (values("ENCODING").contains { $0.uppercased() == "QUOTED-PRINTABLE" } || value.utf8.contains { $0 > 126 }
                || LineText.unescaped(value).utf8.contains(10))
        for parameter in parameters {
            if isText, ["ENCODING", "CHARSET"].contains(parameter.name) { continue }
            let values = parameter.values.map(LineText.encoded(parameter:)).joined(separator: ",")
            line += parameter.isBare ? ";\(values)" : ";\(parameter.name)=\(values)"
        }
        if needsQuoting {
            if value.utf8.contains(where: { $0 > 126 }) { line += ";CHARSET=UTF-8" }
            line += ";ENCODING=QUOTED-PRINTABLE:"
            // Separators keep their escapes; only line breaks become bytes.
            let text = value.replacing("\\n", with: "\n").replacing("\\N", with: "\n")
            return Array(line.utf8) + LegacyText.quotedPrintable(text, after: line.utf8.count, lineEnd: lineEnd) + lineEnd
        }
        line += ":" + value.replacing("\r\n", with: "\\n").replacing("\n", with: "\\n").replacing("\r", with: "\\n")
        if version == .v21 {
            guard isBinary else { return Array(line.utf8) + lineEnd }
            return ContentLine.folded(Array(line.utf8), lineEnd) + lineEnd + lineEnd
        }
        return ContentLine.folded(Array(line.utf8), lineEnd) + lineEnd
    }

    /// Whether the value is base64.
    var isBinary: Bool { values("ENCODING").contains { ["B", "BASE64"].contains($0.uppercased()) } }

    /// Lines of at most 75 octets, never broken inside a character (RFC 6350 3.2).
    private static func folded(_ line: [UInt8], _ lineEnd: [UInt8]) -> [UInt8] {
        guard line.count > 75 else { return line }
        var out: [UInt8] = []
        out.reserveCapacity(line.count + line.count / 70 * 3)
        var start = 0
        var room = 75
        while line.count - start > room {
            var stop = start + room
            while stop > start + 1, line[stop] & 0xC0 == 0x80 { stop -= 1 }
            out += line[start..<stop]
            out += lineEnd
            out.append(32)
            start = stop
            room = 74
        }
        return out + line[start...]
    }
}
