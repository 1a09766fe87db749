import Core
import IMAP
import Logging
import Store

/// Opens connections for accounts: the admin's policy as it is now, the broker's leave, a fresh credential.
struct Dialer: Sendable {
    let store: Store
    let broker: ConnectionBroker
    let credentials: CredentialSource
    let resolver: HostResolver?
    let log: Logger

    /// A signed-in connection. Throws what `IMAPConnection.open` throws, and `unavailable` while the host is left in peace.
    func open(_ account: Account) async throws(Failure) -> IMAPConnection {
        let policy = try await store.read { sql throws(Failure) in try SettingTable.policy(sql) }
        let credential = try await credentials.credential(account, .imap)
        do throws(Failure) {
            return try await broker.signIn(host: account.imap.host) { [resolver, log] () throws(Failure) in
                try await IMAPConnection.open(account.imap, credential, policy: policy, resolver: resolver, log: log)
            }
        } catch {
            if error.kind == .denied { await credentials.refused(account) }
            throw error
        }
    }
}
