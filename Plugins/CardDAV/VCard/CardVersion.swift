/// A card told in another version of vCard. What both versions can say is said; the rest stays under its own name, as readers must let it pass.
enum CardVersion {
    /// The text in `version`, or as it is when it has that version already.
    static func convert(_ text: [UInt8], to version: String) -> [UInt8] {
        guard CardHead.version(of: text) != version else { return text }
        var lines = RawLine.all(text).compactMap(ContentLine.init)
        lines = lines.compactMap { version == "4.0" ? newer($0) : older($0) }
        if version == "3.0", !lines.contains(where: { $0.name == "N" }) {
            let name = lines.first { $0.name == "FN" }?.value ?? ""
            // The version comes right after BEGIN; the name anywhere.
            lines.insert(ContentLine(name: "N", value: name + ";;;;"), at: min(2, lines.count))
        }
        return lines.flatMap(\.written)
    }

    // MARK: - 3.0 to 4.0 (RFC 6350, A)

    private static func newer(_ line: ContentLine) -> ContentLine? {
        var line = line
        switch line.name {
        case "VERSION": line.value = "4.0"
        case "PHOTO", "LOGO", "SOUND", "KEY": line = dataURI(line)
        case "X-ADDRESSBOOKSERVER-KIND": line.name = "KIND"
        case "X-ADDRESSBOOKSERVER-MEMBER": line.name = "MEMBER"
        case "X-ANNIVERSARY": line.name = "ANNIVERSARY"
        case "X-GENDER": line.name = "GENDER"
        case "BDAY", "ANNIVERSARY", "REV": line.value = basic(line.value)
        // Gone without a successor that could say the same.
        case "AGENT", "CLASS", "LABEL", "MAILER", "NAME", "PROFILE", "SORT-STRING": return nil
        default: break
        }
        if ["BDAY", "ANNIVERSARY"].contains(line.name) { line.value = basic(line.value) }
        let isPreferred = line["TYPE"].contains { Text.same($0, "pref") }
        line.parameters = line.parameters.compactMap { parameter in
            var parameter = parameter
            switch parameter.name {
            case "CHARSET", "ENCODING": return nil
            case "VALUE" where parameter.values.contains { Text.same($0, "phone-number") }: return nil
            case "TYPE":
                parameter.values.removeAll { Text.same($0, "pref") || Text.same($0, "internet") }
                parameter.values = parameter.values.map { $0.lowercased() }
                return parameter.values.isEmpty ? nil : parameter
            default: return parameter
            }
        }
        if isPreferred { line.parameters.append(.init(name: "PREF", values: ["1"])) }
        return line
    }

    /// `ENCODING=b;TYPE=JPEG` becomes a data: URI.
    private static func dataURI(_ line: ContentLine) -> ContentLine {
        guard line["ENCODING"].contains(where: { Text.same($0, "b") || Text.same($0, "base64") }) else { return line }
        var line = line
        let kind = line["TYPE"].first { !Text.same($0, "pref") }?.lowercased() ?? ""
        let major = line.name == "SOUND" ? "audio" : line.name == "KEY" ? "application" : "image"
        let minor = kind.isEmpty ? (major == "image" ? "jpeg" : "octet-stream") : kind
        let media = minor.contains("/") ? minor : "\(minor == "octet-stream" ? "application" : major)/\(minor)"
        line.parameters.removeAll { ["ENCODING", "TYPE", "VALUE"].contains($0.name) }
        line.value = "data:\(media);base64,\(line.value.filter { !$0.isWhitespace })"
        return line
    }

    /// `1985-04-12` becomes `19850412`, `T10:22:00` becomes `T102200`.
    private static func basic(_ value: String) -> String {
        guard value.utf8.allSatisfy({ (48...57).contains($0) || Array("-:TZ+.".utf8).contains($0) }), !value.hasPrefix("--") else {
            return value
        }
        let parts = value.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.enumerated().map { $0 == 0 ? $1.filter { $0 != "-" } : $1.prefix { $0 != "." }.filter { $0 != ":" } + zone($1) }
            .joined(separator: "T")
    }

    /// The zone after a fraction of a second, which 4.0 does not have.
    private static func zone(_ time: Substring) -> String {
        guard time.contains(".") else { return "" }
        return String(time.drop { $0 != "." }.dropFirst().drop { $0.isNumber }.filter { $0 != ":" })
    }

    // MARK: - 4.0 to 3.0

    private static func older(_ line: ContentLine) -> ContentLine? {
        var line = line
        let preferred = line["PREF"].contains("1")
        switch line.name {
        case "VERSION": line.value = "3.0"
        case "PHOTO", "LOGO", "SOUND", "KEY": line = inline(line)
        case "KIND": line.name = "X-ADDRESSBOOKSERVER-KIND"
        case "MEMBER": line.name = "X-ADDRESSBOOKSERVER-MEMBER"
        case "ANNIVERSARY": line.name = "X-ANNIVERSARY"
        case "GENDER": line.name = "X-GENDER"
        case "TEL" where line.value.lowercased().hasPrefix("tel:"):
            line.value = String(line.value.dropFirst(4))
            line.parameters.removeAll { $0.name == "VALUE" }
        case "BDAY", "REV": line.value = extended(line.value)
        // A bookkeeping of versions that 3.0 knows nothing of.
        case "CLIENTPIDMAP": return nil
        default: break
        }
        line.parameters.removeAll { ["PREF", "PID", "ALTID", "MEDIATYPE", "CALSCALE"].contains($0.name) }
        if preferred { line.parameters.append(.init(name: "TYPE", values: ["pref"])) }
        return line
    }

    /// A data: URI becomes `ENCODING=b;TYPE=JPEG`; any other URI says that it is one.
    private static func inline(_ line: ContentLine) -> ContentLine {
        var line = line
        line.parameters.removeAll { $0.name == "MEDIATYPE" || $0.name == "VALUE" }
        guard line.value.lowercased().hasPrefix("data:"), let comma = line.value.firstIndex(of: ","),
            line.value[..<comma].lowercased().hasSuffix(";base64")
        else {
            line.parameters.append(.init(name: "VALUE", values: ["uri"]))
            return line
        }
        let media = line.value.dropFirst(5).prefix { $0 != ";" && $0 != "," }
        let minor = media.split(separator: "/").last.map { $0.uppercased() } ?? "JPEG"
        line.parameters.removeAll { $0.name == "TYPE" }
        line.parameters += [.init(name: "ENCODING", values: ["b"]), .init(name: "TYPE", values: [minor])]
        line.value = String(line.value[line.value.index(after: comma)...])
        return line
    }

    /// `19850412` becomes `1985-04-12`; anything shorter stays.
    private static func extended(_ value: String) -> String {
        let parts = value.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard let date = parts.first, date.utf8.count == 8, date.allSatisfy(\.isNumber) else { return value }
        let digits = Array(date)
        var out = "\(String(digits[0..<4]))-\(String(digits[4..<6]))-\(String(digits[6..<8]))"
        if parts.count == 2 {
            let time = Array(parts[1])
            if time.count >= 6, time[0..<6].allSatisfy(\.isNumber) {
                out += "T\(String(time[0..<2])):\(String(time[2..<4])):\(String(time[4..<6]))\(String(time[6...]))"
            } else {
                out += "T" + parts[1]
            }
        }
        return out
    }
}
