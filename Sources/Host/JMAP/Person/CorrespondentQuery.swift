import Core
import Store

extension Method {
    /// Correspondent/query: known people for a text, those one has written to first.
    static let correspondentQuery = Method("Correspondent/query", capability: Capability.vendor) { call in
        let text = try call.arguments.string("text") ?? ""
        let limit = min(try call.arguments.count("limit") ?? 10, 100)
        guard text.utf8.count <= 320 else { throw MethodError.invalid("“text” is longer than 320 octets.") }
        return try await call.read { sql, scope in
            let people = try CorrespondentTable.find(sql, accounts: scope.ids, text: text, limit: limit)
            return [
                "accountId": .string(scope.id),
                "list": .array(
                    people.map {
                        [
                            "name": .string($0.name), "email": .string($0.email), "sent": .int($0.sent), "received": .int($0.received),
                            "lastAt": .string(UTCDate.text($0.lastAt)),
                        ]
                    }),
            ]
        }
    }
}
