public import Core

extension Manifest {
    /// Reads `plugin.json`. Fails with `invalid` whose message is the reason in a sentence.
    public init(parsing bytes: [UInt8]) throws(Failure) {
        guard bytes.count <= 262_144 else { throw Manifest.broken("it is larger than 256 KiB") }
        let json: JSON
        do { json = try JSON(parsing: bytes) } catch { throw Manifest.broken("it is not JSON") }
        guard json.object != nil else { throw Manifest.broken("it is not a JSON object") }
        id = try Manifest.text(json, "id", most: 40)
        guard Manifest.isID(id) else { throw Manifest.broken("\"id\" must be 1 to 40 of a-z, 0-9 and -") }
        name = try Manifest.text(json, "name", most: 80)
        version = try Manifest.text(json, "version", most: 40)
        library = try Manifest.text(json, "library", most: 200)
        guard !name.isEmpty, !version.isEmpty else { throw Manifest.broken("\"name\" and \"version\" must not be empty") }
        guard library.hasSuffix(".so"), !library.contains("/"), !library.hasPrefix("."), !library.utf8.contains(0) else {
            throw Manifest.broken("\"library\" must be the name of a .so file beside it")
        }
        publisher = try Manifest.text(json, "publisher", most: 80, needed: false)
        summary = try Manifest.words(json, "description", most: 400)
        license = try Manifest.text(json, "license", most: 80, needed: false)
        uses = try Manifest.uses(json, "uses", optional: false) + Manifest.uses(json, "likes", optional: true)
        answers = try Manifest.texts(json, "answers")
        hooks = try Manifest.texts(json, "hooks")
        events = try Manifest.texts(json, "events")
        ui = try Manifest.slots(json)
        try readFlow(json)
        settings = try Manifest.settings(json, bytes)
        if let unknown = answers.first(where: { Catalogue.answer($0) == nil }) {
            throw Manifest.broken("\"answers\" names \(unknown), which this server never asks")
        }
        if !hooks.isEmpty, !answers.contains("hook/1") { throw Manifest.broken("\"hooks\" needs \"hook/1\" in \"answers\"") }
        if !events.isEmpty, !answers.contains("event/1") { throw Manifest.broken("\"events\" needs \"event/1\" in \"answers\"") }
    }

    /// Whether this can be a plugin's id.
    static func isID(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count) && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }

    private static func uses(_ json: JSON, _ key: String, optional: Bool) throws(Failure) -> [Use] {
        guard let value = json[key] else { return [] }
        guard let list = value.array, list.count <= 64 else { throw broken("\"\(key)\" must be a list of at most 64 verbs") }
        var found: [Use] = []
        for item in list {
            guard item.object != nil else { throw broken("an entry of \"\(key)\" is not an object with \"verb\"") }
            let use = Use(
                verb: try text(item, "verb", most: 64), why: try words(item, "why", most: 400),
                methods: try texts(item, "methods"), hosts: try texts(item, "hosts"), optional: optional)
            if use.verb == "mail.call/1", use.methods.isEmpty { throw broken("mail.call/1 must name its \"methods\"") }
            if use.verb == "http.fetch/1" {
                guard !use.hosts.isEmpty else { throw broken("http.fetch/1 must name its \"hosts\"") }
                if let bad = use.hosts.first(where: { !Grant.isHostPattern($0) }) { throw broken("\"\(bad)\" is not a host name") }
            }
            found.append(use)
        }
        return found
    }

    private static func slots(_ json: JSON) throws(Failure) -> [Slot] {
        guard let value = json["ui"] else { return [] }
        guard let list = value.array, list.count <= 32 else { throw broken("\"ui\" must be a list of at most 32 slots") }
        var found: [Slot] = []
        for item in list {
            guard let label = item["label"].flatMap({ Words($0, most: 80) }) else {
                throw broken("a slot needs a \"label\", a text or texts by language")
            }
            let slot = Slot(
                slot: try text(item, "slot", most: 40), label: label,
                icon: try text(item, "icon", most: 40, needed: false), open: try text(item, "open", most: 200, needed: false))
            guard Catalogue.slots.contains(slot.slot) else { throw broken("there is no slot \"\(slot.slot)\"") }
            guard !slot.open.hasPrefix("/"), !slot.open.contains(".."), !slot.open.contains(":") else {
                throw broken("\"open\" must be a file of the plugin's web folder")
            }
            found.append(slot)
        }
        return found
    }

    static func text(_ json: JSON, _ key: String, most: Int, needed: Bool = true) throws(Failure) -> String {
        guard let value = json[key] else {
            if needed { throw broken("\"\(key)\" is missing") }
            return ""
        }
        guard let text = value.string else { throw broken("\"\(key)\" is not text") }
        guard text.utf8.count <= most else { throw broken("\"\(key)\" is longer than \(most) bytes") }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }) else {
            throw broken("\"\(key)\" holds control characters")
        }
        return text
    }

    /// A text, or texts by language; empty when it is not there.
    static func words(_ json: JSON, _ key: String, most: Int) throws(Failure) -> Words {
        guard let value = json[key], value.object != nil else { return Words(try text(json, key, most: most, needed: false)) }
        guard let words = Words(value, most: most) else {
            throw broken("\"\(key)\" must be a text, or texts of at most \(most) bytes by language")
        }
        return words
    }

    static func texts(_ json: JSON, _ key: String) throws(Failure) -> [String] {
        guard let value = json[key] else { return [] }
        guard let list = value.array, list.count <= 64 else { throw broken("\"\(key)\" must be a list of at most 64 texts") }
        var found: [String] = []
        for item in list {
            guard let text = item.string, text.utf8.count <= 200 else { throw broken("\"\(key)\" must hold texts") }
            found.append(text)
        }
        return found
    }

    static func broken(_ why: String) -> Failure {
        Failure(.invalid, "plugin.json: \(why)", message: "Its plugin.json cannot be used: \(why).")
    }
}
