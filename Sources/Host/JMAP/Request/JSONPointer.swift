import Core

/// A JSON Pointer (RFC 6901) with the `*` of RFC 8620 3.7, which stands for every member of an array.
struct JSONPointer {
    /// The unescaped names from the root downwards.
    let tokens: [String]

    /// Reads a pointer; nil when it neither is empty nor begins with `/`, or has an escape that is none.
    init?(_ text: String) {
        guard !text.isEmpty else {
            tokens = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/"), text.utf8.count <= 4096 else { return nil }
        var read: [String] = []
        for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let token = JSONPointer.unescaped(part) else { return nil }
            read.append(token)
        }
        guard read.count <= JSON.deepest else { return nil }
        tokens = read
    }

    /// What it points at; nil when nothing is there.
    func value(in root: JSON) -> JSON? { JSONPointer.walk(root, tokens[...]) }

    private static func walk(_ value: JSON, _ tokens: ArraySlice<String>) -> JSON? {
        guard let token = tokens.first else { return value }
        let rest = tokens.dropFirst()
        switch value {
        case .object(let members): return members[token].flatMap { walk($0, rest) }
        case .array(let items) where token == "*":
            var out: [JSON] = []
            for item in items {
                guard let found = walk(item, rest) else { return nil }
                if case .array(let inner) = found { out.append(contentsOf: inner) } else { out.append(found) }
            }
            return .array(out)
        case .array(let items):
            guard token == "0" || token.first != "0", token.allSatisfy({ $0.isASCII && $0.isNumber }), let index = Int(token),
                index < items.count
            else { return nil }
            return walk(items[index], rest)
        default: return nil
        }
    }

    private static func unescaped(_ part: Substring) -> String? {
        guard part.contains("~") else { return String(part) }
        var out = ""
        var rest = part[...]
        while let character = rest.popFirst() {
            guard character == "~" else {
                out.append(character)
                continue
            }
            switch rest.popFirst() {
            case "0": out.append("~")
            case "1": out.append("/")
            default: return nil
            }
        }
        return out
    }
}
