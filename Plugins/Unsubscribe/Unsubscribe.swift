import MailFlowPlugin

// Unsubscribe: leaves mailing lists (RFC 2369, RFC 8058).
// On an open message it offers what the list's own headers allow; what a person asked for is done and remembered.

/// The plugin.
struct Unsubscribe: Plugin {
    static let answers: [Answer] = [.hook, .action]

    private let host: Host

    init(host: Host) async throws { self.host = host }

    func hook(_ name: String, _ facts: JSON) async throws -> JSON? {
        guard name == "mail.open", let user = facts["user"]?.string, let list = ListMail(facts["email"] ?? .null) else { return nil }
        let memory = try await recall(list, user)
        return ["actions": .array(Offer.actions(list, memory))]
    }

    func action(_ id: String, _ facts: JSON) async throws -> ActionResult {
        guard let user = facts["user"]?.string, let list = ListMail(facts["email"] ?? .null) else {
            throw Failure(.notFound, "the message names no way to unsubscribe")
        }
        let outcome: Memory
        switch (id, list.way) {
        case (Offer.perform, .oneClick(let url)): outcome = try await OneClick(host: host).post(to: url)
        case (Offer.perform, .mail(let request)): outcome = try await MailRequest(host: host, user: user).send(request, for: list)
        case (Offer.open, _): outcome = Memory(state: .opened, way: .link, day: .today)
        case (Offer.confirm, _): outcome = Memory(state: .done, way: .link, day: .today)
        default: throw Failure(.invalid, "no action \(id) on this message")
        }
        try await host.kv.put("user:\(user)", list.key, outcome.json.bytes)
        // What was pressed is what changes, whatever it is offered as from now on.
        var now = Offer.actions(list, outcome)[0]
        now["id"] = .string(id)
        return ActionResult(now, message: Offer.sentence(list, outcome))
    }

    /// What is remembered about a list. A request that was sent by mail may have been refused since.
    private func recall(_ list: ListMail, _ user: String) async throws -> Memory? {
        guard let bytes = try await host.kv.get("user:\(user)", list.key), var memory = (try? JSON(parsing: bytes)).flatMap(Memory.init)
        else { return nil }
        guard memory.state == .done, let sent = memory.submission else { return memory }
        switch try await MailRequest(host: host, user: user).fate(of: sent) {
        case .pending: return memory
        case .sent: memory.submission = nil
        case .refused(let why):
            memory.submission = nil
            memory.state = .failed
            memory.reason = why
        }
        try await host.kv.put("user:\(user)", list.key, memory.json.bytes)
        return memory
    }
}
