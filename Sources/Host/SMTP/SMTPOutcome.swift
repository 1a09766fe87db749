public import Core

/// How a submission ended. Exactly one case says that the mail is on its way, and one that nobody knows.
public enum SMTPOutcome: Sendable, Hashable {
    /// The server took the message, with its words.
    case delivered(server: String)
    /// The server said no and will say so again.
    case refused(Refusal)
    /// The server said not now; trying again later makes sense.
    case deferred(Refusal)
    /// The message was not handed over: no connection, no TLS, no sign-in, time-out, cancelled. Nothing was sent.
    case notSent(ConnectionCheck)
    /// The caller's `pointOfNoReturn` said no. Nothing was sent.
    case abandoned
    /// The connection was lost after the whole message was handed over and before the server answered: it may be delivered or not.
    case unknown(String)

    /// What a server said against a message.
    public struct Refusal: Sendable, Hashable {
        /// A sentence for the writer.
        public var message: String
        /// The server's words, as they came.
        public var server: String
        /// The reply code (RFC 5321 4.2), such as 550.
        public var code: Int
        /// Recipients that were refused, with the words about each; empty when the message itself was.
        public var recipients: [String: String]
    }

    /// Whether trying again later makes sense without risking a second copy.
    public var mayRetry: Bool {
        switch self {
        case .deferred: true
        case .notSent(let check): [.refused, .timeout, .failed, .nameNotFound].contains(check.code)
        default: false
        }
    }
}

/// What is sent, from whom to whom (RFC 5321 2.3.1).
public struct SMTPEnvelope: Sendable, Hashable {
    /// The return path; as `Address.wire()` gives it.
    public var from: String
    /// Where to; at least one, as `OutgoingMessage.recipients()` gives them.
    public var recipients: [String]

    /// An envelope.
    public init(from: String, recipients: [String]) {
        self.from = from
        self.recipients = recipients
    }
}
