public import Core

/// Something a server said without being asked.
public enum MailboxEvent: Sendable, Equatable {
    /// The selected mailbox now has so many messages.
    case exists(Int64)
    /// A message left the selected mailbox; later ones moved down. The UID is there when the connection knew it.
    case expunged(SequenceNumber, UID?)
    /// Messages left the selected mailbox (QRESYNC).
    case vanished(UIDSet)
    /// A message of the selected mailbox has these flags now.
    case changed(FetchedMessage)
    /// Counters of another mailbox changed (NOTIFY).
    case status(MailboxName, MailboxStatus)
    /// A mailbox was made, renamed, subscribed or removed (NOTIFY).
    case listed(ListedMailbox)
    /// Words of the server for the person (ALERT). Never before TLS.
    case alert(String)
    /// Events were lost because nobody read them, or the server's NOTIFY overflowed: compare everything.
    case missed
    /// The connection ended; the last event.
    case closed(Failure)
}
