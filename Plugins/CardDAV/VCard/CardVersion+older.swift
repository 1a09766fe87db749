/// 4.0 to 3.0.
extension CardVersion {
    static func older(_ lines: [ContentLine]) -> [ContentLine] {
        var out = lines
        AddressLabel.part(&out)
        Relation.part(&out)
        let order = out.first { $0.name == "N" }?["SORT-AS"].joined(separator: " ") ?? ""
        out = out.compactMap(older)
        if !order.isEmpty, let place = out.firstIndex(where: { $0.name == "N" }) {
            out[place].set("SORT-AS", [])
            out.insert(ContentLine(name: "SORT-STRING", value: ContentLine.escaped(order)), at: place + 1)
        }
        if !out.contains(where: { $0.name == "N" }) {
            let name = out.first { $0.name == "FN" }?.value ?? ""
            out.insert(ContentLine(name: "N", value: name + ";;;;"), at: min(2, out.count))
        }
        return out
    }

    private static func older(_ line: ContentLine) -> ContentLine? {
        var line = line
        let preferred = line["PREF"].contains("1")
        switch line.name {
        case "VERSION": line.value = "3.0"
        case "PHOTO", "LOGO", "SOUND", "KEY": line = inline(line)
        // Everybody is an individual.
        case "KIND" where Text.same(line.value, "individual"): return nil
        case "KIND" where Text.same(line.value, "org"): (line.name, line.value) = ("X-ABSHOWAS", "COMPANY")
        case "KIND": line.name = "X-ADDRESSBOOKSERVER-KIND"
        case "MEMBER": line.name = "X-ADDRESSBOOKSERVER-MEMBER"
        case "TEL" where line.value.lowercased().hasPrefix("tel:"):
            line.value = String(line.value.dropFirst(4))
            line.set("VALUE", [])
        case "REV": line.value = CardMoment.extended(line.value)
        case "BDAY", "ANNIVERSARY", "DEATHDATE": line = CardMoment.older(line)
        case "GEO": line.value = geo(line.value)
        case "TZ": line = zone(line)
        case "RELATED" where line.types == ["agent"] && !line.isValue("text"):
            line.name = "AGENT"
            line.set("TYPE", [])
            line.set("VALUE", ["uri"])
        // A bookkeeping of versions that 3.0 knows nothing of.
        case "CLIENTPIDMAP": return nil
        default:
            if onlyInFour.contains(line.name) {
                line.name = "X-" + line.name
            } else if let name = bare(line.name, onlyInThree) {
                line.name = name
            }
        }
        line.parameters.removeAll { ["PREF", "PID", "ALTID", "MEDIATYPE", "CALSCALE"].contains($0.name) }
        // 3.0 has a list of types bare, never in quotes.
        line.parameters = line.parameters.map { parameter in
            guard parameter.name == "TYPE" else { return parameter }
            return .init(name: "TYPE", values: parameter.values.flatMap { $0.split(separator: ",").map { Text.trim($0) } })
        }
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

    /// `geo:1.0,2.0` becomes `1.0;2.0`: 3.0 knows no height, no system and no doubt.
    private static func geo(_ value: String) -> String {
        guard value.lowercased().hasPrefix("geo:") else { return value }
        let parts = value.dropFirst(4).prefix { $0 != ";" }.split(separator: ",")
        return parts.count >= 2 ? "\(parts[0]);\(parts[1])" : value
    }

    /// `-0500` becomes `-05:00`; anything else says that it is a text.
    private static func zone(_ line: ContentLine) -> ContentLine {
        var line = line
        let digits = line.value.filter { $0 != ":" }
        let isOffset = digits.first.map { "+-".contains($0) } == true && digits.dropFirst().allSatisfy(\.isNumber)
        guard isOffset, [3, 5].contains(digits.utf8.count) else {
            line.set("VALUE", ["text"])
            return line
        }
        line.value = "\(digits.prefix(3)):\(digits.utf8.count == 5 ? digits.suffix(2) : "00")"
        line.set("VALUE", [])
        return line
    }
}
