public import Core

extension IMAPConnection {
    /// SELECT, or EXAMINE when `readOnly` (RFC 9051 6.3.2), with QRESYNC from a remembered point where enabled, else CONDSTORE where offered.
    /// Throws `notFound` when there is no such mailbox; none is selected then.
    @discardableResult
    public func select(_ name: MailboxName, readOnly: Bool = false, since point: ResyncPoint? = nil) async throws(Failure)
        -> SelectedMailbox
    {
        let offered = capabilities
        let isResync = enabled.contains("QRESYNC")
        var writer = CommandWriter(readOnly ? "EXAMINE" : "SELECT", dialect)
        try writer.mailbox(name)
        if let point, isResync {
            let known = point.knownUIDs.map { " \($0)" } ?? ""
            writer.word("(QRESYNC (\(point.uidValidity) \(point.modSeq)\(known == " " ? "" : known)))")
        } else if offered.condstore {
            writer.word("(CONDSTORE)")
        }
        var start = Selecting(mailbox: SelectedMailbox(name: name))
        start.mailbox.isReadOnly = readOnly
        let (selecting, status) = try await exchange(
            writer.command(.alone), start, take: { $0.take($1) },
            settle: { selecting, status, state in
                selecting.mailbox.take(status)
                if status.condition != .bad { state.select(status.condition == .ok ? selecting.mailbox : nil) }
            })
        guard status.condition == .ok else {
            let failure = Refusal.failure("SELECT", status)
            guard status.condition == .no, failure.kind == .unavailable, status.code == nil, failure.retryAfter == nil else {
                throw failure
            }
            throw Failure(.notFound, failure.detail, message: failure.message)
        }
        return selecting.mailbox
    }

    /// UNSELECT (RFC 3691), or EXAMINE and CLOSE where it is not offered: nothing is expunged.
    public func unselect() async throws(Failure) {
        guard let selected else { return }
        if capabilities.contains("UNSELECT") || capabilities.isRev2 { return try await leave("UNSELECT") }
        if !selected.isReadOnly { try await select(selected.name, readOnly: true) }
        try await leave("CLOSE")
    }

    /// CLOSE (RFC 9051 6.4.1): expunges what is marked \Deleted, then no mailbox is selected.
    public func closeMailbox() async throws(Failure) { try await leave("CLOSE") }

    private func leave(_ command: String) async throws(Failure) {
        _ = try await run(
            CommandWriter(command).command(.alone), (), settle: { _, status, state in if status.condition == .ok { state.select(nil) } })
    }
}

/// The answers of one SELECT.
private struct Selecting: Sendable {
    var mailbox: SelectedMailbox

    /// Everything between SELECT and its end speaks of the new mailbox, except what comes before CLOSED (RFC 7162 3.2.11).
    mutating func take(_ data: Untagged) -> Bool {
        switch data {
        case .exists(let count): mailbox.exists = count
        case .flags(let flags): mailbox.flags = flags
        case .vanished(_, let uids): mailbox.vanished = mailbox.vanished.union(uids)
        case .fetch(let message): mailbox.changed.append(message)
        case .recent: break
        case .condition(let status):
            if status.code == .closed {
                let readOnly = mailbox.isReadOnly
                mailbox = SelectedMailbox(name: mailbox.name)
                mailbox.isReadOnly = readOnly
            }
            mailbox.take(status)
        default: return false
        }
        return true
    }
}

extension SelectedMailbox {
    fileprivate mutating func take(_ status: StatusResponse) {
        switch status.code {
        case .uidValidity(let validity): uidValidity = validity
        case .uidNext(let uid): uidNext = uid
        case .highestModSeq(let modSeq): highestModSeq = modSeq
        case .noModSeq: highestModSeq = nil
        case .permanentFlags(let flags): permanentFlags = flags
        case .mailboxID(let id): mailboxID = id
        case .uidNotSticky: uidsAreNotSticky = true
        case .readOnly: isReadOnly = true
        case .readWrite: isReadOnly = false
        default: break
        }
    }
}
