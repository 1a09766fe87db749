import Core
import IMAP
import Store

/// What a LIST means for the mailboxes we know. Pure.
struct FolderPlan: Sendable {
    /// Mailboxes that are there under another path now: their numbers say so.
    var renamed: [(mailbox: Mailbox, path: String)] = []
    /// Every mailbox of the server as the store wants to hear of it.
    var listed: [ListedFolder] = []
    /// Known mailboxes that the server no longer lists.
    var gone: [Mailbox] = []
    /// Whether something new has the numbers of something old that is still listed: perhaps a rename seen halfway.
    var hasDoubles = false
    /// The wire name of each path, also of names that are no modified UTF-7.
    var names: [String: MailboxName] = [:]

    /// Compares. A mailbox that vanished while exactly one new one has its UIDVALIDITY and at least its UIDNEXT was renamed.
    static func make(known: [Mailbox], server: [IMAP.ListedMailbox], roles: [MailboxRole: MailboxName], subscriptionsKnown: Bool)
        -> FolderPlan
    {
        var server = server.filter { !$0.has("\\NonExistent") }
        // An empty answer is a broken answer: INBOX is always there.
        if !server.contains(where: { $0.name == .inbox }) {
            server.append(IMAP.ListedMailbox(name: .inbox, delimiter: server.first?.delimiter))
        }
        let roleOf = Dictionary(roles.map { ($0.value, $0.key) }) { first, _ in first }
        var plan = FolderPlan()
        for mailbox in server {
            let path = mailbox.name.text
            guard plan.names.updateValue(mailbox.name, forKey: path) == nil else { continue }
            let isInbox = mailbox.name == .inbox
            plan.listed.append(
                ListedFolder(
                    path: path, delimiter: mailbox.delimiter.map(String.init) ?? "", role: isInbox ? .inbox : roleOf[mailbox.name],
                    selectable: mailbox.isSelectable, subscribed: mailbox.isSubscribed || !subscriptionsKnown || isInbox))
        }
        let known = known.filter(\.onServer)
        let knownPaths = Set(known.map(\.path))
        let fresh = server.filter { !knownPaths.contains($0.name.text) && $0.name != .inbox }
        plan.gone = known.filter { plan.names[$0.path] == nil }
        plan.hasDoubles = fresh.contains { mailbox in
            known.contains {
                plan.names[$0.path] != nil && $0.uidNext > 1 && $0.uidValidity == mailbox.status?.uidValidity?.rawValue
                    && $0.uidNext == mailbox.status?.uidNext?.rawValue
            }
        }
        for mailbox in fresh {
            let old =
                mailbox.oldName.flatMap { name in plan.gone.first { $0.path == name.text } }
                ?? twin(of: mailbox, among: plan.gone, fresh: fresh)
            guard let old else { continue }
            plan.renamed.append((old, mailbox.name.text))
            plan.gone.removeAll { $0.id == old.id }
        }
        return plan
    }

    private static func twin(of mailbox: IMAP.ListedMailbox, among gone: [Mailbox], fresh: [IMAP.ListedMailbox]) -> Mailbox? {
        guard let status = mailbox.status, let validity = status.uidValidity?.rawValue, let next = status.uidNext?.rawValue else {
            return nil
        }
        let candidates = gone.filter { $0.uidValidity == validity && $0.uidNext > 0 && $0.uidNext <= next }
        let rivals = fresh.filter { $0.status?.uidValidity?.rawValue == validity }
        return candidates.count == 1 && rivals.count == 1 ? candidates[0] : nil
    }
}
