import Core
import Mail
import Store

extension Method {
    /// Correspondent/query: known people for a text: those who have a card or were written to, those written to most often first, then those who wrote.
    static let correspondentQuery = Method("Correspondent/query", capability: Capability.vendor) { call in
        let text = try call.arguments.string("text") ?? ""
        let limit = min(try call.arguments.count("limit") ?? 10, 100)
        guard text.utf8.count <= 320 else { throw MethodError.invalid("“text” is longer than 320 octets.") }
        return try await call.read { sql, scope in
            let words = SearchTerms.terms(text).split(separator: " ").map(String.init)
            let people = try PeopleSuggestions.find(
                sql, user: scope.user, accounts: scope.ids, text: text, words: words, limit: limit)
            return [
                "accountId": .string(scope.id),
                "list": .array(
                    people.map {
                        [
                            "name": .string($0.name), "email": .string($0.email), "sent": .int($0.sent), "received": .int($0.received),
                            "lastAt": $0.lastAt.map { .string(UTCDate.text($0)) } ?? nil,
                            "cardId": $0.card.map { .string($0.description) } ?? nil,
                        ]
                    }),
            ]
        }
    }
}
