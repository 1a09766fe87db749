import Core
import Plugins
import Store
import Sync

extension CredentialSource {
    /// Saved passwords, and for accounts whose `auth` is `plugin:ID` the tokens which that plugin fetches.
    static func house(_ store: Store, tokens: PluginTokens) -> CredentialSource {
        let passwords = CredentialSource.passwords(of: store)
        return CredentialSource(
            credential: { account, purpose async throws(Failure) in
                guard account.auth.hasPrefix("plugin:") else { return try await passwords.credential(account, purpose) }
                let (server, username) = purpose == .imap ? (account.imap, account.imapUsername) : (account.smtp, account.smtpUsername)
                let facts: JSON = [
                    "id": .string("\(account.id)"), "user": .string("\(account.user)"), "email": .string(account.email),
                    "username": .string(username), "provider": .string(server.host), "purpose": purpose == .imap ? "imap" : "smtp",
                ]
                let token = try await tokens.token(account.id, plugin: String(account.auth.dropFirst(7)), facts: facts)
                return .bearer(username: username, token: token)
            },
            refused: { account in await tokens.refused(account.id) })
    }
}
