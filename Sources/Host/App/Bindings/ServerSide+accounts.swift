import Core
import JMAP
import Net
import Store
import Sync

extension ServerSide {
    /// What JMAP asks of those who speak to mail servers.
    static func accounts(_ accounts: Accounts, store: Store) -> ServerSide {
        @Sendable func policy() async -> ConnectionPolicy {
            (try? await store.read { db throws(Failure) in try SettingTable.policy(db) }) ?? ConnectionPolicy()
        }
        return ServerSide(
            nudge: { accounts.nudge($0) },
            rawMessage: { email async throws(Failure) in try await accounts.raw(email) },
            testAccount: { trial in
                await AccountTest.run(
                    imap: trial.imap, smtp: trial.smtp, imapCredential: trial.imapCredential, smtpCredential: trial.smtpCredential,
                    policy: await policy())
            },
            discover: { email async throws(Failure) in
                guard let found = await Net.Discovery.find(email, seams: .network(policy: await policy())) else {
                    return JMAP.Discovery(source: nil)
                }
                let name = found.username(for: email)
                return JMAP.Discovery(
                    source: .init(rawValue: found.found.rawValue), imap: found.imap, imapUsername: name, smtp: found.smtp,
                    smtpUsername: name,
                    provider: found.provider, note: found.note, helpURL: found.helpUrl)
            })
    }
}
