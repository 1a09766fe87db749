import Core

extension Manifest {
    /// Reads `"settings"`. Fails with `invalid`, its message naming the field that is wrong and how.
    static func settings(_ json: JSON, _ bytes: [UInt8]) throws(Failure) -> SettingForms {
        guard let value = json["settings"] else { return SettingForms() }
        guard let members = value.object else { throw broken("\"settings\" must be an object with \"admin\" or \"user\"") }
        if let other = members.keys.first(where: { $0 != "admin" && $0 != "user" }) {
            throw broken("\"settings\" has no part \"\(other.prefix(40))\", only \"admin\" and \"user\"")
        }
        var forms = SettingForms()
        forms.admin = try form(value["admin"], "admin", bytes)
        forms.user = try form(value["user"], "user", bytes)
        return forms
    }

    private static func form(_ json: JSON?, _ part: String, _ bytes: [UInt8]) throws(Failure) -> [SettingField] {
        guard let json else { return [] }
        guard let members = json.object, members.count <= 64 else {
            throw broken("\"settings\".\"\(part)\" must be an object of at most 64 fields")
        }
        // JSON's objects keep no order, but people expect the one in which the author wrote.
        let order = MemberOrder.names(of: ["settings", part], in: bytes)
        var fields: [SettingField] = []
        for key in members.keys.sorted(by: { (order[$0] ?? .max, $0) < (order[$1] ?? .max, $1) }) {
            fields.append(try field(members[key] ?? .null, key, "the setting \"\(key.prefix(40))\""))
        }
        return fields
    }

    private static func field(_ json: JSON, _ key: String, _ name: String) throws(Failure) -> SettingField {
        let isKey =
            (1...40).contains(key.utf8.count) && key.utf8.first.map { $0 | 32 >= 97 && $0 | 32 <= 122 } ?? false
            && key.utf8.allSatisfy { $0 | 32 >= 97 && $0 | 32 <= 122 || (48...57).contains($0) || $0 == 95 || $0 == 45 }
        guard isKey else { throw broken("\(name) must begin with a letter and hold 1 to 40 letters, digits, - or _") }
        guard let members = json.object else { throw broken("\(name) must be an object") }
        if let other = members.keys.sorted().first(where: { !known.contains($0) }) {
            throw broken("\(name) has \"\(other.prefix(40))\", which no field has")
        }
        guard let word = json["type"]?.string, let kind = SettingField.Kind(rawValue: word) else {
            throw broken("\(name) needs a \"type\": \(SettingField.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard let label = json["label"].flatMap({ Words($0, most: 120) }) else {
            throw broken("\(name) needs a \"label\", a text or texts by language")
        }
        let help = json["help"].flatMap { Words($0, most: 1000) }
        if json["help"] != nil, help == nil { throw broken("the \"help\" of \(name) must be a text or texts by language") }
        if let required = json["required"], required.bool == nil { throw broken("\"required\" of \(name) must be true or false") }
        let isText = [.text, .multiline, .secret, .url, .email].contains(kind)
        let (min, max) = (try bound(json, "min", kind, name), try bound(json, "max", kind, name))
        if let min, let max, min > max { throw broken("\"min\" of \(name) is greater than its \"max\"") }
        var length = kind == .multiline ? 20_000 : 1000
        if let json = json["maxLength"] {
            guard isText, let count = json.int, (1...100_000).contains(count) else {
                throw broken("\"maxLength\" of \(name) must be a number from 1 to 100000, of a field that holds text")
            }
            length = Int(count)
        }
        var pattern: SettingPattern?
        if let json = json["pattern"] {
            guard isText, kind != .multiline, let text = json.string, let read = SettingPattern(text) else {
                throw broken(
                    "\"pattern\" of \(name) must be a regular expression without look-around and back-references, of a line of text")
            }
            pattern = read
        }
        let field = SettingField(
            key: key, kind: kind, label: label, help: help, standard: json["default"], isRequired: json["required"]?.bool ?? false,
            min: min, max: max, maxLength: length, pattern: pattern, choices: try choices(json, kind, name))
        if let standard = field.standard {
            guard kind != .secret else { throw broken("\(name) is secret and cannot have a \"default\"") }
            guard (try? field.value(standard)) == standard else { throw broken("\"default\" of \(name) is no value it may have") }
        }
        return field
    }

    private static let known: Set<String> = [
        "type", "label", "help", "default", "required", "min", "max", "maxLength", "pattern", "choices",
    ]

    private static func bound(_ json: JSON, _ key: String, _ kind: SettingField.Kind, _ name: String) throws(Failure) -> Double? {
        switch json[key] {
        case nil: return nil
        case .int(let value) where kind == .number: return Double(value)
        case .double(let value) where kind == .number && value.isFinite: return value
        default: throw broken("\"\(key)\" of \(name) must be a number, of a field that holds a number")
        }
    }

    private static func choices(_ json: JSON, _ kind: SettingField.Kind, _ name: String) throws(Failure) -> [SettingField.Choice] {
        guard kind == .choice else {
            if json["choices"] != nil { throw broken("\(name) has \"choices\" but is no \"choice\"") }
            return []
        }
        guard let list = json["choices"]?.array, (1...100).contains(list.count) else {
            throw broken("\(name) needs a list of 1 to 100 \"choices\"")
        }
        var found: [SettingField.Choice] = []
        for item in list {
            guard let value = item["value"]?.string, value.utf8.count <= 200, let label = item["label"].flatMap({ Words($0, most: 120) })
            else { throw broken("each of the \"choices\" of \(name) needs a \"value\" and a \"label\"") }
            guard !found.contains(where: { $0.value == value }) else { throw broken("\(name) has the choice \"\(value)\" twice") }
            found.append(SettingField.Choice(value: value, label: label))
        }
        return found
    }
}
