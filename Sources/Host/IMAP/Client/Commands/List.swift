public import Core

extension IMAPConnection {
    /// LIST of every mailbox (RFC 9051 6.3.9), with SPECIAL-USE and subscriptions where offered, and with counters where LIST-STATUS is offered and
    /// `status` is not empty. INBOX is in it even where the server forgets it.
    public func list(reference: String = "", pattern: String = "*", status: [MailboxStatus.Item] = []) async throws(Failure)
        -> [ListedMailbox]
    {
        let offered = capabilities
        var returns: [String] = []
        if offered.listExtended {
            returns = ["SUBSCRIBED", "CHILDREN"]
            if offered.specialUse { returns.append("SPECIAL-USE") }
        }
        let items = available(status)
        if offered.listStatus, !items.isEmpty { returns.append("STATUS (\(items.map(\.rawValue).joined(separator: " ")))") }
        do throws(Failure) {
            return try await list(reference, pattern, returns)
        } catch {
            guard error.kind == .invalid, !returns.isEmpty else { throw error }
            return try await list(reference, pattern, [])
        }
    }

    private func list(_ reference: String, _ pattern: String, _ returns: [String]) async throws(Failure) -> [ListedMailbox] {
        var writer = CommandWriter("LIST", dialect)
        try writer.mailbox(MailboxName(reference))
        try writer.mailbox(MailboxName(pattern))
        if !returns.isEmpty { writer.word("RETURN (\(returns.joined(separator: " ")))") }
        let (found, _) = try await run(
            writer.command(), Listing(),
            take: { listing, data in
                switch data {
                case .list(let mailbox): listing.add(mailbox)
                case .status(let name, let status): listing.statuses[name] = status
                default: return false
                }
                return true
            })
        return found.mailboxes(complete: reference.isEmpty && pattern == "*")
    }

    /// The items this server knows.
    func available(_ items: [MailboxStatus.Item]) -> [MailboxStatus.Item] {
        let offered = capabilities
        return items.filter {
            switch $0 {
            case .highestModSeq: offered.condstore
            case .size: offered.statusSize
            case .mailboxID: offered.objectID
            case .messages, .unseen, .uidNext, .uidValidity: true
            }
        }
    }
}

/// The answers of one LIST.
private struct Listing: Sendable {
    var order: [MailboxName] = []
    var byName: [MailboxName: ListedMailbox] = [:]
    var statuses: [MailboxName: MailboxStatus] = [:]

    mutating func add(_ mailbox: ListedMailbox) {
        if byName[mailbox.name] == nil { order.append(mailbox.name) }
        byName[mailbox.name] = mailbox
    }

    func mailboxes(complete: Bool) -> [ListedMailbox] {
        var found = order.compactMap { byName[$0] }
        if complete, byName[.inbox] == nil { found.insert(ListedMailbox(name: .inbox, delimiter: found.first?.delimiter), at: 0) }
        for index in found.indices { found[index].status = statuses[found[index].name] }
        return found
    }
}
