public import Core

/// Messages and their parts as bytes, in pieces of at most 64 KiB.
public struct PluginMail: Sendable {
    /// What is said of a part before its bytes.
    public struct Head: Sendable {
        /// The media type without parameters, in lower case.
        public var type: String
        /// The file name, when it has one.
        public var name: String?
        /// How many bytes follow.
        public var size: Int
        /// The character set it was written in; text comes in UTF-8.
        public var charset: String?

        /// A head.
        public init(type: String, name: String?, size: Int, charset: String?) {
            self.type = type
            self.name = name
            self.size = size
            self.charset = charset
        }
    }

    /// The message as it came (RFC 5322); fails with `notFound` when it is not the user's.
    public var source: @Sendable (UserID, EmailID, _ piece: @Sendable ([UInt8]) -> Void) async throws(Failure) -> Void
    /// A part, decoded; fails with `notFound` when the message is not the user's or has no such part.
    public var part:
        @Sendable (UserID, EmailID, _ part: String, _ head: @Sendable (Head) -> Void, _ piece: @Sendable ([UInt8]) -> Void)
            async throws(Failure) -> Void

    /// Both.
    public init(
        source: @escaping @Sendable (UserID, EmailID, _ piece: @Sendable ([UInt8]) -> Void) async throws(Failure) -> Void,
        part:
            @escaping @Sendable (
                UserID, EmailID, _ part: String, _ head: @Sendable (Head) -> Void, _ piece: @Sendable ([UInt8]) -> Void
            ) async throws(Failure) -> Void
    ) {
        self.source = source
        self.part = part
    }
}
