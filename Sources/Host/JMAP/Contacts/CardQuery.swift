import Core
import Store

extension Method {
    /// ContactCard/query (RFC 9610 3.3).
    static let cardQuery = Method("ContactCard/query", capability: Capability.contacts) { call in
        let window = try QueryWindow(call.arguments)
        let filter = try CardFilter.read(call.arguments["filter"], call)
        let sort = try CardSort(try call.arguments.array("sort"))
        return try await call.readContacts { sql, scope in
            let (seq, cards) = try call.house.cards.entries(scope, sql)
            let found = sort.sorted(cards.filter(filter.holds))
            let start = try window.start(count: found.count) { id in found.firstIndex { $0.id.description == id } }
            let page = found[start...].prefix(min(window.limit ?? found.count, ContactLimits.cards))
            var out: JSON = [
                "accountId": .string(scope.id), "queryState": .string("\(seq)"), "canCalculateChanges": false,
                "position": .int(Int64(start)), "ids": .array(page.map { .string($0.id.description) }),
            ]
            if window.wantsTotal { out["total"] = .int(Int64(found.count)) }
            return out
        }
    }

    /// ContactCard/queryChanges (RFC 9610 3.4): the whole list is asked for anew as quickly.
    static let cardQueryChanges = Method("ContactCard/queryChanges", capability: Capability.contacts) { call in
        _ = try call.arguments.required("sinceQueryState", try call.arguments.string("sinceQueryState"))
        try call.mustBeAll()
        throw MethodError.cannotCalculateChanges
    }
}
