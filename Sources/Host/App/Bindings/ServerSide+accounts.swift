import Core
import JMAP
import Net
import Store
import Sync

extension ServerSide {
    /// What JMAP asks of those who speak to mail servers.
    static func accounts(_ accounts: Accounts, store: Store) -> ServerSide {
        ServerSide(
            nudge: { accounts.nudge($0) },
            rawMessage: { email async throws(Failure) in try await accounts.raw(email) },
            testAccount: { trial in
                let policy = (try? await store.read { db throws(Failure) in try SettingTable.policy(db) }) ?? ConnectionPolicy()
                return await AccountTest.run(
                    imap: trial.imap, smtp: trial.smtp, imapCredential: trial.imapCredential, smtpCredential: trial.smtpCredential, policy: policy)
            },
            discover: { email async throws(Failure) in try await Discovery.find(email) })
    }
}
