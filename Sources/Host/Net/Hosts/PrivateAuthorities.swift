import Foundation

/// Certificate authorities that this machine's owner trusts beside the system's: the file that OpenSSL's standard variable
/// `SSL_CERT_FILE` names, read once. Everything that speaks TLS to the outside believes them: HTTP, SMTP and IMAP.
public enum PrivateAuthorities {
    /// The PEM file; nil when none is named.
    public static let file: String? = named(by: ProcessInfo.processInfo.environment)

    static func named(by environment: [String: String]) -> String? {
        guard let path = environment["SSL_CERT_FILE"], !path.isEmpty, !path.utf8.contains(0) else { return nil }
        return path
    }
}
