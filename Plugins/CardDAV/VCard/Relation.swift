/// People close to somebody by name: `RELATED` with a type in 4.0, in 3.0 as phones write them, with the type as a label.
enum Relation {
    /// Types of RFC 6350, 6.6.6, and the labels that phones translate.
    private static let labels = [
        "spouse": "_$!<Spouse>!$_", "child": "_$!<Child>!$_", "parent": "_$!<Parent>!$_", "friend": "_$!<Friend>!$_",
        "sweetheart": "_$!<Partner>!$_", "agent": "_$!<Assistant>!$_",
    ]
    private static let types = Dictionary(uniqueKeysWithValues: labels.map { ($1.lowercased(), $0) })

    /// Makes a relation of each name; a label that is one of the types becomes that, any other stays beside it.
    static func join(_ lines: inout [ContentLine]) {
        for place in lines.indices.reversed() where lines[place].name == "X-ABRELATEDNAMES" {
            lines[place].name = "RELATED"
            lines[place].set("VALUE", ["text"])
            let group = lines[place].group
            guard !group.isEmpty, let label = lines.firstIndex(where: { $0.name == "X-ABLABEL" && Text.same($0.group, group) }),
                let type = types[lines[label].value.lowercased()] ?? (isType(lines[label].value) ? lines[label].value.lowercased() : nil)
            else { continue }
            lines[place].set("TYPE", [type])
            lines[place].group = ""
            if !lines.contains(where: { $0.name != "X-ABLABEL" && Text.same($0.group, group) }) {
                lines[label].name = ""
            }
        }
        lines.removeAll { $0.name.isEmpty }
    }

    /// Makes a name of each relation that is a text. One that is an address stays what it is: a phone would show it as a name.
    static func part(_ lines: inout [ContentLine]) {
        var groups = Set(lines.map { $0.group.lowercased() })
        for place in lines.indices.reversed() where lines[place].name == "RELATED" && lines[place].isValue("text") {
            lines[place].name = "X-ABRELATEDNAMES"
            let type = lines[place].types.first
            lines[place].set("VALUE", [])
            lines[place].set("TYPE", [])
            guard lines[place].group.isEmpty, let type else { continue }
            let group = (1...).lazy.map { "item\($0)" }.first { !groups.contains($0) } ?? "item"
            groups.insert(group)
            lines[place].group = group
            lines.insert(ContentLine(name: "X-ABLABEL", value: labels[type] ?? ContentLine.escaped(type), group: group), at: place + 1)
        }
    }

    /// Whether a label is one of the types that have no label of their own.
    private static func isType(_ label: String) -> Bool {
        [
            "contact", "acquaintance", "met", "co-worker", "colleague", "co-resident", "neighbor", "sibling", "kin", "muse", "crush",
            "date",
            "me", "emergency",
        ].contains(label.lowercased())
    }
}
