public import Core

extension IMAPConnection {
    /// COPY or UID COPY (RFC 9051 6.4.7). Nil without UIDPLUS. Throws `notFound` when the target is missing.
    @discardableResult
    public func copy(_ messages: MessageSet, to name: MailboxName) async throws(Failure) -> CopyResult? {
        try await transfer("COPY", messages, name)
    }

    /// MOVE or UID MOVE (RFC 6851). Nil without UIDPLUS. Throws `unsupported` without the extension: copy, mark and expunge instead.
    @discardableResult
    public func move(_ messages: MessageSet, to name: MailboxName) async throws(Failure) -> CopyResult? {
        guard capabilities.move else { throw Failure(.unsupported, "IMAP: no MOVE") }
        return try await transfer("MOVE", messages, name)
    }

    private func transfer(_ command: String, _ messages: MessageSet, _ name: MailboxName) async throws(Failure) -> CopyResult? {
        guard !messages.isEmpty else { return nil }
        var writer = CommandWriter(messages.isUID ? "UID \(command)" : command, dialect)
        writer.word(messages.wire)
        try writer.mailbox(name)
        let (early, status) = try await run(
            writer.command(messages.isUID && command == "COPY" ? .any : .alone), ResponseCode?.none,
            take: { early, data in
                guard case .condition(let status) = data, case .copyUID = status.code else { return false }
                early = status.code
                return true
            })
        return CopyResult(status.code) ?? CopyResult(early)
    }
}

extension CopyResult {
    /// Pairs old and new UIDs in order. Nil when it is no COPYUID, the sides differ in number, or a hostile server names absurdly many.
    init?(_ code: ResponseCode?) {
        guard case .copyUID(let validity, let from, let to) = code else { return nil }
        let sizes = [from, to].map { ranges in ranges.reduce(0.0) { $0 + Double($1.upperBound - $1.lowerBound) + 1 } }
        guard sizes[0] == sizes[1], sizes[0] <= 1_000_000 else { return nil }
        let pairs = zip(from.lazy.flatMap { $0 }, to.lazy.flatMap { $0 }).map { (UID($0), UID($1)) }
        uidValidity = validity
        uids = Dictionary(pairs) { first, _ in first }
    }
}
