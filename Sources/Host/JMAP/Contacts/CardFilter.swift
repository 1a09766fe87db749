import Contact
import Core
import Foundation
import Mail
import Store

/// A filter of ContactCard/query (RFC 9610 3.3).
indirect enum CardFilter: Sendable {
    case all([CardFilter])
    case any([CardFilter])
    case none([CardFilter])
    case book(AddressBookID?)
    /// The UID, however it is written: bare.
    case uid(String)
    /// The UID of a member, bare.
    case member(String)
    case kind(String)
    case createdBefore(Int64)
    case createdAfter(Int64)
    case updatedBefore(Int64)
    case updatedAfter(Int64)
    /// Every word begins a word of one text of these kinds.
    case words([String], [CardFacts.Letter])
    /// A number holds these digits.
    case digits(String)

    /// The words of a text, folded, separated by blanks.
    static func folded(_ text: String) -> String { SearchTerms.terms(text) }

    private static let texts: [CardFacts.Letter] = [
        .fullName, .given, .surname, .surname2, .nickname, .organization, .email, .onlineService, .address, .note, .other,
    ]

    /// Reads a filter.
    static func read(_ json: JSON?, _ call: Call) throws(MethodError) -> CardFilter {
        var count = 0
        return try read(json, call, depth: 0, &count)
    }

    private static func read(_ json: JSON?, _ call: Call, depth: Int, _ count: inout Int) throws(MethodError) -> CardFilter {
        guard let json, !json.isNull else { return .all([]) }
        guard let members = json.object else { throw .invalid("A filter is an object.") }
        count += 1
        guard depth < 32, count <= call.house.limits.maxConditions else {
            throw MethodError("unsupportedFilter", "The filter is too large.")
        }
        if let named = members["operator"] {
            guard let parts = members["conditions"]?.array else { throw .invalid("An operator has conditions.") }
            var read: [CardFilter] = []
            for part in parts { read.append(try self.read(part, call, depth: depth + 1, &count)) }
            switch named.string {
            case "AND": return .all(read)
            case "OR": return .any(read)
            case "NOT": return .none(read)
            default: throw .invalid("An operator is one of AND, OR, NOT.")
            }
        }
        var read: [CardFilter] = []
        for (name, value) in members where !value.isNull { read.append(try condition(name, value, call)) }
        return .all(read)
    }

    private static func condition(_ name: String, _ value: JSON, _ call: Call) throws(MethodError) -> CardFilter {
        guard let text = value.string else { throw .invalid("“\(name.prefix(100))” is not a string.") }
        func time() throws(MethodError) -> Int64 {
            guard let time = UTCDate.time(text) else { throw .invalid("“\(name)” is not a date.") }
            return time.milliseconds
        }
        switch name {
        case "inAddressBook": return .book(AddressBookID(call.resolved(text)))
        case "uid": return .uid(CardFacts.bare(text))
        case "hasMember": return .member(CardFacts.bare(text))
        case "kind": return .kind(text.lowercased())
        case "createdBefore": return .createdBefore(try time())
        case "createdAfter": return .createdAfter(try time())
        case "updatedBefore": return .updatedBefore(try time())
        case "updatedAfter": return .updatedAfter(try time())
        case "text": return .any([words(text, texts), number(text)])
        case "name": return words(text, [.fullName, .given, .surname, .surname2, .other])
        case "name/given": return words(text, [.given])
        case "name/surname": return words(text, [.surname])
        case "name/surname2": return words(text, [.surname2])
        case "nickname": return words(text, [.nickname])
        case "organization": return words(text, [.organization])
        case "email": return words(text, [.email])
        case "phone": return number(text)
        case "onlineService": return words(text, [.onlineService])
        case "address": return words(text, [.address])
        case "note": return words(text, [.note])
        default: throw MethodError("unsupportedFilter", "“\(name.prefix(100))” is not a condition known here.")
        }
    }

    private static func words(_ text: String, _ letters: [CardFacts.Letter]) -> CardFilter {
        .words(folded(String(text.prefix(1000))).split(separator: " ").map { " " + $0 }, letters)
    }

    private static func number(_ text: String) -> CardFilter { .digits(text.filter { $0.isASCII && $0.isNumber }) }

    /// Whether a card fits.
    func holds(_ card: CardIndex.Entry) -> Bool {
        switch self {
        case .all(let parts): parts.allSatisfy { $0.holds(card) }
        case .any(let parts): parts.contains { $0.holds(card) }
        case .none(let parts): !parts.contains { $0.holds(card) }
        case .book(let book): card.book == book
        case .uid(let uid): card.uid == uid
        case .member(let uid): card.facts.contains { $0.letter == CardFacts.Letter.member.rawValue && CardFacts.bare($0.words) == uid }
        case .kind(let kind): card.kind == kind
        case .createdBefore(let time): card.created < time
        case .createdAfter(let time): card.created >= time
        case .updatedBefore(let time): card.updated < time
        case .updatedAfter(let time): card.updated >= time
        case .words(let words, let letters):
            !words.isEmpty
                && words.allSatisfy { word in
                    card.facts.contains { fact in letters.contains { $0.rawValue == fact.letter } && CardFilter.begins(word, fact.words) }
                }
        case .digits(let digits):
            digits.utf8.count >= 3
                && card.facts.contains { $0.letter == CardFacts.Letter.phone.rawValue && CardFilter.holds($0.words, digits) }
        }
    }

    /// Whether a word, with a blank before it, begins one of some words.
    private static func begins(_ word: String, _ words: String) -> Bool {
        words.utf8.starts(with: word.utf8.dropFirst()) || holds(words, word)
    }

    /// Whether a text holds another, byte for byte.
    private static func holds(_ text: String, _ part: String) -> Bool {
        var text = text
        var part = part
        return text.withUTF8 { text in part.withUTF8 { ByteSearch.holds(text, $0) } }
    }
}
