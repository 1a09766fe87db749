import Core

/// FN and N, and the name of a JSContact card (RFC 9553 2.2.1).
enum CardName {
    /// The components of N in order (RFC 6350 6.2.2, RFC 9554 2.2).
    private static let kinds = ["surname", "given", "given2", "title", "credential", "surname2", "generation"]
    /// The order in which they are spoken.
    private static let spoken = ["title", "given", "given2", "surname", "surname2", "generation", "credential"]

    /// Reads the name of a card.
    static func read(_ card: VCard, _ out: inout [String: JSON]) {
        var name: [String: JSON] = [:]
        if let line = card.first("FN"), line.first("DERIVED")?.lowercased() != "true" {
            let full = LineText.unescaped(line.value).trimmed
            if !full.isEmpty { name["full"] = .string(full) }
        }
        if let line = card.first("N") {
            let components = components(line)
            if !components.isEmpty { name["components"] = .array(components) }
            let keys = line.values("SORT-AS").flatMap { LineText.split($0, 44) }
            var sortAs: [String: JSON] = [:]
            for (kind, key) in zip(kinds, keys) where !key.isEmpty { sortAs[kind] = .string(key) }
            if !sortAs.isEmpty { name["sortAs"] = .object(sortAs) }
        }
        if !name.isEmpty { out["name"] = .object(name) }
    }

    private static func components(_ line: ContentLine) -> [JSON] {
        var parts = LineText.components(line.value).prefix(7).map { $0.map(\.trimmed).filter { !$0.isEmpty } }
        // The long form repeats these for readers that know only five.
        if parts.count > 5 { parts[0] = parts[0].filter { [second = parts[5]] in !second.contains($0) } }
        if parts.count > 6 { parts[4] = parts[4].filter { [generation = parts[6]] in !generation.contains($0) } }
        return ordered(
            zip(kinds, parts).flatMap { kind, values in values.map { ["kind": .string(kind), "value": .string($0)] } })
    }

    /// Components in the order in which they are spoken; separators have no place in it.
    static func ordered(_ components: [JSON]) -> [JSON] {
        components.filter { $0["kind"] != "separator" }.enumerated().sorted {
            let (a, b) = (place($0.element), place($1.element))
            return a == b ? $0.offset < $1.offset : a < b
        }.map(\.element)
    }

    private static func place(_ component: JSON) -> Int { spoken.firstIndex(of: component["kind"]?.string ?? "") ?? spoken.count }

    /// The value of N for components; throws when one is not what it should be.
    static func value(_ components: [JSON], isLong: Bool) throws(CardChangeFault) -> String {
        var parts = [[String]](repeating: [], count: 7)
        for component in components {
            guard let kind = component["kind"]?.string, let value = component["value"]?.string else {
                throw CardChangeFault("name/components", "A component has a “kind” and a “value”.")
            }
            if let index = kinds.firstIndex(of: kind) { parts[index].append(value) }
        }
        guard isLong || !parts[5].isEmpty || !parts[6].isEmpty else { return LineText.structured(Array(parts.prefix(5))) }
        parts[0] += parts[5]
        parts[4] += parts[6]
        return LineText.structured(parts)
    }

    /// The full name that components make.
    static func full(_ components: [JSON]) -> String {
        ordered(components).compactMap { $0["value"]?.string?.trimmed }.filter { !$0.isEmpty }.joined(separator: " ")
    }
}
