public import Core

extension IMAPConnection {
    /// NOTIFY (RFC 5465) for the selected mailbox and for every mailbox of the person: counters and names arrive in `events`.
    /// With `status`, the counters of every mailbox come at once. Throws `unsupported` where not offered.
    public func notify(status: Bool = true) async throws(Failure) {
        guard capabilities.notify else { throw Failure(.unsupported, "IMAP: no NOTIFY") }
        let start = status ? "STATUS " : ""
        try await run(
            CommandWriter(
                "NOTIFY SET \(start)(SELECTED (MessageNew MessageExpunge FlagChange)) (PERSONAL (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange))"
            ).command(.alone))
    }
}
