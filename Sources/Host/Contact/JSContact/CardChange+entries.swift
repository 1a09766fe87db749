import Core

/// Entries that are a property each.
extension CardChange {
    func at(_ path: [String], _ json: JSON) throws(CardChangeFault) -> [String: JSON] {
        var value: JSON? = json
        for name in path { value = value?[name] }
        guard let value, !value.isNull else { return [:] }
        guard let members = value.object else { throw CardChangeFault(path.joined(separator: "/"), "It is an object.") }
        return members
    }

    mutating func entries(_ form: EntryForm) throws(CardChangeFault) {
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
    func said(_ piece: CardReading.Piece, _ entry: [String: JSON]) -> Bool {
        entry.filter { $0.key != "vCardParams" } == piece.entry.filter { $0.key != "vCardParams" }
            && (entry["vCardParams"] == nil || entry["vCardParams"] == piece.entry["vCardParams"])
    }

    func within(_ path: String, _ body: () throws(CardChangeFault) -> Void) throws(CardChangeFault) {
        do throws(CardChangeFault) { try body() } catch { throw CardChangeFault("\(path)/\(error.path)", error.reason) }
    }

    mutating func within(_ path: String, _ body: (inout CardChange) throws(CardChangeFault) -> Void) throws(CardChangeFault) {
        do throws(CardChangeFault) { try body(&self) } catch { throw CardChangeFault("\(path)/\(error.path)", error.reason) }
    }

    mutating func rewrite(_ piece: CardReading.Piece, _ entry: [String: JSON]) throws(CardChangeFault) {
        guard var line = slots[piece.line].first else { return }
        // Another kind may be another property.
        if entry["kind"] != piece.entry["kind"], let old = piece.form.names.first(where: { $0 == line.name }) {
            let name = piece.form.name(entry, version)
            if name != old { line = ContentLine(name, line.value, parameters: line.parameters, group: line.group) }
        }
        let isMade = EntryKey.named(line) == nil && EntryKey.made(line) == piece.key
        try piece.form.rewrite(&line, from: piece.entry, to: entry, version)
        if isMade, version != .v40, !isReferred(piece.key) {
            rekeyed.append((piece.line, piece.form, piece.key))
        } else {
            name(&line, piece.key)
        }
        slots[piece.line][0] = line
        if entry["label"] != piece.entry["label"] { try label(piece.line, 0, entry["label"]) }
    }

    /// A key that is not the one the property gets by itself stands in it (RFC 9555 3.1).
    func name(_ line: inout ContentLine, _ key: String) {
        guard EntryKey.named(line) != key else { return }
        line.set("PROP-ID", EntryKey.made(line) == key ? nil : key)
    }

    mutating func add(_ form: EntryForm, _ key: String, _ entry: [String: JSON]) throws(CardChangeFault) {
        var line = ContentLine(form.name(entry, version), "")
        try form.rewrite(&line, from: nil, to: entry, version)
        name(&line, key)
        let place = insert(line, after: form.names)
        if entry["label"] != nil { try label(place.slot, place.index, entry["label"]) }
    }

    /// Adds a property behind the last of some names, else at the end.
    @discardableResult mutating func insert(_ line: ContentLine, after names: [String]) -> (slot: Int, index: Int) {
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
    mutating func remove(_ index: Int) {
        guard let line = slots[index].first else { return }
        slots[index].removeFirst()
        guard let group = line.group?.lowercased() else { return }
        let about: Set<String> = ["X-ABLABEL", "X-ABADR"]
        guard !lines.contains(where: { $0.group?.lowercased() == group && !about.contains($0.name) }) else { return }
        for slot in slots.indices { slots[slot].removeAll { $0.group?.lowercased() == group && about.contains($0.name) } }
    }

    mutating func label(_ slot: Int, _ index: Int, _ label: JSON?) throws(CardChangeFault) {
        let text = label?.string
        guard label == nil || text != nil else { throw CardChangeFault("label", "“label” is a string.") }
        let group = slots[slot][index].group
        if let group {
            for (place, held) in slots.enumerated() {
                guard let found = held.firstIndex(where: { $0.name == "X-ABLABEL" && $0.group?.lowercased() == group.lowercased() }) else {
                    continue
                }
                if let text { slots[place][found].value = LineText.escaped(text) } else { slots[place].remove(at: found) }
                return
            }
        }
        guard let text, !text.isEmpty else { return }
        let name = group ?? GroupLabel.free(lines)
        if group == nil { slots[slot][index].group = name }
        slots[slot].insert(ContentLine("X-ABLabel", LineText.escaped(text), group: name), at: index + 1)
    }
}
