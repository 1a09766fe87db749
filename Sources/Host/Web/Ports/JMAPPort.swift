public import Core

/// The seam to the JMAP methods: who asks is always a user that was checked here.
public struct JMAPPort: Sendable {
    /// The answer to a request: the Response, or the problem document of RFC 8620 3.6.1.
    public struct Answer: Sendable {
        /// 200, or the status of a request-level error.
        public var status: Int
        /// The JSON text.
        public var bytes: [UInt8]

        /// An answer with a status.
        public init(status: Int = 200, bytes: [UInt8]) {
            self.status = status
            self.bytes = bytes
        }
    }

    /// Bytes to hand out (RFC 8620 6.2).
    public struct Blob: Sendable {
        /// The bytes.
        public var bytes: [UInt8]
        /// The media type as the message says it; what the browser is told is decided by Web.
        public var type: String
        /// The file name, when known.
        public var name: String?

        /// Bytes with a type.
        public init(bytes: [UInt8], type: String, name: String? = nil) {
            self.bytes = bytes
            self.type = type
            self.name = name
        }
    }

    /// Newest states: account id → type name → state (RFC 8620 7.1).
    public typealias States = [String: [String: String]]

    /// The Session object (RFC 8620 2), its URLs relative to the server's root.
    public var session: @Sendable (Person) async throws(Failure) -> JSON
    /// Answers a request (RFC 8620 3.3).
    public var call: @Sendable (Person, [UInt8]) async throws(Failure) -> Answer
    /// Hands each piece of a body to whoever takes it, and waits until it is taken.
    public typealias Pour = @Sendable (_ take: ([UInt8]) async throws -> Void) async throws -> Void

    /// Keeps the bytes that are poured and answers `{accountId, blobId, type, size}`. Fails as the pouring does, and then keeps nothing.
    public var upload: @Sendable (Person, _ account: String, _ type: String, _ pour: @escaping Pour) async throws -> JSON
    /// The bytes of a blob of this user; `notFound` when it is not theirs.
    public var download: @Sendable (Person, _ account: String, _ blob: String) async throws(Failure) -> Blob
    /// The states now.
    public var states: @Sendable (UserID) async throws(Failure) -> States
    /// What changes from now on; ends when the reader stops.
    public var changes: @Sendable (UserID) async -> AsyncStream<States>
    /// What plugins tell the open browsers of a user from now on, as it is sent to them; ends when the reader stops.
    public var messages: @Sendable (UserID) -> AsyncStream<JSON>

    /// Binds every part.
    public init(
        session: @escaping @Sendable (Person) async throws(Failure) -> JSON,
        call: @escaping @Sendable (Person, [UInt8]) async throws(Failure) -> Answer,
        upload: @escaping @Sendable (Person, String, String, @escaping Pour) async throws -> JSON,
        download: @escaping @Sendable (Person, String, String) async throws(Failure) -> Blob,
        states: @escaping @Sendable (UserID) async throws(Failure) -> States,
        changes: @escaping @Sendable (UserID) async -> AsyncStream<States>,
        messages: @escaping @Sendable (UserID) -> AsyncStream<JSON>
    ) {
        self.session = session
        self.call = call
        self.upload = upload
        self.download = download
        self.states = states
        self.changes = changes
        self.messages = messages
    }
}
