import Core
import Store
import Sync

/// Checks the servers of one account.
enum AccountDoctor {
    /// Signs in at both servers with the saved passwords and says what a person should do where that does not work.
    static func check(_ account: Account, _ house: House, _ report: Report) async {
        do throws(Failure) {
            let policy = try await house.store.read { db throws(Failure) in try SettingTable.policy(db) }
            let source = CredentialSource.passwords(of: house.store)
            let (imap, smtp) = try await (source.credential(account, .imap), source.credential(account, .smtp))
            let checks = await AccountTest.run(
                imap: account.imap, smtp: account.smtp, imapCredential: imap, smtpCredential: smtp, policy: policy)
            tell("\(account.email): IMAP \(account.imap.host):\(account.imap.port)", checks.imap, report)
            tell("\(account.email): SMTP \(account.smtp.host):\(account.smtp.port)", checks.smtp, report)
        } catch {
            report.bad(account.email, error.message.isEmpty ? error.description : error.message)
        }
    }

    private static func tell(_ what: String, _ check: ConnectionCheck, _ report: Report) {
        if check.code == .ok { report.good(what) } else { report.bad(what, check.message) }
    }
}
