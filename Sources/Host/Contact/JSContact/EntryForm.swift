import Core

/// How one kind of entry of a JSContact card looks as a property of a vCard, and back.
struct EntryForm: Sendable {
    /// Where the entries are: `["emails"]`.
    let path: [String]
    /// The properties that are such entries, the one for new entries of 4.0 first.
    let names: [String]
    /// Types of a property and the features they stand for.
    var features: [(feature: String, type: String)] = []
    /// Types of a property and the contexts they stand for.
    var contexts: [(context: String, type: String)] = [("work", "work"), ("private", "home")]
    /// Parameters that `read` and `write` speak for.
    var parameters: Set<String> = []
    /// What an entry says beside contexts, features, pref and label; nil when the property is none.
    let read: @Sendable (ContentLine, VCard.Version) -> [String: JSON]?
    /// Makes a property say what an entry says; throws the name of a member that is not what it should be.
    let write: @Sendable ([String: JSON], inout ContentLine, VCard.Version) throws(CardChangeFault) -> Void
    /// The property for a new entry.
    var name: @Sendable ([String: JSON], VCard.Version) -> String

    init(
        _ path: String..., names: [String], parameters: Set<String> = [], features: [(feature: String, type: String)] = [],
        read: @escaping @Sendable (ContentLine, VCard.Version) -> [String: JSON]?,
        write: @escaping @Sendable ([String: JSON], inout ContentLine, VCard.Version) throws(CardChangeFault) -> Void,
        name: (@Sendable ([String: JSON], VCard.Version) -> String)? = nil
    ) {
        self.path = path
        self.names = names
        self.parameters = parameters
        self.features = features
        self.read = read
        self.write = write
        let first = names[0]
        self.name = name ?? { _, _ in first }
    }

    /// The members of an entry that are common to all kinds.
    static let common: Set<String> = ["contexts", "features", "pref", "label", "vCardParams"]

    /// An entry as it is read from a property, without its label.
    func entry(_ line: ContentLine, _ version: VCard.Version) -> [String: JSON]? {
        guard var out = read(line, version) else { return nil }
        let types = Set(line.types)
        func named(_ table: [(String, String)]) -> JSON? {
            let names = table.filter { types.contains($0.1) }.map(\.0)
            guard !names.isEmpty else { return JSON?.none }
            return .object(Dictionary(uniqueKeysWithValues: names.map { ($0, true) }))
        }
        out["contexts"] = named(contexts.map { ($0.context, $0.type) })
        out["features"] = named(features.map { ($0.feature, $0.type) })
        if let pref = line.first("PREF").flatMap({ Int64($0) }), (1...100).contains(pref) {
            out["pref"] = .int(pref)
        } else if types.contains("pref") {
            out["pref"] = 1
        }
        out["vCardParams"] = rest(line)
        return out
    }

    /// Parameters that say nothing here that an entry has a member for.
    private func rest(_ line: ContentLine) -> JSON? {
        var out: [String: JSON] = [:]
        for parameter in line.parameters where !parameter.isBare && !parameters.contains(parameter.name) {
            if ["TYPE", "PREF", "PROP-ID", "VALUE", "ENCODING", "CHARSET", "X-BASE"].contains(parameter.name) { continue }
            let values = parameter.values.map { JSON.string($0) }
            out[parameter.name.lowercased()] = values.count == 1 ? values[0] : .array(values)
        }
        guard !out.isEmpty else { return JSON?.none }
        return .object(out)
    }

    /// Makes a property say what an entry says where it differs from what it said before.
    func rewrite(_ line: inout ContentLine, from old: [String: JSON]?, to new: [String: JSON], _ version: VCard.Version)
        throws(CardChangeFault)
    {
        let oldOwn = old?.filter { !EntryForm.common.contains($0.key) }
        let newOwn = new.filter { !EntryForm.common.contains($0.key) }
        if oldOwn != newOwn { try write(newOwn, &line, version) }
        if old?["contexts"] != new["contexts"] { EntryForm.set(new["contexts"], contexts.map { ($0.context, $0.type) }, &line) }
        if old?["features"] != new["features"] { EntryForm.set(new["features"], features.map { ($0.feature, $0.type) }, &line) }
        if old?["pref"] != new["pref"] {
            let pref = new["pref"]?.int.flatMap { (1...100).contains($0) ? $0 : nil }
            if version == .v40 {
                line.set("PREF", pref.map { "\($0)" })
                line.setTypes(remove: ["pref"], add: [])
            } else {
                line.set("PREF", nil)
                line.setTypes(remove: pref == 1 ? [] : ["pref"], add: pref == 1 ? ["pref"] : [])
            }
        }
        if let rest = new["vCardParams"]?.object, new["vCardParams"] != old?["vCardParams"] { EntryForm.set(rest, self.rest(line), &line) }
    }

    private static func set(_ wanted: JSON?, _ table: [(String, String)], _ line: inout ContentLine) {
        let names = Set((wanted?.object ?? [:]).filter { $0.value == true }.keys)
        line.setTypes(remove: Set(table.filter { !names.contains($0.0) }.map(\.1)), add: table.filter { names.contains($0.0) }.map(\.1))
    }

    private static func set(_ wanted: [String: JSON], _ old: JSON?, _ line: inout ContentLine) {
        for name in old?.object?.keys ?? [:].keys where wanted[name] == nil { line.set(name.uppercased(), nil) }
        for (name, value) in wanted.sorted(by: { $0.key < $1.key }) where EntryKey.isKey(name) {
            if name.uppercased() == "GROUP" { continue }
            line.set(name.uppercased(), all: value.array?.compactMap(\.string) ?? value.string.map { [$0] } ?? [])
        }
    }
}

extension [String: JSON] {
    /// A member that must be a string.
    func text(_ name: String) throws(CardChangeFault) -> String {
        guard let text = self[name]?.string else { throw CardChangeFault(name, "“\(name)” is a string.") }
        return text
    }

    /// A member that is a string where it is there at all.
    func optionalText(_ name: String) throws(CardChangeFault) -> String? {
        guard let value = self[name], !value.isNull else { return nil }
        guard let text = value.string else { throw CardChangeFault(name, "“\(name)” is a string.") }
        return text
    }
}
