import Core

/// Reads the properties of an object that a client made or patched, noting which are wrong.
struct PropertyReader {
    private let members: [String: JSON]
    private var wrong: Set<String> = []
    private var known: Set<String> = []

    init(_ members: [String: JSON]) { self.members = members }

    /// Throws `invalidProperties` when something was wrong, or there is a property that nobody asked for.
    func finish() throws(SetError) {
        let unknown = Set(members.keys).subtracting(known)
        guard wrong.isEmpty, unknown.isEmpty else { throw .properties(Array(wrong.union(unknown))) }
    }

    /// Whether the property is there at all, null included.
    func has(_ name: String) -> Bool { members[name] != nil }

    /// A property that a client may give back as it was read, without effect.
    mutating func ignore(_ names: String...) { known.formUnion(names) }

    mutating func mark(_ name: String) { wrong.insert(name) }

    mutating func json(_ name: String) -> JSON? {
        known.insert(name)
        return members[name]
    }

    mutating func string(_ name: String, max: Int = 65_536, allowsNewlines: Bool = false) -> String? {
        guard let value = json(name), !value.isNull else { return nil }
        guard let text = value.string, text.utf8.count <= max, !text.utf8.contains(0),
            allowsNewlines || !text.utf8.contains(where: { $0 == 10 || $0 == 13 })
        else {
            wrong.insert(name)
            return nil
        }
        return text
    }

    mutating func bool(_ name: String) -> Bool? {
        guard let value = json(name), !value.isNull else { return nil }
        if value.bool == nil { wrong.insert(name) }
        return value.bool
    }

    mutating func int(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let value = json(name), !value.isNull else { return nil }
        guard let number = value.int, range.contains(number) else {
            wrong.insert(name)
            return nil
        }
        return number
    }

    /// A list of EmailAddress objects; null and absent are empty.
    mutating func addresses(_ name: String) -> [Address]? {
        guard let value = json(name) else { return nil }
        if value.isNull { return [] }
        guard let list = AddressJSON.list(value) else {
            wrong.insert(name)
            return nil
        }
        return list
    }

    mutating func strings(_ name: String) -> [String]? {
        guard let value = json(name), !value.isNull else { return nil }
        guard let items = value.array, items.allSatisfy({ $0.string != nil }) else {
            wrong.insert(name)
            return nil
        }
        return items.compactMap(\.string)
    }
}

/// EmailAddress objects (RFC 8621 4.1.2.3).
enum AddressJSON {
    /// The addresses of an array; nil when it is none, or something in it could end a header line.
    static func list(_ json: JSON) -> [Address]? {
        guard let items = json.array, items.count <= 2000 else { return nil }
        var out: [Address] = []
        for item in items {
            guard item.object != nil, let email = item["email"]?.string, clean(email) else { return nil }
            switch item["name"] ?? .null {
            case .null: out.append(Address(email: email))
            case .string(let name) where clean(name): out.append(Address(name: name, email: email))
            default: return nil
            }
        }
        return out
    }

    /// Whether an address could be one that mail is sent to: something on both sides of the last `@`, no blanks, no brackets.
    static func isDeliverable(_ email: String) -> Bool {
        guard email.utf8.count <= 320, let at = email.lastIndex(of: "@"), at > email.startIndex else { return false }
        let domain = email[email.index(after: at)...]
        guard !domain.isEmpty, !domain.hasPrefix("."), !domain.hasSuffix("."), !domain.contains("..") else { return false }
        return email.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 && !"<>,;\"\\()".unicodeScalars.contains($0) }
            && domain.unicodeScalars.allSatisfy {
                $0.value > 127 || $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-.[]:_".unicodeScalars.contains($0)
            }
    }

    private static func clean(_ text: String) -> Bool {
        text.utf8.count <= 2000 && !text.unicodeScalars.contains { $0.value < 32 && $0.value != 9 || $0.value == 127 }
    }
}
