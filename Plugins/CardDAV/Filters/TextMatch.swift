/// A test of one text (RFC 6352, 10.5.4).
struct TextMatch: Equatable, Sendable {
    /// Where the words must be.
    enum Way: String, Sendable {
        case equals
        case contains
        case startsWith = "starts-with"
        case endsWith = "ends-with"
    }

    let collation: Collation
    let way: Way
    let isNegated: Bool
    private let key: [UInt8]

    /// A test.
    init(_ text: String, collation: Collation = .unicodeCasemap, way: Way = .contains, isNegated: Bool = false) {
        self.collation = collation
        self.way = way
        self.isNegated = isNegated
        key = collation.key(text)
    }

    /// Reads a `text-match`.
    init(_ element: Element) throws(Refusal) {
        let collation = try Collation(attribute: element.attribute("collation"))
        guard let way = Way(rawValue: element.attribute("match-type") ?? "contains") else {
            throw Refusal(403, "There is no match-type of this name.", .card("supported-filter"))
        }
        self.init(element.text, collation: collation, way: way, isNegated: try element.answer("negate-condition"))
    }

    /// Whether a text passes.
    func matches(_ text: String) -> Bool {
        let other = collation.key(text)
        let holds =
            switch way {
            case .equals: other == key
            case .startsWith: other.starts(with: key)
            case .endsWith: other.count >= key.count && other[(other.count - key.count)...].elementsEqual(key)
            case .contains: TextMatch.find(key, in: other)
            }
        return holds != isNegated
    }

    private static func find(_ needle: [UInt8], in hay: [UInt8]) -> Bool {
        guard let first = needle.first else { return true }
        guard hay.count >= needle.count else { return false }
        return hay.withUnsafeBufferPointer { hay in
            needle.withUnsafeBufferPointer { needle in
                for start in 0...(hay.count - needle.count) where hay[start] == first {
                    var at = 1
                    while at < needle.count, hay[start + at] == needle[at] { at += 1 }
                    if at == needle.count { return true }
                }
                return false
            }
        }
    }
}

extension Element {
    /// A yes-or-no attribute; missing is no.
    func answer(_ attribute: String) throws(Refusal) -> Bool {
        switch self.attribute(attribute) {
        case nil, "no": false
        case "yes": true
        default: throw Refusal(400, "\(attribute) is yes or no.")
        }
    }

    /// Whether `test` asks for all of the conditions inside; missing is anyof.
    func testsAll() throws(Refusal) -> Bool {
        switch attribute("test") {
        case nil, "anyof": false
        case "allof": true
        default: throw Refusal(400, "test is anyof or allof.")
        }
    }
}
