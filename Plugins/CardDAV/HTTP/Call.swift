/// A name and a password (RFC 7617).
struct Credentials: Equatable, Sendable {
    let name: String
    let password: String
}

/// One request under a mounted prefix.
struct Call: Sendable {
    /// The method, in upper case.
    var method: String
    /// Which prefix it came in by: `/dav` or `/.well-known/carddav`.
    var mount = Call.prefix
    /// What follows the prefix, percent-encoded as it came.
    var path: String
    /// Headers by lower-case name.
    var headers: [String: String] = [:]
    /// What was sent.
    var body: [UInt8] = []
    /// `http` or `https`, as the person's side sees it.
    var scheme = "https"
    /// The address of the client.
    var remote = ""
    /// The host name and port it asked for.
    var host = ""
    /// The name and the password it came with; nil without, or when they cannot be read.
    var credentials: Credentials?

    /// Where everything of this server lives.
    static let prefix = "/dav"

    /// A header's value without white space around it; nil when it did not come.
    subscript(header: String) -> String? {
        headers[header].map { Text.trim($0) }
    }
}
