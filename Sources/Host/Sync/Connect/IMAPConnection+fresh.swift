import Core
import IMAP

extension IMAPConnection {
    /// Selects a mailbox; when it is selected already the server is asked for its news first. Until it has told of a message
    /// (RFC 3501 7.3.1) a UID command on that message answers OK and does nothing.
    func selectFresh(_ name: MailboxName) async throws(Failure) {
        if selected?.name == name, selected?.isReadOnly == false {
            try await noop()
        } else {
            try await select(name)
        }
    }
}
