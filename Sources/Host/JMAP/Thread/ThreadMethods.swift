import Core
import Store

extension Method {
    /// Thread/get (RFC 8621 3.1): the emails of a conversation, oldest first.
    static let threadGet = Method("Thread/get", capability: Capability.mail) { call in
        let request = try GetRequest(call)
        try request.check(["id", "emailIds"])
        guard let ids = request.ids else { throw MethodError("requestTooLarge", "Name the ids of the threads.") }
        return try await call.read { sql, scope in
            let threads = try ThreadRows.get(sql, ids.compactMap { ThreadID($0) }, accounts: scope.ids)
            let all = ids.compactMap { text -> (id: String, object: [String: JSON])? in
                guard let emails = ThreadID(text).flatMap({ threads[$0] }) else { return nil }
                return (text, ["id": .string(text), "emailIds": .array(emails.map { .string($0.description) })])
            }
            return request.answer(account: scope.id, state: try scope.state(.thread, sql), all)
        }
    }

    /// Thread/changes (RFC 8621 3.2).
    static let threadChanges = Method("Thread/changes", capability: Capability.mail) { call in
        try await Changes.answer(call, .thread) { ThreadID($0).description }
    }
}
