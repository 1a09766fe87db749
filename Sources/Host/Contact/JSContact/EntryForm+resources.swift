import Core

extension EntryForm {
    /// Properties whose value is a URI and nothing else.
    private static func resource(
        _ path: String, _ kinds: [(name: String, kind: String?)]
    ) -> EntryForm {
        let names = kinds.map(\.name)
        return EntryForm(path, names: names, parameters: ["MEDIATYPE", "INDEX"]) { line, _ in
            let uri = line.value.trimmed
            guard !uri.isEmpty else { return nil }
            var out: [String: JSON] = ["uri": .string(LineText.unescaped(uri))]
            out["kind"] = kinds.first { $0.name == line.name }?.kind.map { .string($0) }
            out["mediaType"] = line.first("MEDIATYPE").map { .string($0) }
            out["listAs"] = line.first("INDEX").flatMap { Int64($0) }.map { .int($0) }
            return out
        } write: { entry, line, _ throws(CardChangeFault) in
            line.value = uri(try entry.text("uri"))
            line.set("MEDIATYPE", try entry.optionalText("mediaType"))
            line.set("INDEX", entry["listAs"]?.int.map { "\($0)" })
        } name: { entry, _ in
            kinds.first { $0.kind == entry["kind"]?.string }?.name ?? names[0]
        }
    }

    /// A URI as a value: nothing in it may end the line.
    private static func uri(_ text: String) -> String {
        String(text.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }.map(Character.init))
    }

    static let link = resource("links", [("URL", nil), ("CONTACT-URI", "contact")])
    static let calendar = resource("calendars", [("CALURI", "calendar"), ("FBURL", "freeBusy")])
    static let scheduling = resource("schedulingAddresses", [("CALADRURI", nil)])
    static let directory = resource("directories", [("SOURCE", "entry"), ("ORG-DIRECTORY", "directory")])
    static let media = binary("media", [("PHOTO", "photo"), ("LOGO", "logo"), ("SOUND", "sound")])
    static let key = binary("cryptoKeys", [("KEY", nil)])

    /// Properties whose value is a URI or bytes.
    private static func binary(_ path: String, _ kinds: [(name: String, kind: String?)]) -> EntryForm {
        let names = kinds.map(\.name)
        var form = EntryForm(path, names: names, parameters: ["MEDIATYPE", "VALUE", "ENCODING"]) { line, _ in
            guard let uri = DataURI.read(line) else { return nil }
            var out: [String: JSON] = ["uri": .string(uri)]
            out["kind"] = kinds.first { $0.name == line.name }?.kind.map { .string($0) }
            out["mediaType"] = line.first("MEDIATYPE").map { .string($0) }
            return out
        } write: { entry, line, version throws(CardChangeFault) in
            DataURI.write(uri(try entry.text("uri")), &line, version)
            line.set("MEDIATYPE", version == .v40 ? try entry.optionalText("mediaType") : nil)
        } name: { entry, _ in
            kinds.first { $0.kind == entry["kind"]?.string }?.name ?? names[0]
        }
        // TYPE=JPEG says what it is, not where it is used.
        if path == "media" { form.contexts = [] }
        return form
    }

    static let online = EntryForm(
        "onlineServices",
        names: [
            "SOCIALPROFILE", "IMPP", "X-SOCIALPROFILE", "X-AIM", "X-ICQ", "X-JABBER", "X-MSN", "X-SKYPE", "X-SKYPE-USERNAME", "X-YAHOO",
            "X-TWITTER", "X-GTALK", "X-GADUGADU", "X-GROUPWISE",
        ], parameters: ["SERVICE-TYPE", "USERNAME", "VALUE", "X-SERVICE-TYPE", "X-USER"]
    ) { line, version in
        var out: [String: JSON] = [:]
        let value = LineText.unescaped(line.value).trimmed
        out["service"] = (line.first("SERVICE-TYPE") ?? line.first("X-SERVICE-TYPE")).map { .string($0) }
        out["user"] = (line.first("USERNAME") ?? line.first("X-USER")).map { .string($0) }
        if line.name.hasPrefix("X-"), line.name != "X-SOCIALPROFILE" {
            out["service"] = .string(String(line.name.dropFirst(2)))
            out["user"] = .string(value)
        } else if line.first("VALUE")?.lowercased() == "text" || !hasScheme(value) {
            if !value.isEmpty { out["user"] = .string(value) }
        } else {
            out["uri"] = .string(value)
        }
        if line.name != (version == .v40 ? "SOCIALPROFILE" : "X-SOCIALPROFILE") { out["vCardName"] = .string(line.name.lowercased()) }
        if line.name == "X-SOCIALPROFILE", out["service"] == nil {
            out["service"] = line.types.first { !["home", "work", "pref"].contains($0) }.map { .string($0) }
        }
        return out["uri"] == nil && out["user"] == nil ? nil : out
    } write: { entry, line, version throws(CardChangeFault) in
        let (uri, user, service) = (try entry.optionalText("uri"), try entry.optionalText("user"), try entry.optionalText("service"))
        guard let value = uri ?? user else { throw CardChangeFault("uri", "An online service has a “uri” or a “user”.") }
        line.value = uri == nil ? LineText.escaped(value) : EntryForm.uri(value)
        if line.name.hasPrefix("X-"), line.name != "X-SOCIALPROFILE" { return }
        let isModern = line.name == "SOCIALPROFILE" || (line.name == "IMPP" && version == .v40)
        if line.name == "X-SOCIALPROFILE", line.first("SERVICE-TYPE") == nil, line.first("X-SERVICE-TYPE") == nil {
            let others = Set(line.types.filter { !["home", "work", "pref"].contains($0) })
            line.setTypes(remove: others, add: service.map { [$0.lowercased()] } ?? [])
        } else {
            line.set(isModern ? "SERVICE-TYPE" : "X-SERVICE-TYPE", service)
        }
        line.set(isModern ? "USERNAME" : "X-USER", uri == nil ? nil : user)
        line.set("VALUE", uri == nil && line.name == "SOCIALPROFILE" ? "text" : nil)
    } name: { entry, version in
        if let name = entry["vCardName"]?.string?.uppercased(), byName[name]?.path == ["onlineServices"] { return name }
        return version == .v40 ? "SOCIALPROFILE" : "X-SOCIALPROFILE"
    }

    /// Whether a text begins like a URI.
    private static func hasScheme(_ text: String) -> Bool {
        guard let colon = text.utf8.firstIndex(of: 58) else { return false }
        let scheme = text.utf8[..<colon]
        return !scheme.isEmpty
            && scheme.allSatisfy { ($0 | 32 >= 97 && $0 | 32 <= 122) || (48...57).contains($0) || "+-.".utf8.contains($0) }
    }
}
