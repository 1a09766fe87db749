public import Core

/// A vCard read as a JSContact card (RFC 9553, RFC 9555), with what each part of it was read from.
public struct CardReading: Sendable {
    /// An entry of the card and the property it is from.
    struct Piece {
        let form: EntryForm
        let key: String
        let entry: [String: JSON]
        /// The property, by its place in the card.
        let line: Int
    }

    /// The Card object.
    public let json: JSON
    /// The Card object without what JSPROP properties add.
    let plain: JSON
    let pieces: [Piece]
    /// The properties that have no place in JSContact, as jCard arrays (RFC 9555 2.15.1).
    let unknown: [(line: Int, json: JSON)]

    /// Reads a card.
    public init(_ card: VCard) {
        var builder = CardBuilder(card)
        builder.read()
        plain = .object(builder.out)
        pieces = builder.pieces
        unknown = builder.unknown
        json = ExtraProperty.applied(card.lines, to: plain)
    }
}

/// Puts a card together while its properties are read.
private struct CardBuilder {
    let card: VCard
    let labels: [String: String]
    var out: [String: JSON] = ["@type": "Card", "version": "1.0"]
    var pieces: [CardReading.Piece] = []
    var unknown: [(line: Int, json: JSON)] = []
    private var taken: Set<String> = []

    init(_ card: VCard) {
        self.card = card
        labels = GroupLabel.all(card.lines)
    }

    mutating func read() {
        var labelled: Set<String> = []
        for (index, line) in card.lines.enumerated() where line.name != "X-ABLABEL" {
            if take(line, index) {
                if let group = line.group?.lowercased() { labelled.insert(group) }
            } else {
                unknown.append((index, UnknownProperty.json(line)))
            }
        }
        // A label of something that has no place here stays with it.
        for (index, line) in card.lines.enumerated() where line.name == "X-ABLABEL" {
            if line.group.map({ labelled.contains($0.lowercased()) }) != true { unknown.append((index, UnknownProperty.json(line))) }
        }
        CardName.read(card, &out)
        unknown.sort { $0.line < $1.line }
        if !unknown.isEmpty { out["vCardProps"] = .array(unknown.map(\.json)) }
    }

    /// Whether a property has a place; then it is there.
    private mutating func take(_ line: ContentLine, _ index: Int) -> Bool {
        if let form = EntryForm.byName[line.name] { return entry(form, line, index) }
        switch line.name {
        case "VERSION", "JSPROP": return true
        case "FN", "N": return taken.insert(line.name).inserted
        case "NICKNAME": return nicknames(line, index)
        case "CATEGORIES": return set(line, "keywords")
        case "MEMBER", "X-ADDRESSBOOKSERVER-MEMBER": return put("members", LineText.unescaped(line.value).trimmed, true)
        case "RELATED": return relation(line)
        default: return single(line)
        }
    }

    private mutating func entry(_ form: EntryForm, _ line: ContentLine, _ index: Int) -> Bool {
        guard var entry = form.entry(line, card.version) else { return false }
        entry["label"] = line.group.flatMap { labels[$0.lowercased()] }.map { .string($0) }
        add(form, EntryKey.named(line) ?? EntryKey.made(line), entry, index)
        return true
    }

    private mutating func add(_ form: EntryForm, _ wanted: String, _ entry: [String: JSON], _ index: Int) {
        var key = wanted
        var count = 2
        while at(form.path)?[key] != nil {
            key = "\(wanted)-\(count)"
            count += 1
        }
        put(.object(entry), form.path[...], key, &out)
        pieces.append(CardReading.Piece(form: form, key: key, entry: entry, line: index))
    }

    private func at(_ path: [String]) -> [String: JSON]? {
        path.reduce(JSON.object(out) as JSON?) { $0?[$1] }?.object
    }

    private func put(_ value: JSON, _ path: ArraySlice<String>, _ key: String, _ members: inout [String: JSON]) {
        guard let name = path.first else {
            members[key] = value
            return
        }
        var inner = members[name]?.object ?? [:]
        put(value, path.dropFirst(), key, &inner)
        members[name] = .object(inner)
    }

    private mutating func put(_ name: String, _ key: String, _ value: JSON) -> Bool {
        guard !key.isEmpty else { return false }
        put(value, [name], key, &out)
        return true
    }

    private mutating func nicknames(_ line: ContentLine, _ index: Int) -> Bool {
        let names = LineText.split(line.value, 44).map { LineText.unescaped($0).trimmed }.filter { !$0.isEmpty }
        guard !names.isEmpty else { return false }
        for name in names {
            var entry = Nickname.form.entry(line, card.version) ?? [:]
            entry["name"] = .string(name)
            entry["label"] = line.group.flatMap { labels[$0.lowercased()] }.map { .string($0) }
            let key = names.count == 1 ? EntryKey.named(line) : nil
            add(Nickname.form, key ?? EntryKey.made(line, item: name), entry, index)
        }
        return true
    }

    private mutating func set(_ line: ContentLine, _ name: String) -> Bool {
        let words = LineText.split(line.value, 44).map { LineText.unescaped($0).trimmed }.filter { !$0.isEmpty }
        for word in words { _ = put(name, word, true) }
        return !words.isEmpty
    }

    private mutating func relation(_ line: ContentLine) -> Bool {
        let kinds = line.types.filter { $0 != "pref" && $0 != "home" && $0 != "work" }
        let relation: JSON = .object(Dictionary(uniqueKeysWithValues: kinds.map { ($0, true) }))
        return put("relatedTo", LineText.unescaped(line.value).trimmed, kinds.isEmpty ? [:] : ["relation": relation])
    }

    private mutating func single(_ line: ContentLine) -> Bool {
        guard let (name, value) = SingleProperty.read(line), taken.insert(name).inserted else { return false }
        if name == "grammaticalGender" { return put("speakToAs", name, value) }
        out[name] = value
        return true
    }
}
