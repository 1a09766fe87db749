public import Core
public import Store

/// Where the proof of who an account is comes from: the sealed password, or a token that a plugin keeps fresh.
public struct CredentialSource: Sendable {
    /// Which server it is for.
    public enum Purpose: Sendable { case imap, smtp }

    /// The credential. Throws `denied` when there is none.
    public let credential: @Sendable (_ account: Account, _ purpose: Purpose) async throws(Failure) -> Credential

    /// The server did not take what `credential` gave: a token that is kept is not given again.
    public let refused: @Sendable (_ account: Account) async -> Void

    /// A source of one's own.
    public init(
        credential: @escaping @Sendable (_ account: Account, _ purpose: Purpose) async throws(Failure) -> Credential,
        refused: @escaping @Sendable (_ account: Account) async -> Void = { _ in }
    ) {
        self.credential = credential
        self.refused = refused
    }

    /// The passwords in the store.
    public static func passwords(of store: Store) -> CredentialSource {
        CredentialSource { account, purpose throws(Failure) in
            let passwords = try await store.passwords(account.id)
            let username = purpose == .imap ? account.imapUsername : account.smtpUsername
            guard let password = purpose == .imap ? passwords.imap : passwords.smtp else {
                throw Failure(.denied, "no password is stored", message: "No password is saved for this account. Enter it again.")
            }
            return .password(username: username, password: password)
        }
    }
}
