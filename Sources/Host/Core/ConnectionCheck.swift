/// What a try-out of a mail server found: the `Check` of the HTTP contract.
public struct ConnectionCheck: Hashable, Sendable {
    /// What happened, in one word a program can act on.
    public enum Code: String, Sendable, CaseIterable, Codable {
        /// Connected and signed in.
        case ok
        /// The server refused the name or the password.
        case wrongPassword
        /// The provider wants an app password, or another way to sign in, instead of the account's password.
        case needsAppPassword
        /// The certificate is not valid for this server.
        case certificate
        /// The host name does not exist.
        case nameNotFound
        /// Nothing listens there, or it hung up at once.
        case refused
        /// No answer in time.
        case timeout
        /// Something answers, but it does not speak this protocol, or not with this TLS mode.
        case notThisProtocol
        /// STARTTLS was asked for and is not offered.
        case tlsNotOffered
        /// The admin's policy does not allow this server.
        case policy
        /// Anything else.
        case failed
    }

    /// What happened.
    public let code: Code
    /// A sentence that says what to do.
    public let message: String
    /// The server's own words, as they came, cut after 500 characters; empty when it said none.
    public let server: String

    /// A finding.
    public init(_ code: Code, message: String, server: String = "") {
        self.code = code
        self.message = message
        self.server = String(server.prefix(500))
    }

    /// Whether the account would work.
    public var ok: Bool { code == .ok }

    /// `{"ok", "code", "message", "server"}`.
    public var json: JSON { ["ok": .bool(ok), "code": .string(code.rawValue), "message": .string(message), "server": .string(server)] }

    /// The same finding as a failure; nil when all is well.
    public var failure: Failure? {
        let kind: Failure.Kind
        switch code {
        case .ok: return nil
        case .wrongPassword, .needsAppPassword, .policy: kind = .denied
        case .nameNotFound, .refused, .certificate, .notThisProtocol, .tlsNotOffered, .failed: kind = .unavailable
        case .timeout: kind = .timeout
        }
        return Failure(kind, "\(code.rawValue): \(message)\(server.isEmpty ? "" : " [\(server)]")", message: message)
    }
}
