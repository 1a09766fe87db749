import MailFlowPlugin

/// PROPPATCH (RFC 4918, 9.2): all of it, or nothing.
struct Proppatch: Sendable {
    let home: Home
    let call: Call

    /// The answer about a place.
    func answer(_ place: Place) async throws -> Reply {
        let root = try XMLReader.read(call.body)
        guard root.name == .dav("propertyupdate") else { throw Refusal(400, "The request is no propertyupdate.") }
        let subject = try await home.subject(place)
        if case .book = place { try Conditions(call).checkCollection() }
        let instructions = try Instructions(root)
        guard !instructions.isEmpty else { throw Refusal(400, "The request changes nothing.") }
        let outcome = Outcome(instructions, on: subject, dead: try await home.dead(subject))
        if outcome.refused.isEmpty {
            try await carryOut(outcome, on: subject)
            // All of it was done: a client that wants no more than that reads no list (RFC 8144, 2.2).
            if call.isMinimal { return Reply(200) }
        }
        return outcome.reply(subject.place(home.user).href, root: .dav("multistatus"))
    }

    private func carryOut(_ outcome: Outcome, on subject: Subject) async throws {
        if case .book(let book, _) = subject, !outcome.patch.isEmpty {
            try await home.contacts.change(book.id, outcome.patch.mapValues(JSON.string))
        }
        if outcome.isDeadChanged { try await home.keep(outcome.dead, on: subject) }
    }
}
