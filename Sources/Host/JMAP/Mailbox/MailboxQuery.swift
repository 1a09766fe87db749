import Core
import Foundation
import Store

extension Method {
    /// Mailbox/query (RFC 8621 2.3).
    static let mailboxQuery = Method("Mailbox/query", capability: Capability.mail) { call in
        let window = try QueryWindow(call.arguments)
        let order = try MailboxOrdering(call.arguments)
        let filter = call.arguments["filter"]
        let filterAsTree = try call.arguments.bool("filterAsTree") ?? false
        return try await call.read { sql, scope in
            let all = try MailboxList.read(scope, sql).map(\.object)
            let byID = Dictionary(all.map { ($0["id"]?.string ?? "", $0) }) { $1 }
            var conditions = 0
            var kept: [[String: JSON]] = []
            for mailbox in all {
                var fits = try MailboxCondition.holds(filter, of: mailbox, depth: 0, &conditions, call.house.limits)
                var parent = mailbox["parentId"]?.string
                var steps = 0
                while filterAsTree, fits, let id = parent, let above = byID[id], steps < 1000 {
                    fits = try MailboxCondition.holds(filter, of: above, depth: 0, &conditions, call.house.limits)
                    parent = above["parentId"]?.string
                    steps += 1
                }
                conditions = 0
                if fits { kept.append(mailbox) }
            }
            let ids = order.sorted(kept, among: byID).compactMap { $0["id"]?.string }
            let start = try window.start(count: ids.count) { ids.firstIndex(of: $0) }
            let page = ids[start...].prefix(window.limit ?? ids.count)
            var out: JSON = [
                "accountId": .string(scope.id), "queryState": .string("\(try MailboxList.seq(scope, sql))"), "canCalculateChanges": false,
                "position": .int(Int64(start)), "ids": .array(page.map { .string($0) }),
            ]
            if window.wantsTotal { out["total"] = .int(Int64(ids.count)) }
            return out
        }
    }

    /// Mailbox/queryChanges (RFC 8621 2.4): a list of mailboxes is short, so that asking anew is as good.
    static let mailboxQueryChanges = Method("Mailbox/queryChanges", capability: Capability.mail) { call in
        _ = try call.arguments.required("sinceQueryState", try call.arguments.string("sinceQueryState"))
        _ = try await call.read { _, scope in scope.id }
        throw MethodError.cannotCalculateChanges
    }
}

/// The conditions of Mailbox/query.
enum MailboxCondition {
    /// Whether a filter holds of a mailbox.
    static func holds(_ json: JSON?, of mailbox: [String: JSON], depth: Int, _ count: inout Int, _ limits: Limits) throws(MethodError)
        -> Bool
    {
        guard let json, !json.isNull else { return true }
        guard let members = json.object else { throw .invalid("A filter is an object.") }
        count += 1
        guard depth < 32, count <= limits.maxConditions else { throw MethodError("unsupportedFilter", "The filter is too large.") }
        guard let named = members["operator"] else { return try condition(members, mailbox) }
        guard let parts = members["conditions"]?.array else { throw .invalid("An operator has conditions.") }
        var results: [Bool] = []
        for part in parts { results.append(try holds(part, of: mailbox, depth: depth + 1, &count, limits)) }
        switch named.string {
        case "AND": return results.allSatisfy { $0 }
        case "OR": return results.contains(true)
        case "NOT": return !results.contains(true)
        default: throw .invalid("An operator is one of AND, OR, NOT.")
        }
    }

    private static func condition(_ members: [String: JSON], _ mailbox: [String: JSON]) throws(MethodError) -> Bool {
        var holds = true
        for (name, value) in members {
            switch name {
            case "parentId", "role":
                guard value.isNull || value.string != nil else { throw .invalid("“\(name)” is not an id.") }
                holds = holds && mailbox[name] == value
            case "name":
                guard let text = value.string else { throw .invalid("“name” is not a string.") }
                holds = holds && mailbox["name"]?.string?.range(of: text, options: [.caseInsensitive, .diacriticInsensitive]) != nil
            case "hasAnyRole":
                guard let wanted = value.bool else { throw .invalid("“hasAnyRole” is not a boolean.") }
                holds = holds && (mailbox["role"]?.isNull == false) == wanted
            case "isSubscribed":
                guard value.bool != nil else { throw .invalid("“isSubscribed” is not a boolean.") }
                holds = holds && mailbox["isSubscribed"] == value
            default: throw MethodError("unsupportedFilter", "“\(name.prefix(100))” is not a condition known here.")
            }
        }
        return holds
    }
}

/// The order of Mailbox/query.
struct MailboxOrdering {
    private let comparators: [(property: String, ascending: Bool)]
    private let asTree: Bool

    init(_ arguments: Arguments) throws(MethodError) {
        asTree = try arguments.bool("sortAsTree") ?? false
        var read: [(property: String, ascending: Bool)] = []
        for item in try arguments.array("sort") ?? [] {
            guard let property = item["property"]?.string else { throw .invalid("A comparator has a property.") }
            guard ["name", "sortOrder", "parentId"].contains(property), read.count < 16 else {
                throw MethodError("unsupportedSort", "Mailboxes cannot be sorted by “\(property.prefix(100))”.")
            }
            read.append((property, item["isAscending"]?.bool ?? true))
        }
        comparators = read.isEmpty ? [("sortOrder", true), ("name", true)] : read
    }

    func sorted(_ mailboxes: [[String: JSON]], among all: [String: [String: JSON]]) -> [[String: JSON]] {
        guard asTree else { return mailboxes.sorted(by: before) }
        // Walk the whole tree in order, then keep what was asked for.
        var children: [String: [[String: JSON]]] = [:]
        for mailbox in all.values {
            let parent = mailbox["parentId"]?.string.flatMap { all[$0] == nil ? nil : $0 } ?? ""
            children[parent, default: []].append(mailbox)
        }
        let wanted = Set(mailboxes.compactMap { $0["id"]?.string })
        var out: [[String: JSON]] = []
        var waiting = Array((children[""] ?? []).sorted(by: before).reversed())
        while let mailbox = waiting.popLast(), let id = mailbox["id"]?.string {
            if wanted.contains(id) { out.append(mailbox) }
            waiting.append(contentsOf: (children.removeValue(forKey: id) ?? []).sorted(by: before).reversed())
        }
        return out
    }

    private func before(_ a: [String: JSON], _ b: [String: JSON]) -> Bool {
        for (property, ascending) in comparators {
            let order: ComparisonResult
            switch (a[property], b[property]) {
            case (.int(let x)?, .int(let y)?): order = x == y ? .orderedSame : x < y ? .orderedAscending : .orderedDescending
            case (let x?, let y?): order = (x.string ?? "").compare(y.string ?? "", options: [.caseInsensitive, .numeric])
            default: order = .orderedSame
            }
            if order != .orderedSame { return (order == .orderedAscending) == ascending }
        }
        return (a["id"]?.string ?? "") < (b["id"]?.string ?? "")
    }
}
