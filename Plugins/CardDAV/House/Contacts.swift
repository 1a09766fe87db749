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

    /// Calls some methods; gives their arguments in order. A method error fails.
    func call(_ calls: (String, [String: JSON])...) async throws -> [JSON] {
        let request = calls.enumerated().map { index, call in
            JSON.array([.string(call.0), .object(call.1.merging(["accountId": Contacts.account]) { own, _ in own }), .string("\(index)")])
        }
        let answers = try await house.jmap(user, request)
        guard answers.count == calls.count else { throw Failure(.failed, "\(answers.count) answers to \(calls.count) calls") }
        return try answers.map { answer in
            guard let parts = answer.array, parts.count == 3 else { throw Failure(.failed, "an answer without three parts") }
            if parts[0].string == "error" { throw Refused(parts[1]) }
            return parts[1]
        }
    }
}
