/// The prefixes of a person's own, other people's and shared mailboxes (RFC 2342).
public struct Namespaces: Hashable, Sendable {
    /// Where the person's own mailboxes are; normally one.
    public var personal: [Namespace]
    /// Where other people's mailboxes are; empty when the server has no such place.
    public var others: [Namespace]
    /// Where mailboxes that belong to nobody are; empty when the server has no such place.
    public var shared: [Namespace]

    /// One prefix.
    public struct Namespace: Hashable, Sendable {
        /// In wire form, such as `INBOX.`; often empty.
        public var prefix: String
        /// What separates levels of a name; nil when names are flat.
        public var delimiter: Character?

        /// A prefix and its delimiter.
        public init(prefix: String, delimiter: Character?) {
            self.prefix = prefix
            self.delimiter = delimiter
        }
    }

    /// No namespaces known.
    public init(personal: [Namespace] = [], others: [Namespace] = [], shared: [Namespace] = []) {
        self.personal = personal
        self.others = others
        self.shared = shared
    }
}
