/// What a journal row is about. The numbers are in the database: only ever append.
public enum DataType: Int64, Sendable, CaseIterable {
    case mailbox = 1
    case email = 2
    case thread = 3
    case identity = 4
    case submission = 5
    case mailAccount = 6
    case preference = 7
    case addressBook = 8
    case contactCard = 9

    /// The JMAP name of the type.
    public var name: String {
        switch self {
        case .mailbox: "Mailbox"
        case .email: "Email"
        case .thread: "Thread"
        case .identity: "Identity"
        case .submission: "EmailSubmission"
        case .mailAccount: "MailAccount"
        case .preference: "Preference"
        case .addressBook: "AddressBook"
        case .contactCard: "ContactCard"
        }
    }
}

/// What happened to an object. The numbers are in the database.
public enum ChangeKind: Int64, Sendable {
    case created = 1
    case updated = 2
    case destroyed = 3
}
