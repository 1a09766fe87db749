/// A mailbox's name. Kept as modified UTF-7 (RFC 3501 5.1.3), or as it came where a server breaks that, so that it always finds its mailbox again.
public struct MailboxName: Hashable, Sendable, CustomStringConvertible {
    /// The form to store and compare: modified UTF-7, whichever form the session speaks.
    public let wire: String

    /// A name as a server or the database gave it. `inbox` in any case is `INBOX`.
    public init(wire: String) { self.wire = wire.count == 5 && wire.uppercased() == "INBOX" ? "INBOX" : wire }

    /// A name as a person wrote it.
    public init(_ text: String) { self.init(wire: ModifiedUTF7.encode(text)) }

    /// The name in Unicode; the wire form where that is no modified UTF-7.
    public var text: String { ModifiedUTF7.decode(wire) ?? wire }

    /// The one mailbox every account has.
    public static let inbox = MailboxName(wire: "INBOX")

    /// The Unicode form.
    public var description: String { text }

    /// The levels of the name in Unicode, split at the delimiter.
    public func path(delimiter: Character?) -> [String] {
        guard let delimiter else { return [text] }
        return wire.split(separator: delimiter, omittingEmptySubsequences: false).map { ModifiedUTF7.decode(String($0)) ?? String($0) }
    }

    /// A mailbox below this one.
    public func child(_ text: String, delimiter: Character) -> MailboxName {
        MailboxName(wire: "\(wire)\(delimiter)\(ModifiedUTF7.encode(text))")
    }
}
