import MailFlowPlugin

/// The address books of one user, by JMAP (RFC 9610 and the vendor methods for synchronising).
struct Contacts: Sendable {
    let house: House
    let user: String

    /// The JMAP account that holds the contacts.
    static let account: JSON = "all"

    /// The most cards that are read at once.
    static let batch = 200

    /// Why a method was refused.
    struct Refused: Error {
        /// The type of the error, as JMAP names it.
        let type: String
        let description: String
        let properties: [String]
        /// The card that stands in the way.
        let existing: String?

        init(_ error: JSON) {
            type = error["type"]?.string ?? "serverFail"
            description = error["description"]?.string ?? ""
            properties = (error["properties"]?.array ?? []).compactMap(\.string)
            existing = error["existingId"]?.string
        }
    }

    /// Calls a method; gives its answer. A method error fails.
    func call(_ method: String, _ arguments: [String: JSON]) async throws -> JSON {
        try Contacts.answer(try await house.jmap(user, Contacts.request(method, arguments)))
    }

    /// The call of a method, for the account of the contacts.
    static func request(_ method: String, _ arguments: [String: JSON]) -> JMAPRequest {
        JMAPRequest([[.string(method), .object(arguments.merging(["accountId": account]) { own, _ in own }), "0"]])
    }

    /// The answer to the one call of a request. A method error fails.
    static func answer(_ response: JMAPResponse) throws -> JSON {
        let answers = try response.answers()
        guard answers.count == 1, let parts = answers[0].array, parts.count == 3 else {
            throw Failure(.failed, "a response without the answer to its call")
        }
        if parts[0].string == "error" { throw Refused(parts[1]) }
        return parts[1]
    }
}
