public import Core
public import IMAP

/// Tries an account before it is saved, IMAP and SMTP apart.
public enum AccountTest {
    /// Signs in at both servers at once and says what a person should do where that does not work. Never throws.
    public static func run(
        imap: ServerAddress, smtp: ServerAddress, imapCredential: Credential, smtpCredential: Credential, policy: ConnectionPolicy,
        resolver: HostResolver? = nil
    ) async -> (imap: ConnectionCheck, smtp: ConnectionCheck) {
        async let first = IMAPConnection.test(imap, imapCredential, policy: policy, resolver: resolver)
        async let second = Submitter.test(smtp, smtpCredential, policy)
        return await (first, second)
    }
}
