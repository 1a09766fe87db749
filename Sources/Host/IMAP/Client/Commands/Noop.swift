public import Core

extension IMAPConnection {
    /// NOOP (RFC 9051 6.1.2): whatever is new arrives in `events`; proves that the connection lives.
    public func noop() async throws(Failure) { try await run(CommandWriter("NOOP").command()) }

    /// CHECK (RFC 3501 6.4.1); NOOP on an IMAP4rev2 server, which no longer knows it.
    public func check() async throws(Failure) {
        try await run(CommandWriter(capabilities.isRev2 && !capabilities.contains("IMAP4REV1") ? "NOOP" : "CHECK").command(.alone))
    }

    /// LOGOUT (RFC 9051 6.1.3), then closed. Never throws: it is closed either way.
    public func logout() async {
        _ = try? await run(CommandWriter("LOGOUT").command(.alone))
        close()
    }
}
