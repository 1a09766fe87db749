public import Core

/// An operation that still has to reach a server.
public struct OutboxRow: Sendable {
    /// Its row; a lower one was asked for earlier.
    public var id: OutboxID
    /// The account whose server it must reach.
    public var account: AccountID
    /// What to do there.
    public var work: OutboxWork
    /// The email it is about; nil: about a mailbox.
    public var email: EmailID?
    /// How far it is.
    public var state: OutboxState
    /// How often it has been begun or put off; the wait until the next try grows with it.
    public var attempts: Int
    /// The earliest time for the next try.
    public var notBefore: Timestamp
    /// When the person asked for it.
    public var createdAt: Timestamp
    /// Why the last try failed; empty: it has not.
    public var error: String
}

/// How far an operation is. The names are in the database.
public enum OutboxState: String, Sendable {
    case waiting
    /// Written before an effect that must not happen twice; found after a crash it is examined, not repeated.
    case running
    /// Whether it happened cannot be known; a person decides.
    case unsure
    case failed
}

/// What an operation does on the server.
public enum OutboxWork: Sendable, Codable, Hashable {
    /// Changes keywords in every location of the email.
    case keywords(add: [String], remove: [String])
    /// Moves the departing UID of this operation to another mailbox.
    case move(to: Int64)
    /// Copies the email from any of its locations into a mailbox.
    case copy(to: Int64)
    /// Removes the departing UID of this operation for good.
    case remove
    /// Appends bytes that are only here to a mailbox.
    case append(to: Int64, blob: Int64)
    /// Hands a submission to SMTP, then files it.
    case submit(submission: Int64)
    case createMailbox(mailbox: Int64)
    /// The mailbox row has its new path already.
    case renameMailbox(mailbox: Int64, from: String)
    case deleteMailbox(path: String)
    case subscribe(mailbox: Int64, Bool)

    var kind: String {
        switch self {
        case .keywords: "keywords"
        case .move: "move"
        case .copy: "copy"
        case .remove: "remove"
        case .append: "append"
        case .submit: "submit"
        case .createMailbox, .renameMailbox, .deleteMailbox, .subscribe: "mailbox"
        }
    }
}
