import Core

/// Properties that JSContact has no place for, as jCard arrays (RFC 7095, RFC 9555 2.15.1).
enum UnknownProperty {
    /// The array of a property: name, parameters, type, value with its escapes.
    static func json(_ line: ContentLine) -> JSON {
        var parameters: [String: JSON] = [:]
        for parameter in line.parameters {
            let values = line.values(parameter.name).map { JSON.string($0) }
            parameters[parameter.name.lowercased()] = values.count == 1 ? values[0] : .array(values)
        }
        if let group = line.group { parameters["group"] = .string(group) }
        return [.string(line.name.lowercased()), .object(parameters), "unknown", .string(line.value)]
    }

    /// The property of an array; throws when it is none.
    static func line(_ json: JSON) throws(CardChangeFault) -> ContentLine {
        let fault = CardChangeFault("vCardProps", "A property is an array of a name, parameters, a type and a value.")
        guard let parts = json.array, parts.count >= 4, let name = parts[0].string, EntryKey.isKey(name), let members = parts[1].object,
            let value = parts[3].string, !["begin", "end", "version"].contains(name.lowercased())
        else { throw fault }
        var parameters: [ContentLine.Parameter] = []
        var group: String?
        for (key, value) in members.sorted(by: { $0.key < $1.key }) {
            guard EntryKey.isKey(key), let values = value.array?.compactMap(\.string) ?? value.string.map({ [$0] }) else { throw fault }
            if key == "group" {
                group = values.first.flatMap { EntryKey.isKey($0) ? $0 : nil }
            } else {
                parameters.append(ContentLine.Parameter(key, values))
            }
        }
        return ContentLine(name.uppercased(), parts[2] == "text" ? LineText.escaped(value) : value, parameters: parameters, group: group)
    }
}
