import MailFlowPlugin

// Unsubscribe: leaves mailing lists (RFC 2369, RFC 8058).
// On an open message it offers what the list's own headers allow, and its panel shows all lists of half a year.
// What a person asked for is done and remembered; nothing is left without a press.

/// The plugin.
struct Unsubscribe: Plugin {
    static let answers: [Answer] = [.hook, .action, .route, .job]

    let host: Host
    let desk: Desk

    init(host: Host) async throws {
        self.host = host
        desk = Desk(host: host)
    }

    func hook(_ name: String, _ facts: JSON) async throws -> JSON? {
        guard name == "mail.open", let user = facts["user"]?.string, let list = ListMail(facts["email"] ?? .null) else { return nil }
        let memory = try await Memories(host: host, user: user).recall(list.key)
        return ["actions": .array(Offer.actions(list, memory))]
    }

    func action(_ id: String, _ facts: JSON) async throws -> ActionResult {
        guard let user = facts["user"]?.string, let list = ListMail(facts["email"] ?? .null) else {
            throw Failure(.notFound, "the message names no way to unsubscribe")
        }
        let memories = Memories(host: host, user: user)
        let outcome: Memory?
        switch (id, list.way) {
        case (Offer.perform, .oneClick), (Offer.perform, .mail): outcome = try await Leaving(host: host, user: user).leave(list)
        case (Offer.open, _): outcome = try await memories.keep(Memory(state: .opened, way: .link, day: .today), list.key)
        case (Offer.confirm, _): outcome = try await memories.keep(Memory(state: .done, way: .link, day: .today), list.key)
        case (Offer.clear, _): outcome = try await memories.clear(list.key)
        default: throw Failure(.invalid, "no action \(id) on this message")
        }
        // What was pressed is what changes, whatever it is offered as from now on.
        var now = Offer.actions(list, outcome)[0]
        now["id"] = .string(id)
        return ActionResult(now, message: outcome.map { Offer.sentence(list, $0) } ?? "")
    }

    func job(_ name: String) async throws {
        guard name == "refresh" else { throw Failure(.notFound, "no job \(name)") }
        try await Surveys(host: host).refresh(seconds: 480)
    }
}
