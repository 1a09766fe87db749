/// One mailbox of a LIST answer (RFC 9051 7.3.1).
public struct ListedMailbox: Hashable, Sendable {
    /// The whole name, from the root.
    public var name: MailboxName
    /// What separates levels of the name; nil when names are flat.
    public var delimiter: Character?
    /// Attributes as they came, such as `\HasChildren` or `\Sent`.
    public var attributes: [String]
    /// The counters, where LIST-STATUS gave them.
    public var status: MailboxStatus?
    /// The former name, when the server says it was renamed (RFC 5258, OLDNAME).
    public var oldName: MailboxName?

    /// A mailbox with nothing known but its name.
    public init(name: MailboxName, delimiter: Character? = nil, attributes: [String] = []) {
        self.name = name
        self.delimiter = delimiter
        self.attributes = attributes
    }

    /// Whether an attribute is there, without case.
    public func has(_ attribute: String) -> Bool { attributes.contains { $0.lowercased() == attribute.lowercased() } }

    /// Whether it can be selected.
    public var isSelectable: Bool { !has("\\Noselect") && !has("\\NonExistent") }
    /// Whether the person subscribed to it, where the server says so.
    public var isSubscribed: Bool { has("\\Subscribed") }
}
