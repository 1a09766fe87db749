/// Where a mail server is and how the connection is protected.
public struct ServerAddress: Hashable, Sendable, Codable {
    /// How TLS is used. Always a person's explicit choice, never guessed from the port.
    public enum TLS: String, Sendable, Codable, CaseIterable {
        /// TLS from the first byte (RFC 8314).
        case implicit
        /// Plain text upgraded by STARTTLS, which must succeed.
        case starttls
        /// No TLS. Only where the admin's policy allows it.
        case none
    }

    /// The name, or an address literal.
    public var host: String
    /// 1 to 65535.
    public var port: Int
    /// How TLS is used.
    public var tls: TLS
    /// Whether a certificate that does not verify is accepted. Only where the admin's policy allows it.
    public var skipVerify: Bool

    /// A server at a host and port.
    public init(host: String, port: Int, tls: TLS, skipVerify: Bool = false) {
        self.host = host
        self.port = port
        self.tls = tls
        self.skipVerify = skipVerify
    }
}

/// How to prove who one is to a mail server.
public enum Credential: Hashable, Sendable {
    /// LOGIN or AUTHENTICATE PLAIN.
    case password(username: String, password: String)
    /// AUTHENTICATE XOAUTH2 with an access token.
    case bearer(username: String, token: String)

    /// The name one signs in with.
    public var username: String {
        switch self {
        case .password(let username, _), .bearer(let username, _): username
        }
    }
}

/// What the admin allows for connections to mail servers.
public struct ConnectionPolicy: Hashable, Sendable, Codable {
    /// Private, loopback and link-local addresses, and names under `.local` and `.internal`.
    public var allowPrivateHosts: Bool
    /// Plain text connections and skipping certificate verification.
    public var allowInsecureTLS: Bool
    /// Ports other than 143, 993 for IMAP and 465, 587 for SMTP.
    public var allowNonstandardPorts: Bool

    /// The strict policy unless told otherwise.
    public init(allowPrivateHosts: Bool = false, allowInsecureTLS: Bool = false, allowNonstandardPorts: Bool = false) {
        self.allowPrivateHosts = allowPrivateHosts
        self.allowInsecureTLS = allowInsecureTLS
        self.allowNonstandardPorts = allowNonstandardPorts
    }
}
