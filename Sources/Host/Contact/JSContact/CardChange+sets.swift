import Core

/// Keywords, members, relations and the properties JSContact has no place for.
extension CardChange {
    mutating func words(_ member: String, _ names: [String], _ old: JSON?) throws(CardChangeFault) {
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
                if kept.allSatisfy({ $0.trimmed.isEmpty }) {
                    slots[slot].remove(at: index)
                } else {
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

    mutating func relations() throws(CardChangeFault) {
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
    mutating func unknown() throws(CardChangeFault) {
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
}
