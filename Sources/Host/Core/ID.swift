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
public protocol IDKind: Sendable { static var prefix: String { get } }

/// Names a user of this server.
public enum UserKind: IDKind { public static let prefix = "u" }
/// Names one IMAP account of a user, which is one JMAP account.
public enum AccountKind: IDKind { public static let prefix = "a" }
/// Names a mailbox (an IMAP folder).
public enum MailboxKind: IDKind { public static let prefix = "m" }
/// Names one message of an account, wherever it lies.
public enum EmailKind: IDKind { public static let prefix = "e" }
/// Names a conversation of an account.
public enum ThreadKind: IDKind { public static let prefix = "t" }
/// Names a sender identity.
public enum IdentityKind: IDKind { public static let prefix = "i" }
/// Names one sending of one message.
public enum SubmissionKind: IDKind { public static let prefix = "s" }
/// Names bytes that live in the database until a server has them.
public enum BlobKind: IDKind { public static let prefix = "b" }
/// Names one operation on its way to a server.
public enum OutboxKind: IDKind { public static let prefix = "o" }

public typealias UserID = ID<UserKind>
public typealias AccountID = ID<AccountKind>
public typealias MailboxID = ID<MailboxKind>
public typealias EmailID = ID<EmailKind>
public typealias ThreadID = ID<ThreadKind>
public typealias IdentityID = ID<IdentityKind>
public typealias SubmissionID = ID<SubmissionKind>
public typealias BlobID = ID<BlobKind>
public typealias OutboxID = ID<OutboxKind>
