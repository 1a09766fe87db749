import Core
import Store

/// Checks the servers of one account.
enum AccountDoctor {
    static func check(_ account: Account, _ house: House, _ report: Report) async {
        report.note("\(account.email): IMAP \(account.imap.host):\(account.imap.port), SMTP \(account.smtp.host):\(account.smtp.port)")
    }
}
