import Core
import Store

extension Method {
    /// EmailSubmission/get (RFC 8621 7.1).
    static let submissionGet = Method("EmailSubmission/get", capability: Capability.submission) { call in
        let request = try GetRequest(call)
        try request.check(SubmissionJSON.properties)
        return try await call.read { sql, scope in
            var all: [(id: String, object: [String: JSON])] = []
            if let ids = request.ids {
                for text in ids {
                    guard let id = SubmissionID(text), let one = try SubmissionTable.get(sql, id), scope.ids.contains(one.account) else {
                        continue
                    }
                    all.append((text, SubmissionJSON.object(one)))
                }
            } else {
                for account in scope.ids {
                    for one in try SubmissionTable.all(sql, account: account) {
                        all.append((one.id.description, SubmissionJSON.object(one)))
                    }
                }
            }
            return request.answer(account: scope.id, state: try scope.state(.submission, sql), all)
        }
    }

    /// EmailSubmission/changes (RFC 8621 7.2).
    static let submissionChanges = Method("EmailSubmission/changes", capability: Capability.submission) { call in
        try await Changes.answer(call, .submission) { SubmissionID($0).description }
    }

    /// EmailSubmission/query (RFC 8621 7.3).
    static let submissionQuery = Method("EmailSubmission/query", capability: Capability.submission) { call in
        let window = try QueryWindow(call.arguments)
        let filter = call.arguments["filter"]
        let order = try SubmissionOrder(try call.arguments.array("sort") ?? [])
        return try await call.read { sql, scope in
            var found: [Submission] = []
            var count = 0
            for account in scope.ids {
                for one in try SubmissionTable.all(sql, account: account, limit: 10_000) {
                    if try SubmissionCondition.holds(filter, of: one, depth: 0, &count, call.house.limits) { found.append(one) }
                    count = 0
                }
            }
            let ids = order.sorted(found).map(\.id.description)
            let start = try window.start(count: ids.count) { ids.firstIndex(of: $0) }
            let most = call.house.limits.maxObjectsInQuery
            var out: JSON = [
                "accountId": .string(scope.id), "queryState": .string(try scope.state(.submission, sql)), "canCalculateChanges": false,
                "position": .int(Int64(start)), "ids": .array(ids[start...].prefix(min(window.limit ?? most, most)).map { .string($0) }),
            ]
            if window.wantsTotal { out["total"] = .int(Int64(ids.count)) }
            return out
        }
    }

    /// EmailSubmission/queryChanges (RFC 8621 7.4): not offered, ask anew.
    static let submissionQueryChanges = Method("EmailSubmission/queryChanges", capability: Capability.submission) { call in
        _ = try call.arguments.required("sinceQueryState", try call.arguments.string("sinceQueryState"))
        _ = try await call.read { _, scope in scope.id }
        throw MethodError.cannotCalculateChanges
    }
}

/// The conditions of EmailSubmission/query.
enum SubmissionCondition {
    static func holds(_ json: JSON?, of one: Submission, depth: Int, _ count: inout Int, _ limits: Limits) throws(MethodError) -> Bool {
        guard let json, !json.isNull else { return true }
        guard let members = json.object else { throw .invalid("A filter is an object.") }
        count += 1
        guard depth < 32, count <= limits.maxConditions else { throw MethodError("unsupportedFilter", "The filter is too large.") }
        if let named = members["operator"] {
            guard let parts = members["conditions"]?.array else { throw .invalid("An operator has conditions.") }
            var results: [Bool] = []
            for part in parts { results.append(try holds(part, of: one, depth: depth + 1, &count, limits)) }
            switch named.string {
            case "AND": return results.allSatisfy { $0 }
            case "OR": return results.contains(true)
            case "NOT": return !results.contains(true)
            default: throw .invalid("An operator is one of AND, OR, NOT.")
            }
        }
        var holds = true
        for (name, value) in members where !value.isNull {
            switch name {
            case "identityIds": if try !list(name, value).contains(one.identity.description) { holds = false }
            case "emailIds": if try !list(name, value).contains(one.email.description) { holds = false }
            case "threadIds": if try !list(name, value).contains(one.thread.description) { holds = false }
            case "undoStatus": holds = holds && value.string == one.undoStatus
            case "before", "after":
                guard let time = value.string.flatMap(UTCDate.time) else { throw .invalid("“\(name)” is not a UTCDate.") }
                holds = holds && (name == "before" ? one.sendAt < time : one.sendAt >= time)
            default: throw MethodError("unsupportedFilter", "“\(name.prefix(100))” is not a condition known here.")
            }
        }
        return holds
    }

    private static func list(_ name: String, _ value: JSON) throws(MethodError) -> [String] {
        guard let items = value.array else { throw .invalid("“\(name)” is not an array of ids.") }
        return items.compactMap(\.string)
    }
}

/// The order of EmailSubmission/query.
struct SubmissionOrder {
    private let comparators: [(property: String, ascending: Bool)]

    init(_ sort: [JSON]) throws(MethodError) {
        var read: [(property: String, ascending: Bool)] = []
        for item in sort {
            guard let property = item["property"]?.string else { throw .invalid("A comparator has a property.") }
            guard ["emailId", "threadId", "sentAt", "sendAt"].contains(property), read.count < 16 else {
                throw MethodError("unsupportedSort", "Submissions cannot be sorted by “\(property.prefix(100))”.")
            }
            read.append((property, item["isAscending"]?.bool ?? true))
        }
        comparators = read.isEmpty ? [("sentAt", false)] : read
    }

    func sorted(_ list: [Submission]) -> [Submission] {
        list.sorted { a, b in
            for (property, ascending) in comparators {
                let (x, y): (Int64, Int64) =
                    switch property {
                    case "emailId": (a.email.rawValue, b.email.rawValue)
                    case "threadId": (a.thread.rawValue, b.thread.rawValue)
                    default: (a.sendAt.milliseconds, b.sendAt.milliseconds)
                    }
                if x != y { return (x < y) == ascending }
            }
            return a.id > b.id
        }
    }
}
