public import Core

extension IMAPConnection {
    /// STORE or UID STORE (RFC 9051 6.4.6). With `unchangedSince` (CONDSTORE) messages changed later are left alone and named in `modified`.
    @discardableResult
    public func store(_ messages: MessageSet, _ change: FlagChange, unchangedSince: ModSeq? = nil) async throws(Failure) -> StoreResult {
        let nothing = StoreResult(changed: [], modified: [])
        guard !messages.isEmpty else { return nothing }
        var writer = CommandWriter(messages.isUID ? "UID STORE" : "STORE", dialect)
        writer.word(messages.wire)
        if let unchangedSince {
            guard capabilities.condstore else { throw Failure(.unsupported, "IMAP: no CONDSTORE") }
            writer.word("(UNCHANGEDSINCE \(unchangedSince))")
        }
        switch change {
        case .add(let flags):
            writer.word("+FLAGS ")
            try writer.flags(flags)
        case .remove(let flags):
            writer.word("-FLAGS ")
            try writer.flags(flags)
        case .replace(let flags):
            writer.word("FLAGS ")
            try writer.flags(flags)
        }
        let (stored, status) = try await exchange(
            writer.command(messages.isUID ? .any : .alone), nothing,
            take: { stored, data in
                guard case .fetch(let message) = data, messages.mayHold(message) else { return false }
                stored.changed.append(message)
                return true
            })
        var result = stored
        if case .modified(let ranges) = status.code { result.modified = UIDSet(ranges: ranges) }
        guard status.condition == .ok || (status.condition == .no && !result.modified.isEmpty) else {
            throw Refusal.failure("STORE", status)
        }
        return result
    }
}

extension MessageSet {
    /// Whether a FETCH response can be about one of these.
    func mayHold(_ message: FetchedMessage) -> Bool {
        switch self {
        case .uids(let set): message.uid.map(set.contains) ?? false
        case .uidsFrom(let first): message.uid.map { $0 >= first } ?? false
        case .sequence(let set): message.sequence.map(set.contains) ?? false
        case .sequenceFrom(let first): message.sequence.map { $0 >= first } ?? false
        }
    }
}
