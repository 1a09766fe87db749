/// 3.0 to 4.0 (RFC 6350, appendix A).
extension CardVersion {
    static func newer(_ lines: [ContentLine]) -> [ContentLine] {
        var out = lines.compactMap(newer)
        AddressLabel.join(&out)
        Relation.join(&out)
        if let place = out.firstIndex(where: { $0.name == "SORT-STRING" }) {
            if let name = out.firstIndex(where: { $0.name == "N" }) {
                // A parameter holds no quotes.
                out[name].set("SORT-AS", [out[place].plain.filter { $0 != "\"" && $0 != "\n" }])
                out.remove(at: place)
            } else {
                out[place].name = "X-SORT-STRING"
            }
        }
        return out
    }

    private static func newer(_ line: ContentLine) -> ContentLine? {
        var line = line
        switch line.name {
        case "VERSION": line.value = "4.0"
        case "PHOTO", "LOGO", "SOUND", "KEY": line = dataURI(line)
        case "X-ADDRESSBOOKSERVER-KIND": line.name = "KIND"
        case "X-ADDRESSBOOKSERVER-MEMBER": line.name = "MEMBER"
        case "X-ABSHOWAS" where Text.same(line.value, "COMPANY"): (line.name, line.value) = ("KIND", "org")
        case "AGENT" where line.isValue("uri"):
            line.name = "RELATED"
            line.set("TYPE", ["agent"])
        // Says that a vCard is a vCard.
        case "PROFILE": return nil
        case "REV": line.value = CardMoment.basic(line.value)
        case "GEO": line.value = geo(line.value)
        case "TZ": line = zone(line)
        case "BDAY", "X-BDAY", "X-ANNIVERSARY", "X-DEATHDATE": line = CardMoment.newer(line)
        case "SORT-STRING": break
        default:
            if onlyInThree.contains(line.name) {
                line.name = "X-" + line.name
            } else if let name = bare(line.name, onlyInFour) {
                line.name = name
            }
        }
        let isPreferred = line["TYPE"].contains { $0.split(separator: ",").contains { Text.same(Text.trim($0), "pref") } }
        let types = line.types.filter { $0 != "internet" }
        var isTyped = false
        line.parameters = line.parameters.compactMap { parameter in
            switch parameter.name {
            case "CHARSET": return nil
            case "VALUE" where parameter.values.contains { Text.same($0, "phone-number") }: return nil
            case "TYPE":
                defer { isTyped = true }
                return isTyped || types.isEmpty ? nil : .init(name: "TYPE", values: types)
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
        let kind = line.types.first ?? ""
        let major = line.name == "SOUND" ? "audio" : line.name == "KEY" ? "application" : "image"
        let minor = kind.isEmpty ? (major == "image" ? "jpeg" : "octet-stream") : kind
        let media = minor.contains("/") ? minor : "\(minor == "octet-stream" ? "application" : major)/\(minor)"
        line.parameters.removeAll { ["ENCODING", "TYPE", "VALUE"].contains($0.name) }
        line.value = "data:\(media);base64,\(line.value.filter { !$0.isWhitespace })"
        return line
    }

    /// `1.0;2.0` becomes `geo:1.0,2.0`.
    private static func geo(_ value: String) -> String {
        let parts = value.split(separator: ";").map { Text.trim($0) }
        return parts.count == 2 && parts.allSatisfy { Double($0) != nil } ? "geo:\(parts[0]),\(parts[1])" : value
    }

    /// `-05:00` says what it is from now on, and a text does so by itself.
    private static func zone(_ line: ContentLine) -> ContentLine {
        var line = line
        let digits = line.value.filter { $0 != ":" }
        let isOffset =
            digits.first.map { "+-".contains($0) } == true && [3, 5].contains(digits.utf8.count)
            && digits.dropFirst().allSatisfy(\.isNumber)
        if isOffset { line.value = digits }
        line.set("VALUE", isOffset ? ["utc-offset"] : line["VALUE"].filter { !Text.same($0, "text") })
        return line
    }
}
