/// The prefixes of a person's own, other people's and shared mailboxes (RFC 2342).
public struct Namespaces: Hashable, Sendable {
    public var personal: [Namespace]
    public var others: [Namespace]
    public var shared: [Namespace]

    /// One prefix.
    public struct Namespace: Hashable, Sendable {
        /// In wire form, such as `INBOX.`; often empty.
        public var prefix: String
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
