import Core

/// Keys of entries in versions of vCard that know no PROP-ID: what a program of theirs would not understand is not written. A key that
/// followed from what the property said follows from what it says now.
extension CardChange {
    /// Whether something in the card names an entry by its key, which must then stay.
    func isReferred(_ key: String) -> Bool {
        if wanted["localizations"]?.object?.isEmpty == false { return true }
        return (wanted["titles"]?.object ?? [:]).values.contains { $0["organizationId"]?.string == key }
    }

    /// A card with the keys that its changed entries have now.
    func renamed(_ json: JSON, _ reading: CardReading) -> JSON {
        var out = json
        for (slot, form, key) in rekeyed {
            let line = slots[..<slot].reduce(0) { $0 + $1.count }
            guard let piece = reading.pieces.first(where: { $0.line == line && $0.form.path == form.path && $0.form.names == form.names })
            else {
                continue
            }
            out = CardChange.renamed(out, form.path[...], key, piece.key)
        }
        return out
    }

    private static func renamed(_ json: JSON, _ path: ArraySlice<String>, _ key: String, _ other: String) -> JSON {
        guard var members = json.object else { return json }
        if let name = path.first {
            if let inner = members[name] { members[name] = renamed(inner, path.dropFirst(), key, other) }
        } else if let value = members.removeValue(forKey: key) {
            members[other] = value
        }
        return .object(members)
    }
}
