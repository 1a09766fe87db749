import Core

extension EntryForm {
    /// The components of ADR (RFC 6350 6.3.1, RFC 9554 2.1) in order.
    private static let kinds = [
        "postOfficeBox", "apartment", "name", "locality", "region", "postcode", "country", "room", "apartment", "floor", "number", "name",
        "building", "block", "subdistrict", "district", "landmark", "direction",
    ]

    static let address: EntryForm = {
        var form = EntryForm("addresses", names: ["ADR"], parameters: ["LABEL", "CC", "GEO", "TZ"]) { line, _ in
            let parts = LineText.components(line.value).map { $0.filter { !$0.isEmpty } }
            var out: [String: JSON] = [:]
            // In the long form the street and the apartment have places of their own; the old places repeat them.
            let isLong = parts.dropFirst(7).contains { !$0.isEmpty }
            var components: [JSON] = []
            for (index, values) in parts.prefix(kinds.count).enumerated() where !(isLong && (index == 1 || index == 2)) {
                components += values.map { ["kind": .string(kinds[index]), "value": .string($0)] }
            }
            if !components.isEmpty { out["components"] = .array(ordered(components)) }
            out["full"] = line.first("LABEL").map { .string($0.replacing("\\n", with: "\n")) }
            out["countryCode"] = line.first("CC").map { .string($0) }
            out["coordinates"] = line.first("GEO").map { .string($0) }
            out["timeZone"] = line.first("TZ").map { .string($0) }
            return out.isEmpty ? nil : out
        } write: { entry, line, _ throws(CardChangeFault) in
            let components = try values(entry["components"])
            if ordered(components.map { ["kind": .string($0.kind), "value": .string($0.value)] }) != read(line) {
                line.value = LineText.structured(parts(components))
            }
            line.set("LABEL", try entry.optionalText("full"))
            line.set("CC", try entry.optionalText("countryCode"))
            line.set("GEO", try entry.optionalText("coordinates"))
            line.set("TZ", try entry.optionalText("timeZone"))
        }
        form.contexts = [("work", "work"), ("private", "home"), ("billing", "billing"), ("delivery", "delivery")]
        return form
    }()

    private static func read(_ line: ContentLine) -> [JSON]? {
        line.number == 0 && line.value.isEmpty ? nil : address.read(line, .v40)?["components"]?.array ?? []
    }

    private static func values(_ json: JSON?) throws(CardChangeFault) -> [(kind: String, value: String)] {
        var out: [(kind: String, value: String)] = []
        for item in json?.array ?? [] {
            guard let kind = item["kind"]?.string, let value = item["value"]?.string else {
                throw CardChangeFault("components", "A component has a “kind” and a “value”.")
            }
            if kind != "separator" { out.append((kind, value)) }
        }
        return out
    }

    private static func parts(_ components: [(kind: String, value: String)]) -> [[String]] {
        func all(_ kind: String) -> [String] { components.filter { $0.kind == kind }.map(\.value) }
        let short: Set<String> = ["postOfficeBox", "apartment", "name", "locality", "region", "postcode", "country"]
        if components.allSatisfy({ short.contains($0.kind) || !kinds.contains($0.kind) }) { return kinds.prefix(7).map(all) }
        var parts = kinds.map(all)
        // For readers that know only the first seven.
        parts[2] = [(all("name") + all("number")).joined(separator: " ")].filter { !$0.isEmpty }
        parts[1] = (all("apartment") + all("floor") + all("room")).isEmpty ? [] : all("apartment") + all("floor") + all("room")
        return parts
    }

    /// Components in the order in which they are shown: from the street to the country.
    static func ordered(_ components: [JSON]) -> [JSON] {
        let order = [
            "room", "apartment", "floor", "building", "number", "name", "direction", "block", "landmark", "postOfficeBox", "subdistrict",
            "district", "locality", "region", "postcode", "country",
        ]
        return components.enumerated().sorted {
            let (a, b) = (
                order.firstIndex(of: $0.element["kind"]?.string ?? "") ?? 99, order.firstIndex(of: $1.element["kind"]?.string ?? "") ?? 99
            )
            return a == b ? $0.offset < $1.offset : a < b
        }.map(\.element)
    }
}
