import Core
import Store

extension Method {
    /// Mailbox/get (RFC 8621 2.1).
    static let mailboxGet = Method("Mailbox/get", capability: Capability.mail) { call in
        let request = try GetRequest(call)
        try request.check(MailboxList.properties)
        return try await call.read { sql, scope in
            let all = try MailboxList.read(scope, also: request.ids ?? [], sql)
            return request.answer(account: scope.id, state: "\(try MailboxList.seq(scope, sql))", all)
        }
    }

    /// Mailbox/changes (RFC 8621 2.2).
    static let mailboxChanges = Method("Mailbox/changes", capability: Capability.mail) { call in
        guard try call.accountID() == Scope.allID else {
            var answer = try await Changes.answer(call, .mailbox) { MailboxID($0).description }
            answer["updatedProperties"] = .null
            return answer
        }
        let since = try call.arguments.required("sinceState", try call.arguments.string("sinceState"))
        return try await call.read { sql, scope in
            let now = try MailboxList.seq(scope, sql)
            guard let start = Int64(since), start >= 0, start <= now else { throw MethodError.cannotCalculateChanges }
            // The merged mailboxes never come or go; which of their counts moved is not worth finding out.
            let updated = start == now ? [] : Folders.unified.map { JSON.string(Folders.name($0)) }
            return [
                "accountId": .string(scope.id), "oldState": .string(since), "newState": .string("\(now)"), "hasMoreChanges": false,
                "created": [],
                "updated": .array(updated), "destroyed": [], "updatedProperties": nil,
            ]
        }
    }
}
