import Core

/// One signed-in conversation with an IMAP server. Commands may be issued from several tasks at once; they are pipelined where that is safe.
/// After any timeout or nonsense from the server it is closed for good; a cancelled command leaves it usable or closed, never out of step.
public final class IMAPConnection: Sendable {
    /// What the server said without being asked, from sign-in to the end. One reader; events that nobody reads are dropped and reported as `missed`.
    public let events: AsyncStream<MailboxEvent>

    init(events: AsyncStream<MailboxEvent>) { self.events = events }
}
