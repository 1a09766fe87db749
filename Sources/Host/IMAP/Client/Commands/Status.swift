public import Core

extension IMAPConnection {
    /// STATUS (RFC 9051 6.3.11). Items the server lacks are left out. Throws `notFound` when there is no such mailbox.
    public func status(_ name: MailboxName, _ items: [MailboxStatus.Item]) async throws(Failure) -> MailboxStatus {
        let items = available(items)
        guard !items.isEmpty else { return MailboxStatus() }
        var writer = CommandWriter("STATUS", dialect)
        try writer.mailbox(name)
        writer.word("(\(items.map(\.rawValue).joined(separator: " ")))")
        return try await run(
            writer.command(), MailboxStatus(),
            take: { found, data in
                guard case .status(let of, let status) = data, of == name else { return false }
                found = status
                return true
            }
        ).0
    }
}
