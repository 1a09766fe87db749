import Core

/// A JSContact card in one of the several forms that say the same, so that saying the same is no difference.
enum CardNormal {
    /// The card without types that go without saying, empty objects and separators, with defaults said.
    static func of(_ json: JSON) -> JSON {
        guard var members = json.object else { return json }
        for (name, value) in members {
            // What vendors define is theirs.
            guard !name.contains(":"), name != "vCardProps" else { continue }
            members[name] = name == "@type" ? value : stripped(value, isRoot: true)
            if members[name] == [:] || value.isNull { members[name] = nil }
        }
        if case .object(var name)? = members["name"], name["isOrdered"] != true, let components = name["components"]?.array {
            name["components"] = .array(CardName.ordered(components))
            if name["isOrdered"] == false { name["isOrdered"] = nil }
            members["name"] = .object(name)
        }
        each("addresses", &members) { entry in
            guard entry["isOrdered"] != true, let components = entry["components"]?.array else { return }
            entry["components"] = .array(EntryForm.address.ordered(components))
            if entry["isOrdered"] == false { entry["isOrdered"] = nil }
        }
        each("titles", &members) { entry in if entry["kind"] == nil { entry["kind"] = "title" } }
        return .object(members)
    }

    private static func each(_ name: String, _ members: inout [String: JSON], _ body: (inout [String: JSON]) -> Void) {
        guard case .object(var entries)? = members[name] else { return }
        for (key, value) in entries {
            guard var entry = value.object else { continue }
            body(&entry)
            entries[key] = .object(entry)
        }
        members[name] = .object(entries)
    }

    private static func stripped(_ json: JSON, isRoot: Bool = false) -> JSON {
        switch json {
        case .object(var members):
            for (name, value) in members {
                if name == "@type", value != "Timestamp" {
                    members[name] = nil
                } else if !name.contains(":") {
                    members[name] = value.isNull ? JSON?.none : stripped(value)
                    // Sets that are empty say nothing.
                    if ["contexts", "features", "units", "components", "relation"].contains(name), value == [:] || value == .array([]) {
                        members[name] = nil
                    }
                }
            }
            return .object(members)
        case .array(let items): return .array(items.map { stripped($0) })
        default: return json
        }
    }
}

extension EntryForm {
    /// Components in the order of addresses.
    func ordered(_ components: [JSON]) -> [JSON] { EntryForm.ordered(components.filter { $0["kind"] != "separator" }) }
}
