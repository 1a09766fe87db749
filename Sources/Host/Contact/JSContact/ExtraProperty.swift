import Core

/// JSPROP: what JSContact says and vCard has no property for (RFC 9555 3.2).
///
/// Each holds the digest of what the card said at its place when it was written: when another program changes that, the JSPROP is
/// out of date and counts no more.
enum ExtraProperty {
    /// A card with what JSPROP properties add.
    static func applied(_ lines: [ContentLine], to plain: JSON) -> JSON {
        var out = plain
        for line in lines where line.name == "JSPROP" {
            guard let (path, value) = content(line), let changed = put(value, path[...], in: out, digest: line.first("X-BASE")) else {
                continue
            }
            out = changed
        }
        return out
    }

    private static func content(_ line: ContentLine) -> (path: [String], value: JSON)? {
        guard let pointer = line.first("JSPTR"), let value = try? JSON(parsing: LineText.unescaped(line.value).utf8) else { return nil }
        let path: [String] = pointer.split(separator: "/", omittingEmptySubsequences: false).map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
        guard (1...16).contains(path.count), !["id", "addressBookIds", "uid", "@type", "version", "vCardProps"].contains(path[0]) else {
            return nil
        }
        return (path, value)
    }

    private static func put(_ value: JSON, _ path: ArraySlice<String>, in base: JSON, digest: String?) -> JSON? {
        guard let name = path.first, var members = base.object else { return nil }
        if path.count == 1 {
            if let digest, digest != self.digest(members[name]) { return nil }
            if digest == nil, members[name] != nil { return nil }
            members[name] = value
        } else {
            guard let inner = members[name], let changed = put(value, path.dropFirst(), in: inner, digest: digest) else { return nil }
            members[name] = changed
        }
        return .object(members)
    }

    /// A few letters that stand for a value.
    static func digest(_ value: JSON?) -> String {
        guard let value else { return "0" }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in value.bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }

    /// What a wanted card says that a plain one does not: a property each.
    static func lines(wanted: JSON, plain: JSON) -> [ContentLine] {
        var out: [ContentLine] = []
        let beside: Set<String> = ["@type", "version", "id", "addressBookIds", "vCardProps"]
        for (name, value) in (wanted.object ?? [:]).sorted(by: { $0.key < $1.key }) where !beside.contains(name) {
            gather([name], value, plain[name], &out)
        }
        return out
    }

    private static func gather(_ path: [String], _ wanted: JSON, _ plain: JSON?, _ out: inout [ContentLine]) {
        guard wanted != plain else { return }
        if let members = wanted.object, let there = plain?.object, path.count < 16 {
            for (name, value) in members.sorted(by: { $0.key < $1.key }) { gather(path + [name], value, there[name], &out) }
            return
        }
        if wanted == [:], plain == nil { return }
        let pointer = path.map { $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined(separator: "/")
        out.append(
            ContentLine(
                "JSPROP", LineText.escaped(wanted.text),
                parameters: [ContentLine.Parameter("JSPTR", [pointer]), ContentLine.Parameter("X-BASE", [digest(plain)])]))
    }
}
