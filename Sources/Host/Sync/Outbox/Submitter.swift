public import Core
public import Store

/// How a message leaves: a seam over SMTP.
public struct Submitter: Sendable {
    /// A message on its way out.
    public struct Parcel: Sendable {
        /// The submission server.
        public var server: ServerAddress
        /// Proof of who we are; nil: none is asked for.
        public var credential: Credential?
        /// What the admin allows.
        public var policy: ConnectionPolicy
        /// MAIL FROM.
        public var from: String
        /// RCPT TO.
        public var to: [String]
        /// The message, Bcc taken out, lines ended by CRLF.
        public var message: ScratchFile
    }

    /// How it ended.
    public enum Outcome: Sendable {
        /// The server has it; some recipients may have been refused.
        case sent(refused: [String: String], reply: String)
        /// The server will not have it: words for the writer, and the server's own.
        case refused(message: String, server: String)
        /// The line was lost after the last byte and before the answer.
        case unsure
    }

    /// Sends a message. `commit` is called, and waited for, before the last byte goes out: when it throws, nothing was sent.
    /// Throws when it did not work and may work later.
    public let send:
        @Sendable (_ parcel: Parcel, _ commit: @escaping @Sendable () async throws(Failure) -> Void) async throws(Failure) -> Outcome

    /// A way out of one's own.
    public init(
        send:
            @escaping @Sendable (_ parcel: Parcel, _ commit: @escaping @Sendable () async throws(Failure) -> Void) async throws(Failure) ->
            Outcome
    ) { self.send = send }
}
