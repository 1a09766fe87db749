/// A list of entity tags as If-Match and If-None-Match have them (RFC 7232, 3).
enum EntityTags: Equatable {
    case any
    case list([EntityTag])

    /// Reads a header's value; nil when it is broken.
    init?(_ value: String) {
        if value == "*" {
            self = .any
            return
        }
        var tags: [EntityTag] = []
        var rest = Array(value.utf8)[...]
        while true {
            rest = rest.drop { $0 == 32 || $0 == 9 || $0 == UInt8(ascii: ",") }
            if rest.isEmpty { break }
            var weak = false
            if rest.starts(with: [UInt8(ascii: "W"), UInt8(ascii: "/")]) {
                weak = true
                rest = rest.dropFirst(2)
            }
            guard rest.first == 34, let end = rest.dropFirst().firstIndex(of: 34) else { return nil }
            tags.append(EntityTag(value: String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self), isWeak: weak))
            rest = rest[(end + 1)...].drop { $0 == 32 || $0 == 9 }
            guard rest.isEmpty || rest.first == UInt8(ascii: ",") else { return nil }
        }
        guard !tags.isEmpty else { return nil }
        self = .list(tags)
    }

    /// Whether the tag of what is stored is among them: strong comparison for If-Match, weak for If-None-Match. Nil: nothing is stored.
    func contains(_ stored: String?, strongly: Bool) -> Bool {
        guard let stored else { return false }
        switch self {
        case .any: return true
        case .list(let tags): return tags.contains { $0.value == stored && !(strongly && $0.isWeak) }
        }
    }
}

/// One entity tag. Those of this server are all strong.
struct EntityTag: Equatable {
    /// What is between the quotes.
    let value: String
    let isWeak: Bool

    /// A stored tag as a header has it.
    static func quoted(_ value: String) -> String { "\"\(value)\"" }
}
