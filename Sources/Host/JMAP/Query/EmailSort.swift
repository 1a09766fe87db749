import Core
import Foundation
import Store

/// One comparator of Email/query (RFC 8621 4.4.2).
struct EmailSort: Hashable, Sendable {
    enum Key: Hashable, Sendable {
        case receivedAt, sentAt, size, from, to, subject
        case hasKeyword(Keyword)

        static let names = ["receivedAt", "sentAt", "size", "from", "to", "subject", "hasKeyword"]
    }

    let key: Key
    let ascending: Bool

    static let newestFirst = EmailSort(key: .receivedAt, ascending: false)

    /// Reads the `sort` argument; absent is newest first. Throws `unsupportedSort`.
    static func read(_ json: [JSON]?) throws(MethodError) -> [EmailSort] {
        guard let json, !json.isEmpty else { return [.newestFirst] }
        guard json.count <= 16 else { throw MethodError("unsupportedSort", "More than 16 comparators.") }
        var out: [EmailSort] = []
        for item in json {
            guard item.object != nil, let property = item["property"]?.string else { throw .invalid("A comparator has a property.") }
            if let collation = item["collation"], !collation.isNull {
                guard let name = collation.string else { throw .invalid("“collation” is not a string.") }
                guard name == "i;unicode-casemap" || name == "i;ascii-casemap" else {
                    throw MethodError("unsupportedSort", "The collation is not known.")
                }
            }
            var ascending = true
            if let wanted = item["isAscending"], !wanted.isNull {
                guard let wanted = wanted.bool else { throw .invalid("“isAscending” is not a boolean.") }
                ascending = wanted
            }
            out.append(EmailSort(key: try key(property, item), ascending: ascending))
            // Times of arrival are unique here: nothing after them decides.
            if out.last?.key == .receivedAt { break }
        }
        return out
    }

    private static func key(_ property: String, _ item: JSON) throws(MethodError) -> Key {
        switch property {
        case "receivedAt": return .receivedAt
        case "sentAt": return .sentAt
        case "size": return .size
        case "from": return .from
        case "to": return .to
        case "subject": return .subject
        case "hasKeyword":
            guard let keyword = item["keyword"]?.string.flatMap({ Keyword($0) }) else { throw .invalid("hasKeyword needs a keyword.") }
            return .hasKeyword(keyword)
        default: throw MethodError("unsupportedSort", "Emails cannot be sorted by “\(property.prefix(100))” here.")
        }
    }
}

/// Puts hits in the order of comparators.
struct EmailOrder {
    let sort: [EmailSort]

    /// The hits, which come newest first, in order.
    func sorted(_ hits: [EmailHit], _ sql: any SQLConnection) throws(Failure) -> [EmailHit] {
        if sort == [.newestFirst] { return hits }
        if sort.first?.key == .receivedAt { return hits.reversed() }
        let columns = try SortColumns.of(sql, hits.map(\.id))
        var rows: [(hit: EmailHit, keys: [Value])] = []
        rows.reserveCapacity(hits.count)
        for hit in hits {
            guard let column = columns[hit.id] else { continue }
            rows.append((hit, sort.map { EmailOrder.value($0.key, hit, column) }))
        }
        rows.sort { a, b in
            for (index, comparator) in sort.enumerated() where a.keys[index] != b.keys[index] {
                return (a.keys[index] < b.keys[index]) == comparator.ascending
            }
            return a.hit.key > b.hit.key
        }
        return rows.map(\.hit)
    }

    private enum Value: Comparable {
        case number(Int64)
        case text(String)
    }

    private static func value(_ key: EmailSort.Key, _ hit: EmailHit, _ columns: SortColumns) -> Value {
        switch key {
        case .receivedAt: .number(hit.key)
        case .sentAt: .number(columns.sentAt)
        case .size: .number(columns.size)
        case .subject: .text(Wording.baseSubject(columns.subject))
        case .from: .text(person(columns.from))
        case .to: .text(person(columns.to))
        case .hasKeyword(let keyword): .number(columns.keywords.split(separator: " ").contains(Substring(keyword.name)) ? 1 : 0)
        }
    }

    /// The name, else the address, of the first person.
    private static func person(_ packed: String) -> String {
        guard let first = Packed.addresses(packed).first else { return "" }
        return (first.name.isEmpty ? first.email : first.name).folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    }
}
