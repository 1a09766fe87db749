/// A property of a vCard, parsed (RFC 6350, 3.3).
struct ContentLine: Equatable {
    /// What stands before the dot; empty for none.
    var group = ""
    /// The name, in upper case.
    var name: String
    var parameters: [Parameter] = []
    /// The value as it is written, unfolded, escapes and all.
    var value: String

    /// One parameter with its values.
    struct Parameter: Equatable {
        /// The name, in upper case.
        var name: String
        /// The values, without quotes.
        var values: [String]
    }

    init(name: String, value: String, group: String = "", parameters: [Parameter] = []) {
        self.group = group
        self.name = name
        self.parameters = parameters
        self.value = value
    }

    /// Parses a line; nil when it has no name or no colon.
    init?(_ line: RawLine) {
        let bytes = line.unfolded[...]
        guard let end = bytes.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ";") }), end > bytes.startIndex else {
            return nil
        }
        let full = ContentLine.text(bytes[..<end])
        let parts = full.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        group = parts.count == 2 ? String(parts[0]) : ""
        name = (parts.last.map(String.init) ?? "").uppercased()
        var at = end
        while bytes[at] == UInt8(ascii: ";") {
            var cut = ParameterReader(bytes: bytes, at: at + 1)
            guard let parameter = cut.next() else { return nil }
            parameters.append(parameter)
            at = cut.at
            guard at < bytes.endIndex else { return nil }
        }
        value = ContentLine.text(bytes[(at + 1)...])
        if name.isEmpty { return nil }
    }

    /// The values of a parameter, over all places where it stands.
    subscript(parameter: String) -> [String] { parameters.filter { $0.name == parameter }.flatMap(\.values) }

    /// The value with escapes undone.
    var plain: String {
        guard value.utf8.contains(UInt8(ascii: "\\")) else { return value }
        var out: [UInt8] = []
        var escaped = false
        for byte in value.utf8 {
            if escaped {
                out.append(byte == UInt8(ascii: "n") || byte == UInt8(ascii: "N") ? 10 : byte)
                escaped = false
            } else if byte == UInt8(ascii: "\\") {
                escaped = true
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The line as text, folded at 75 bytes between characters, with its line end.
    var written: [UInt8] {
        var line = (group.isEmpty ? "" : group + ".") + name
        for parameter in parameters {
            let values = parameter.values.map { $0.contains { ":;,".contains($0) } ? "\"\($0)\"" : $0 }
            line += ";\(parameter.name)=\(values.joined(separator: ","))"
        }
        line += ":" + value
        var out: [UInt8] = []
        var column = 0
        for scalar in line.unicodeScalars {
            let width = UTF8.width(scalar)
            if column + width > 75 {
                out += [13, 10, 32]
                column = 1
            }
            out += Array(String(scalar).utf8)
            column += width
        }
        return out + [13, 10]
    }

    fileprivate static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}

/// Reads one `NAME=value,"value"`; a bare value, as vCard 2.1 has them, is a TYPE.
private struct ParameterReader {
    let bytes: ArraySlice<UInt8>
    var at: Int

    mutating func next() -> ContentLine.Parameter? {
        let start = at
        while at < bytes.endIndex, !Array(":;=".utf8).contains(bytes[at]) { at += 1 }
        guard at < bytes.endIndex else { return nil }
        let name = ContentLine.text(bytes[start..<at])
        guard bytes[at] == UInt8(ascii: "=") else { return ContentLine.Parameter(name: "TYPE", values: [name]) }
        var values: [String] = []
        repeat {
            at += 1
            guard let value = value() else { return nil }
            values.append(value)
        } while at < bytes.endIndex && bytes[at] == UInt8(ascii: ",")
        return ContentLine.Parameter(name: name.uppercased(), values: values)
    }

    private mutating func value() -> String? {
        guard at < bytes.endIndex else { return nil }
        if bytes[at] == 34 {
            guard let end = bytes[(at + 1)...].firstIndex(of: 34) else { return nil }
            defer { at = end + 1 }
            return ContentLine.text(bytes[(at + 1)..<end])
        }
        let start = at
        while at < bytes.endIndex, !Array(":;,".utf8).contains(bytes[at]) { at += 1 }
        return ContentLine.text(bytes[start..<at])
    }
}
