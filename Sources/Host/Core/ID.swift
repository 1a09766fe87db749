/// A typed row id. Its text form, a letter and a decimal number, is the JMAP id (RFC 8620 1.2).
public struct ID<Kind: IDKind>: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number in the database. Made once, never reused.
    public let rawValue: Int64

    /// Wraps a number read from the database.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }

    /// Reads the JMAP form; nil when it is not an id of this kind.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 20, text.hasPrefix(Kind.prefix), let number = Int64(text.dropFirst(Kind.prefix.count)), number > 0 else {
            return nil
        }
        rawValue = number
    }

    /// The JMAP form, such as `e42`.
    public var description: String { "\(Kind.prefix)\(rawValue)" }

    /// Ids are ordered by age.
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// What an id names.
public protocol IDKind: Sendable {
    /// The letter that begins such an id.
    static var prefix: String { get }
}

/// Names a user of this server.
public enum UserKind: IDKind {
    /// `u7` is a user.
    public static let prefix = "u"
}

/// Names one IMAP account of a user, which is one JMAP account.
public enum AccountKind: IDKind {
    /// `a7` is an account.
    public static let prefix = "a"
}

/// Names a mailbox (an IMAP folder).
public enum MailboxKind: IDKind {
    /// `m7` is a mailbox.
    public static let prefix = "m"
}

/// Names one message of an account, wherever it lies.
public enum EmailKind: IDKind {
    /// `e7` is an email.
    public static let prefix = "e"
}

/// Names a conversation of an account.
public enum ThreadKind: IDKind {
    /// `t7` is a conversation.
    public static let prefix = "t"
}

/// Names a sender identity.
public enum IdentityKind: IDKind {
    /// `i7` is an identity.
    public static let prefix = "i"
}

/// Names one sending of one message.
public enum SubmissionKind: IDKind {
    /// `s7` is a submission.
    public static let prefix = "s"
}

/// Names bytes that live in the database until a server has them.
public enum BlobKind: IDKind {
    /// `b7` is a blob.
    public static let prefix = "b"
}

/// Names one operation on its way to a server.
public enum OutboxKind: IDKind {
    /// `o7` is an operation.
    public static let prefix = "o"
}

/// Names an address book of a user.
public enum AddressBookKind: IDKind {
    /// `k7` is an address book.
    public static let prefix = "k"
}

/// Names one card of an address book.
public enum CardKind: IDKind {
    /// `c7` is a card.
    public static let prefix = "c"
}

/// The id of a user.
public typealias UserID = ID<UserKind>
/// The id of an account; 0 stands for what belongs to the user alone.
public typealias AccountID = ID<AccountKind>
/// The id of a mailbox, which outlives its renaming.
public typealias MailboxID = ID<MailboxKind>
/// The id of a message, the same in every mailbox it lies in.
public typealias EmailID = ID<EmailKind>
/// The id of a conversation.
public typealias ThreadID = ID<ThreadKind>
/// The id of a sender identity.
public typealias IdentityID = ID<IdentityKind>
/// The id of one sending.
public typealias SubmissionID = ID<SubmissionKind>
/// The id of bytes in the database.
public typealias BlobID = ID<BlobKind>
/// The id of an operation; a lower one was asked for earlier.
public typealias OutboxID = ID<OutboxKind>
/// The id of an address book.
public typealias AddressBookID = ID<AddressBookKind>
/// The id of a card, which outlives its moving to another book.
public typealias CardID = ID<CardKind>
