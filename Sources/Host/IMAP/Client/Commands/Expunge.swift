public import Core

extension IMAPConnection {
    /// UID EXPUNGE of exactly these, as far as they are marked \Deleted (RFC 4315). Throws `unsupported` without UIDPLUS.
    public func expunge(_ uids: UIDSet) async throws(Failure) {
        guard !uids.isEmpty else { return }
        guard capabilities.uidPlus else { throw Failure(.unsupported, "IMAP: no UIDPLUS") }
        try await run(CommandWriter("UID EXPUNGE \(uids)").command(.alone))
    }

    /// EXPUNGE of everything marked \Deleted (RFC 9051 6.4.3). What went is in `events`.
    public func expunge() async throws(Failure) { try await run(CommandWriter("EXPUNGE").command(.alone)) }
}
