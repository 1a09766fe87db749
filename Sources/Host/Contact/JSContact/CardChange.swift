public import Core

extension VCard {
    /// The vCard that says what a JSContact card says. Only properties that say something else are written anew, and those that are new
    /// added; every other line keeps its bytes. Throws when a property of the card is not what it should be.
    public func applying(_ json: JSON) throws(CardChangeFault) -> VCard {
        guard json.object != nil else { throw CardChangeFault("", "A card is an object.") }
        var change = CardChange(self, wanted: CardNormal.of(json))
        return try change.run()
    }

    /// A new vCard that says what a JSContact card says.
    public static func making(_ json: JSON, _ version: Version = .v40) throws(CardChangeFault) -> VCard {
        try VCard(version).applying(json)
    }

    /// The vCard in another version; in its own it is what it is.
    public func written(as other: Version) throws(CardChangeFault) -> VCard {
        other == version ? self : try VCard.making(CardReading(self).json, other)
    }
}

/// The work of changing a vCard to what a JSContact card says.
struct CardChange {
    private let card: VCard
    private let wanted: JSON
    private let before: CardReading
    /// What stands in the place of each property of the card, and behind the last.
    private var slots: [[ContentLine]]

    init(_ card: VCard, wanted: JSON) {
        self.card = card
        self.wanted = wanted
        before = CardReading(card)
        slots = card.lines.map { [$0] } + [[]]
    }

    /// Whether nothing was said yet.
    private var isNew: Bool { card.lines.count == 1 && card.lines[0].number == 0 }
    private var version: VCard.Version { card.version }
    private var lines: [ContentLine] { slots.flatMap { $0 } }

    mutating func run() throws(CardChangeFault) -> VCard {
        try singles()
        try name()
        for form in EntryForm.all { try entries(form) }
        try nicknames()
        try words("keywords", ["CATEGORIES"], before.plain["keywords"])
        try words("members", version == .v40 ? ["MEMBER"] : ["X-ADDRESSBOOKSERVER-MEMBER", "MEMBER"], before.plain["members"])
        try relations()
        try unknown()
        var out = card
        out.lines = lines
        return extras(out)
    }

    // MARK: - Entries

    private func at(_ path: [String], _ json: JSON) throws(CardChangeFault) -> [String: JSON] {
        var value: JSON? = json
        for name in path { value = value?[name] }
        guard let value, !value.isNull else { return [:] }
        guard let members = value.object else { throw CardChangeFault(path.joined(separator: "/"), "It is an object.") }
        return members
    }

    private mutating func entries(_ form: EntryForm) throws(CardChangeFault) {
        let wanted = try at(form.path, self.wanted)
        var known: Set<String> = []
        for piece in before.pieces where piece.form.path == form.path && piece.form.names == form.names {
            known.insert(piece.key)
            guard let value = wanted[piece.key] else {
                remove(piece.line)
                continue
            }
            let path = (form.path + [piece.key]).joined(separator: "/")
            guard let entry = value.object else { throw CardChangeFault(path, "It is an object.") }
            if said(piece, entry) { continue }
            try within(path) { () throws(CardChangeFault) in try rewrite(piece, entry) }
        }
        for (key, value) in wanted.sorted(by: { $0.key < $1.key }) where !known.contains(key) {
            let path = (form.path + [key]).joined(separator: "/")
            guard let entry = value.object, EntryKey.isKey(key) else { throw CardChangeFault(path, "It is an object under an Id.") }
            try within(path) { () throws(CardChangeFault) in try add(form, key, entry) }
        }
    }

    /// Whether a property says all that an entry says of what properties can say.
    private func said(_ piece: CardReading.Piece, _ entry: [String: JSON]) -> Bool {
        entry.filter { $0.key != "vCardParams" } == piece.entry.filter { $0.key != "vCardParams" }
            && (entry["vCardParams"] == nil || entry["vCardParams"] == piece.entry["vCardParams"])
    }

    private func within(_ path: String, _ body: () throws(CardChangeFault) -> Void) throws(CardChangeFault) {
        do throws(CardChangeFault) { try body() } catch { throw CardChangeFault("\(path)/\(error.path)", error.reason) }
    }

    private mutating func within(_ path: String, _ body: (inout CardChange) throws(CardChangeFault) -> Void) throws(CardChangeFault) {
        do throws(CardChangeFault) { try body(&self) } catch { throw CardChangeFault("\(path)/\(error.path)", error.reason) }
    }

    private mutating func rewrite(_ piece: CardReading.Piece, _ entry: [String: JSON]) throws(CardChangeFault) {
        guard var line = slots[piece.line].first else { return }
        // Another kind may be another property.
        if entry["kind"] != piece.entry["kind"], let old = piece.form.names.first(where: { $0 == line.name }) {
            let name = piece.form.name(entry, version)
            if name != old { line = ContentLine(name, line.value, parameters: line.parameters, group: line.group) }
        }
        try piece.form.rewrite(&line, from: piece.entry, to: entry, version)
        name(&line, piece.key)
        slots[piece.line][0] = line
        if entry["label"] != piece.entry["label"] { try label(piece.line, 0, entry["label"]) }
    }

    /// A key that is not the one the property gets by itself stands in it (RFC 9555 3.1).
    private func name(_ line: inout ContentLine, _ key: String) {
        guard EntryKey.named(line) != key else { return }
        line.set("PROP-ID", EntryKey.made(line) == key ? nil : key)
    }

    private mutating func add(_ form: EntryForm, _ key: String, _ entry: [String: JSON]) throws(CardChangeFault) {
        var line = ContentLine(form.name(entry, version), "")
        try form.rewrite(&line, from: nil, to: entry, version)
        name(&line, key)
        let place = insert(line, after: form.names)
        if entry["label"] != nil { try label(place.slot, place.index, entry["label"]) }
    }

    /// Adds a property behind the last of some names, else at the end.
    @discardableResult private mutating func insert(_ line: ContentLine, after names: [String]) -> (slot: Int, index: Int) {
        let last = slots.lastIndex { $0.contains { names.contains($0.name) } } ?? slots.count - 1
        // What is in the group of the last one, such as its label, stays next to it.
        var slot = last
        if let group = slots[last].first(where: { names.contains($0.name) })?.group {
            while slot + 1 < slots.count - 1, slots[slot + 1].first?.group == group { slot += 1 }
        }
        slots[slot].append(line)
        return (slot, slots[slot].count - 1)
    }

    /// Takes a property away, and what only says something about it.
    private mutating func remove(_ index: Int) {
        guard let line = slots[index].first else { return }
        slots[index].removeFirst()
        guard let group = line.group?.lowercased() else { return }
        let about: Set<String> = ["X-ABLABEL", "X-ABADR"]
        guard !lines.contains(where: { $0.group?.lowercased() == group && !about.contains($0.name) }) else { return }
        for slot in slots.indices { slots[slot].removeAll { $0.group?.lowercased() == group && about.contains($0.name) } }
    }

    private mutating func label(_ slot: Int, _ index: Int, _ label: JSON?) throws(CardChangeFault) {
        let text = label?.string
        guard label == nil || text != nil else { throw CardChangeFault("label", "“label” is a string.") }
        let group = slots[slot][index].group
        if let group {
            for (place, held) in slots.enumerated() {
                guard let found = held.firstIndex(where: { $0.name == "X-ABLABEL" && $0.group?.lowercased() == group.lowercased() }) else { continue }
                if let text { slots[place][found].value = LineText.escaped(text) } else { slots[place].remove(at: found) }
                return
            }
        }
        guard let text, !text.isEmpty else { return }
        let name = group ?? GroupLabel.free(lines)
        if group == nil { slots[slot][index].group = name }
        slots[slot].insert(ContentLine("X-ABLabel", LineText.escaped(text), group: name), at: index + 1)
    }

    private mutating func nicknames() throws(CardChangeFault) {
        let wanted = try at(["nicknames"], self.wanted)
        let pieces = before.pieces.filter { $0.form.path == ["nicknames"] }
        let byLine = Dictionary(grouping: pieces, by: \.line)
        for (line, held) in byLine {
            if held.count == 1 { continue }
            let kept = held.filter { wanted[$0.key] != nil }
            // A list that changes keeps those that stay as they are; a changed one becomes a property of its own.
            let same = kept.filter { said($0, wanted[$0.key]?.object ?? [:]) }
            if same.count == held.count { continue }
            if same.isEmpty { remove(line) } else {
                slots[line][0].value = same.map { LineText.escaped($0.entry["name"]?.string ?? "") }.joined(separator: ",")
            }
            for piece in kept where !same.contains(where: { $0.key == piece.key }) {
                guard let entry = wanted[piece.key]?.object else { throw CardChangeFault("nicknames/\(piece.key)", "It is an object.") }
                try within("nicknames/\(piece.key)") { (change) throws(CardChangeFault) in try change.add(Nickname.form, piece.key, entry) }
            }
        }
        let known = Set(pieces.map(\.key))
        for held in byLine.values where held.count == 1 {
            guard let value = wanted[held[0].key] else {
                remove(held[0].line)
                continue
            }
            guard let entry = value.object else { throw CardChangeFault("nicknames/\(held[0].key)", "It is an object.") }
            if said(held[0], entry) { continue }
            try within("nicknames/\(held[0].key)") { (change) throws(CardChangeFault) in try change.rewrite(held[0], entry) }
        }
        for (key, value) in wanted.sorted(by: { $0.key < $1.key }) where !known.contains(key) {
            guard let entry = value.object, EntryKey.isKey(key) else { throw CardChangeFault("nicknames/\(key)", "It is an object under an Id.") }
            try within("nicknames/\(key)") { (change) throws(CardChangeFault) in try change.add(Nickname.form, key, entry) }
        }
    }

    // MARK: - What a card has once

    private mutating func singles() throws(CardChangeFault) {
        for (member, names) in SingleProperty.names {
            try single(member, names, wanted[member], before.plain[member])
        }
        let gender = wanted["speakToAs"]?["grammaticalGender"]
        try single("speakToAs/grammaticalGender", ["GRAMGENDER"], gender, before.plain["speakToAs"]?["grammaticalGender"])
    }

    private mutating func single(_ member: String, _ names: [String], _ wanted: JSON?, _ old: JSON?) throws(CardChangeFault) {
        // Everybody is an individual unless something else is said.
        if wanted == old || (member == "kind" && (wanted ?? "individual") == (old ?? "individual")) { return }
        // A vCard keeps its UID and who made it unless another one is given.
        if wanted == nil, member == "uid" { return }
        let place = slots.firstIndex { $0.contains { names.contains($0.name) && SingleProperty.read($0) != nil } }
        guard let wanted else {
            if let place { slots[place].removeAll { names.contains($0.name) && SingleProperty.read($0) != nil } }
            return
        }
        guard let text = wanted.string else { throw CardChangeFault(member, "“\(member)” is a string.") }
        let value = try SingleProperty.value(member, text, version)
        if let place, let index = slots[place].firstIndex(where: { names.contains($0.name) }) {
            slots[place][index].value = value
        } else {
            let name = version == .v40 ? names[0] : names[names.count - 1]
            insert(ContentLine(name, value), after: ["VERSION", "PRODID", "UID", "KIND", "REV", "CREATED"])
        }
    }

    private mutating func name() throws(CardChangeFault) {
        let (new, old) = (try at(["name"], wanted), try at(["name"], before.plain))
        let full = try new.optionalText("full")
        let components = new["components"]?.array ?? []
        if let given = new["components"], given.array == nil { throw CardChangeFault("name/components", "“components” is an array.") }
        if new["components"] != old["components"] {
            let isLong = (card.first("N").map { LineText.components($0.value).count } ?? 0) > 5
            let value = try CardName.value(components, isLong: isLong)
            if let place = slots.firstIndex(where: { $0.contains { $0.name == "N" } }) {
                if components.isEmpty, version == .v40 { slots[place].removeAll { $0.name == "N" } } else { slots[place][0].value = value }
            } else if !components.isEmpty {
                insert(ContentLine("N", value), after: ["FN", "VERSION", "UID"])
            }
        } else if isNew, version != .v40 {
            insert(ContentLine("N", ";;;;"), after: ["FN", "VERSION"])
        }
        let place = slots.firstIndex { $0.contains { $0.name == "FN" } }
        let isDerived = card.first("FN")?.first("DERIVED")?.lowercased() == "true"
        if let full, new["full"] != old["full"] {
            if let place {
                slots[place][0].value = LineText.escaped(full)
                slots[place][0].set("DERIVED", nil)
            } else {
                insert(ContentLine("FN", LineText.escaped(full)), after: ["VERSION", "UID"])
            }
        } else if full == nil, isNew || old["full"] != nil || (place == nil || isDerived) && new["components"] != old["components"] {
            // FN must be there (RFC 6350 6.2.1).
            let value = LineText.escaped(derived(components))
            if let place {
                slots[place][0].value = value
                slots[place][0].set("DERIVED", "TRUE")
            } else {
                insert(ContentLine("FN", value, parameters: [ContentLine.Parameter("DERIVED", ["TRUE"])]), after: ["VERSION", "UID"])
            }
        }
    }

    private func derived(_ components: [JSON]) -> String {
        let name = CardName.full(components)
        if !name.isEmpty { return name }
        func first(_ member: String, _ name: String) -> String? {
            wanted[member]?.object?.sorted { $0.key < $1.key }.lazy.compactMap { $0.value[name]?.string }.first
        }
        return first("organizations", "name") ?? first("nicknames", "name") ?? first("emails", "address") ?? first("phones", "number") ?? ""
    }

    // MARK: - Sets

    private mutating func words(_ member: String, _ names: [String], _ old: JSON?) throws(CardChangeFault) {
        let new = try at([member], wanted)
        let had = Set(old?.object?.keys ?? [:].keys)
        let want = Set(new.filter { $0.value == true }.keys)
        guard want.count == new.count else { throw CardChangeFault(member, "Its values are true.") }
        let isList = member == "keywords"
        let readable = isList ? ["CATEGORIES"] : ["MEMBER", "X-ADDRESSBOOKSERVER-MEMBER"]
        let gone = had.subtracting(want)
        for slot in slots.indices where !gone.isEmpty {
            for index in slots[slot].indices.reversed() where readable.contains(slots[slot][index].name) {
                let value = slots[slot][index].value
                let parts = isList ? LineText.split(value, 44) : [value]
                let kept = parts.filter { !gone.contains(LineText.unescaped($0).trimmed) }
                if kept.count == parts.count { continue }
                if kept.allSatisfy({ $0.trimmed.isEmpty }) { slots[slot].remove(at: index) } else {
                    slots[slot][index].value = kept.joined(separator: ",")
                }
            }
        }
        let added = want.subtracting(had).sorted()
        guard !added.isEmpty else { return }
        if isList, let slot = slots.lastIndex(where: { $0.contains { $0.name == "CATEGORIES" } }),
            let index = slots[slot].lastIndex(where: { $0.name == "CATEGORIES" })
        {
            slots[slot][index].value += "," + added.map(LineText.escaped).joined(separator: ",")
        } else if isList {
            insert(ContentLine("CATEGORIES", added.map(LineText.escaped).joined(separator: ",")), after: [])
        } else {
            for uid in added { insert(ContentLine(names[0], LineText.escaped(uid)), after: readable) }
        }
    }

    private mutating func relations() throws(CardChangeFault) {
        let (new, old) = (try at(["relatedTo"], wanted), try at(["relatedTo"], before.plain))
        for slot in slots.indices {
            for index in slots[slot].indices.reversed() where slots[slot][index].name == "RELATED" {
                let key = LineText.unescaped(slots[slot][index].value).trimmed
                guard let value = new[key] else {
                    if old[key] != nil { slots[slot].remove(at: index) }
                    continue
                }
                if value == old[key] { continue }
                let kinds = Set((value["relation"]?.object ?? [:]).filter { $0.value == true }.keys)
                let had = Set(old[key]?["relation"]?.object?.keys ?? [:].keys)
                slots[slot][index].setTypes(remove: had.subtracting(kinds), add: kinds.subtracting(had).sorted())
            }
        }
        for (key, value) in new.sorted(by: { $0.key < $1.key }) where old[key] == nil {
            guard value.object != nil else { throw CardChangeFault("relatedTo/\(key)", "It is an object.") }
            var line = ContentLine("RELATED", LineText.escaped(key))
            if !key.contains(":") { line.set("VALUE", "text") }
            line.setTypes(remove: [], add: (value["relation"]?.object ?? [:]).filter { $0.value == true }.keys.sorted())
            insert(line, after: ["RELATED"])
        }
    }

    /// Properties that JSContact has no place for come and go by `vCardProps`.
    private mutating func unknown() throws(CardChangeFault) {
        guard wanted["vCardProps"] != before.plain["vCardProps"] else { return }
        guard let list = wanted["vCardProps"]?.array ?? (wanted["vCardProps"] == nil ? [] : nil) else {
            throw CardChangeFault("vCardProps", "“vCardProps” is an array.")
        }
        var left = list
        for (line, json) in before.unknown {
            if let index = left.firstIndex(of: json) { left.remove(at: index) } else { slots[line].removeAll { $0 == card.lines[line] } }
        }
        for json in left { insert(try UnknownProperty.line(json), after: []) }
    }

    /// Writes what no property says as JSPROP; those that are right already stay.
    private func extras(_ card: VCard) -> VCard {
        var out = card
        var needed = ExtraProperty.lines(wanted: wanted, plain: CardReading(card).plain)
        out.lines.removeAll { line in
            guard line.name == "JSPROP" else { return false }
            let found = needed.firstIndex {
                $0.first("JSPTR") == line.first("JSPTR") && $0.value == line.value && $0.first("X-BASE") == line.first("X-BASE")
            }
            if let found { needed.remove(at: found) }
            return found == nil
        }
        out.lines += needed
        return out
    }
}
