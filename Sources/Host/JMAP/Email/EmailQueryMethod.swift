import Core
import Store

extension Method {
    /// Email/query (RFC 8621 4.4).
    static let emailQuery = Method("Email/query", capability: Capability.mail) { call in
        let window = try QueryWindow(call.arguments)
        let most = call.house.limits.maxObjectsInQuery
        let arguments = await call.expanded()
        return try await call.read { sql, scope in
            let query = try EmailQuery(arguments, scope, call.house, sql)
            let page = try query.page(window, most: most, sql)
            var out: JSON = [
                "accountId": .string(scope.id), "queryState": .string(query.state(page.seq)), "canCalculateChanges": true,
                "position": .int(Int64(page.position)), "ids": .array(page.ids.map { .string(EmailID($0).description) }),
            ]
            if let total = page.total { out["total"] = .int(Int64(total)) }
            if (window.limit ?? .max) > most { out["limit"] = .int(Int64(most)) }
            return out
        }
    }

    /// Email/queryChanges (RFC 8621 4.5). Emails that only may have moved are told as removed and added again.
    static let emailQueryChanges = Method("Email/queryChanges", capability: Capability.mail) { call in
        let since = try call.arguments.required("sinceQueryState", try call.arguments.string("sinceQueryState"))
        let most = try call.arguments.count("maxChanges")
        let wantsTotal = try call.arguments.bool("calculateTotal") ?? false
        let arguments = await call.expanded()
        return try await call.read { sql, scope in
            let query = try EmailQuery(arguments, scope, call.house, sql)
            let now = try scope.seq(.email, sql)
            guard let since = query.seq(ofState: since), since <= now else { throw MethodError.cannotCalculateChanges }
            let list = try query.list(now, sql)
            guard let changed = try query.changed(after: since, sql) else { throw MethodError.cannotCalculateChanges }
            var added: [JSON] = []
            if !changed.isEmpty {
                for position in 0..<list.count where changed.contains(list[position]) {
                    added.append(["id": .string(EmailID(list[position]).description), "index": .int(Int64(position))])
                }
            }
            if let most, changed.count + added.count > most { throw MethodError("tooManyChanges") }
            var out: JSON = [
                "accountId": .string(scope.id), "oldQueryState": .string(query.state(since)),
                "newQueryState": .string(query.state(list.seq)),
                "removed": .array(changed.sorted().map { .string(EmailID($0).description) }), "added": .array(added),
            ]
            if wantsTotal { out["total"] = .int(Int64(list.count)) }
            return out
        }
    }
}
