public import Core

/// The seam to message bodies, cleaned, and to pictures elsewhere.
public struct MailBodies: Sendable {
    /// How links in a body are to be written.
    public struct Links: Sendable {
        /// The URL of a part of this message, by blob id; nil leaves the picture out.
        public var part: @Sendable (_ blob: String) -> String?
        /// The URL of a remote picture; nil while pictures are blocked.
        public var remote: @Sendable (_ url: String) -> String?

        /// Both ways of writing a link.
        public init(part: @escaping @Sendable (String) -> String?, remote: @escaping @Sendable (String) -> String?) {
            self.part = part
            self.remote = remote
        }
    }

    /// A body ready for a frame.
    public struct Body: Sendable {
        /// Cleaned HTML: what belongs between `<body>` and `</body>`, style elements included.
        public var html: String
        /// Whether the sender wrote HTML, as opposed to plain text.
        public var isHTML: Bool
        /// How many remote pictures were left out that showing pictures would bring, backgrounds included, trackers not.
        public var blocked: Int

        /// A cleaned body.
        public init(html: String, isHTML: Bool, blocked: Int = 0) {
            self.html = html
            self.isHTML = isHTML
            self.blocked = blocked
        }
    }

    /// The cleaned body of an email of this user; `notFound` when it is not theirs.
    public var body: @Sendable (Person, _ email: String, Links) async throws(Failure) -> Body
    /// A picture from elsewhere through the guarded client: at most `limit` bytes.
    public var picture: @Sendable (_ url: String, _ limit: Int) async throws(Failure) -> [UInt8]

    /// Binds both parts.
    public init(
        body: @escaping @Sendable (Person, String, Links) async throws(Failure) -> Body,
        picture: @escaping @Sendable (String, Int) async throws(Failure) -> [UInt8]
    ) {
        self.body = body
        self.picture = picture
    }
}
