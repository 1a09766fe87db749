import Core

/// Nicknames, several of which may be one property.
extension CardChange {
    mutating func nicknames() throws(CardChangeFault) {
        let wanted = try at(["nicknames"], self.wanted)
        let pieces = before.pieces.filter { $0.form.path == ["nicknames"] }
        let byLine = Dictionary(grouping: pieces, by: \.line)
        for (line, held) in byLine {
            if held.count == 1 { continue }
            let kept = held.filter { wanted[$0.key] != nil }
            // A list that changes keeps those that stay as they are; a changed one becomes a property of its own.
            let same = kept.filter { said($0, wanted[$0.key]?.object ?? [:]) }
            if same.count == held.count { continue }
            if same.isEmpty {
                remove(line)
            } else {
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
            guard let entry = value.object, EntryKey.isKey(key) else {
                throw CardChangeFault("nicknames/\(key)", "It is an object under an Id.")
            }
            try within("nicknames/\(key)") { (change) throws(CardChangeFault) in try change.add(Nickname.form, key, entry) }
        }
    }
}
