import Core
import Store

/// Hook `mail.send`: what plugins say about messages before they are handed to the outbox.
struct SendingHook: Sendable {
    /// What came of asking about one message.
    struct Opinion: Sendable {
        /// Why it is not to be sent.
        var veto: String?
        /// Header fields to be set, or with null taken out, on the copy that leaves.
        var headers: [String: JSON] = [:]
    }

    /// The opinions on what a request wants to send, by creation id. What is wrong with the request is not said here.
    static func ask(_ call: Call, _ request: SetRequest) async throws -> [String: Opinion] {
        guard call.house.hooks.isWanted("mail.send"), !request.create.isEmpty else { return [:] }
        let items = request.create.prefix(50).map {
            (id: $0.id, email: $0.object["emailId"]?.string.map(call.resolved) ?? "", object: $0.object)
        }
        let rows = try await call.read { sql, scope in
            try EmailRow.get(sql, items.compactMap { EmailID($0.email) }, accounts: scope.ids)
        }
        var opinions: [String: Opinion] = [:]
        for item in items {
            guard let id = EmailID(item.email), let row = rows[id] else { continue }
            func people(_ list: [Address]) -> JSON { .array(list.map(\.json)) }
            let facts: JSON = [
                "user": .string("\(call.user)"),
                "email": [
                    "id": .string("\(id)"), "accountId": .string("\(row.account)"), "threadId": .string("\(row.thread)"),
                    "subject": .string(row.subject), "from": people(row.from), "to": people(row.to), "cc": people(row.cc),
                    "bcc": people(row.bcc),
                ],
                "identityId": item.object["identityId"]?.string.map { .string(call.resolved($0)) } ?? .null,
                "envelope": item.object["envelope"] ?? .null,
            ]
            let said = await call.house.hooks.ask("mail.send", facts)
            var opinion = Opinion(veto: Hooks.veto(said))
            for answer in said {
                for (name, value) in answer.answer["headers"]?.object ?? [:] where mayChange(name, value) { opinion.headers[name] = value }
            }
            opinions[item.id] = opinion
        }
        return opinions
    }

    /// Whether a plugin may change a field: not who the message is from and to, when it was written, or how its body is put together.
    static func mayChange(_ name: String, _ value: JSON) -> Bool {
        let bare = name.lowercased()
        guard (1...76).contains(bare.utf8.count), bare.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 58 }),
            !kept.contains(bare), !["content-", "resent-", "received", "dkim-", "arc-"].contains(where: bare.hasPrefix)
        else { return false }
        if value.isNull { return true }
        // RFC 5322 2.1.1: one line of at most 998 characters, name included.
        guard let text = value.string, text.utf8.count + bare.utf8.count <= 900 else { return false }
        return text.utf8.allSatisfy { $0 >= 32 && $0 < 127 }
    }

    private static let kept: Set<String> = [
        "from", "sender", "to", "cc", "bcc", "date", "message-id", "mime-version", "return-path", "in-reply-to", "references",
    ]
}
