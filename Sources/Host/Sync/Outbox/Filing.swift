import Core
import Store

/// What becomes of an email after it was sent: the patch of onSuccessUpdateEmail (RFC 8621 7.5), or its end.
enum Filing {
    /// Applies a patch of `keywords` and `mailboxIds`, or `{"destroy": true}`. What does not exist any more is left out.
    static func apply(_ transaction: Transaction, account: AccountID, email: EmailID, patch: JSON) throws(Failure) {
        guard let members = patch.object, !members.isEmpty, let stored = try EmailTable.get(transaction.sql, email) else { return }
        if members["destroy"]?.bool == true { return try Change.destroy(transaction, email) }
        var keywords = stored.keywords
        var mailboxes = Set(try LocationTable.of(transaction.sql, email).map(\.mailbox))
        let before = mailboxes
        for (path, value) in members.sorted(by: { $0.key < $1.key }) {
            let isOn = value.bool == true
            if path == "keywords", let all = value.object {
                keywords = Set(all.keys.compactMap { Keyword($0) })
            } else if path == "mailboxIds", let all = value.object {
                mailboxes = []
                for name in all.keys { if let id = try mailbox(transaction, account, name) { mailboxes.insert(id) } }
            } else if path.hasPrefix("keywords/"), let keyword = Keyword(unescape(path.dropFirst(9))) {
                if isOn { keywords.insert(keyword) } else { keywords.remove(keyword) }
            } else if path.hasPrefix("mailboxIds/"), let id = try mailbox(transaction, account, unescape(path.dropFirst(11))) {
                if isOn { mailboxes.insert(id) } else { mailboxes.remove(id) }
            }
        }
        try Change.keywords(transaction, email, add: keywords.subtracting(stored.keywords), remove: stored.keywords.subtracting(keywords))
        if mailboxes != before, !mailboxes.isEmpty { try Change.mailboxes(transaction, email, mailboxes) }
    }

    private static func mailbox(_ transaction: Transaction, _ account: AccountID, _ name: String) throws(Failure) -> MailboxID? {
        if name.hasPrefix("all-"), let role = MailboxRole(rawValue: String(name.dropFirst(4))) {
            return try MailboxTable.withRole(transaction.sql, account: account, role)?.id
        }
        guard let id = MailboxID(name), let found = try MailboxTable.get(transaction.sql, id), found.account == account, found.selectable
        else { return nil }
        return id
    }

    /// JSON Pointer's escapes (RFC 6901).
    private static func unescape(_ text: Substring) -> String {
        var out = ""
        var rest = text
        while let tilde = rest.firstIndex(of: "~") {
            out += rest[..<tilde]
            rest = rest[tilde...]
            if rest.hasPrefix("~1") { out += "/" } else { out += "~" }
            rest = rest.dropFirst(2)
        }
        return out + rest
    }
}
