public import Core

extension IMAPConnection {
    /// CREATE (RFC 9051 6.3.4), with the role where CREATE-SPECIAL-USE is offered. Throws `conflict` when it exists.
    public func create(_ name: MailboxName, role: MailboxRole? = nil) async throws(Failure) {
        var writer = try writer("CREATE", naming: name)
        if let role, let attribute = MailboxRoles.attribute(of: role), capabilities.contains("CREATE-SPECIAL-USE") {
            writer.word("(USE (\(attribute)))")
        }
        try await run(writer.command())
    }

    /// RENAME (RFC 9051 6.3.6), with everything below.
    public func rename(_ name: MailboxName, to new: MailboxName) async throws(Failure) {
        var writer = CommandWriter("RENAME", dialect)
        try writer.mailbox(name)
        try checkNew(new)
        try writer.mailbox(new)
        try await run(writer.command(.alone))
    }

    /// DELETE (RFC 9051 6.3.5). Throws `notFound` when it is gone already.
    public func delete(_ name: MailboxName) async throws(Failure) {
        var writer = CommandWriter("DELETE", dialect)
        try writer.mailbox(name)
        try await run(writer.command(.alone))
    }

    /// SUBSCRIBE (RFC 9051 6.3.7).
    public func subscribe(_ name: MailboxName) async throws(Failure) { try await run(writer("SUBSCRIBE", naming: name).command()) }

    /// UNSUBSCRIBE (RFC 9051 6.3.8).
    public func unsubscribe(_ name: MailboxName) async throws(Failure) {
        var writer = CommandWriter("UNSUBSCRIBE", dialect)
        try writer.mailbox(name)
        try await run(writer.command())
    }

    private func writer(_ command: String, naming name: MailboxName) throws(Failure) -> CommandWriter {
        try checkNew(name)
        var writer = CommandWriter(command, dialect)
        try writer.mailbox(name)
        return writer
    }

    /// A name for a new mailbox holds no control characters, although modified UTF-7 could.
    private func checkNew(_ name: MailboxName) throws(Failure) {
        let text = name.text
        guard !text.isEmpty, text.utf8.count <= 1000, !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw Failure(
                .invalid, "IMAP: a mailbox name that is empty, too long or has control characters",
                message: "That is not a name for a folder.")
        }
    }
}
