import Core

/// What a card has once: names, UID, kind and the like.
extension CardChange {
    mutating func singles() throws(CardChangeFault) {
        for (member, names) in SingleProperty.names {
            try single(member, names, wanted[member], before.plain[member])
        }
        let gender = wanted["speakToAs"]?["grammaticalGender"]
        try single("speakToAs/grammaticalGender", ["GRAMGENDER"], gender, before.plain["speakToAs"]?["grammaticalGender"])
    }

    mutating func single(_ member: String, _ names: [String], _ wanted: JSON?, _ old: JSON?) throws(CardChangeFault) {
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

    mutating func name() throws(CardChangeFault) {
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

    func derived(_ components: [JSON]) -> String {
        let name = CardName.full(components)
        if !name.isEmpty { return name }
        func first(_ member: String, _ name: String) -> String? {
            wanted[member]?.object?.sorted { $0.key < $1.key }.lazy.compactMap { $0.value[name]?.string }.first
        }
        return first("organizations", "name") ?? first("nicknames", "name") ?? first("emails", "address") ?? first("phones", "number") ?? ""
    }
}
