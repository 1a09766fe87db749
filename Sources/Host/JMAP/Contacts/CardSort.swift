import Contact
import Core

/// An order of ContactCard/query (RFC 9610 3.3).
struct CardSort: Sendable {
    private enum Key: String { case created, updated, given = "name/given", surname = "name/surname", surname2 = "name/surname2", name }
    private let keys: [(key: Key, ascending: Bool)]

    /// The properties that cards can be sorted by; `name` is the name shown in lists.
    static let names = ["created", "updated", "name/given", "name/surname", "name/surname2", "name"]

    init(_ sort: [JSON]?) throws(MethodError) {
        var keys: [(key: Key, ascending: Bool)] = []
        for item in sort ?? [] {
            guard let property = item["property"]?.string else { throw .invalid("A comparator has a property.") }
            guard let key = Key(rawValue: property), keys.count < 16 else {
                throw MethodError("unsupportedSort", "Contacts cannot be sorted by “\(property.prefix(100))”.")
            }
            keys.append((key, item["isAscending"]?.bool ?? true))
        }
        self.keys = keys
    }

    /// The cards in order; of equal ones the older comes first.
    func sorted(_ cards: [CardIndex.Entry]) -> [CardIndex.Entry] {
        guard let first = keys.first else { return cards }
        // Nearly always one key: its words are taken out once.
        if keys.count == 1, first.key != .created, first.key != .updated {
            let named = cards.map { (CardSort.text($0, first.key), $0) }
            return named.sorted {
                $0.0 == $1.0 ? $0.1.id < $1.1.id : first.ascending == CardSort.before($0.0, $1.0)
            }.map(\.1)
        }
        return cards.sorted { a, b in
            for (key, ascending) in keys {
                switch key {
                case .created where a.created != b.created: return (a.created < b.created) == ascending
                case .updated where a.updated != b.updated: return (a.updated < b.updated) == ascending
                case .created, .updated: continue
                default:
                    let (x, y) = (CardSort.text(a, key), CardSort.text(b, key))
                    if x != y { return CardSort.before(x, y) == ascending }
                }
            }
            return a.id < b.id
        }
    }

    private static func text(_ card: CardIndex.Entry, _ key: Key) -> String {
        switch key {
        case .given: card.words(.given)
        case .surname: card.words(.surname)
        case .surname2: card.words(.surname2)
        default: card.name
        }
    }

    /// Words in order of their folded letters; what has none comes last.
    private static func before(_ a: String, _ b: String) -> Bool { a.isEmpty != b.isEmpty ? b.isEmpty : a < b }
}
