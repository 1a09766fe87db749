import Core
import IMAP
import Logging
import Store

/// Brings the list of an account's mailboxes level with the server's.
struct FolderList: Sendable {
    let account: AccountID
    let store: Store
    let board: SyncBoard
    let log: Logger

    static let counters: [MailboxStatus.Item] = [.messages, .uidNext, .uidValidity, .highestModSeq]

    /// LIST, compare, write; marks the mailboxes that must be looked at. While a person's own change of a folder is on its way nothing
    /// is compared. A mailbox is only believed gone when a second LIST agrees.
    func refresh(on connection: IMAPConnection) async throws(Failure) {
        var (plan, server) = try await look(connection)
        if plan.hasDoubles {
            try? await Task.sleep(for: .milliseconds(400))
            (plan, server) = try await look(connection)
        }
        if !plan.gone.isEmpty {
            let first = Set(plan.gone.map(\.id))
            (plan, server) = try await look(connection)
            guard Set(plan.gone.map(\.id)) == first else { return board.markFolders() }
        }
        if !plan.gone.isEmpty { board.wantSweep() }
        board.setNames(plan.names)
        let finished = plan
        try await store.write(.process) { [account] transaction throws(Failure) in
            try transaction.lock(account)
            let busy = try OutboxTable.open(transaction.sql, account: account, limit: 1_000).contains { row in
                switch row.work {
                case .createMailbox, .renameMailbox, .deleteMailbox, .subscribe: true
                default: false
                }
            }
            // The first list is taken all the same: without it there is no connection that could bring the change there.
            if busy, try MailboxTable.all(transaction.sql, account: account).contains(where: \.onServer) { return }
            for (mailbox, path) in finished.renamed { try MailboxTable.rename(transaction, mailbox, to: path) }
            try MailboxTable.list(transaction, account: account, finished.listed)
        }
        try await markStale(server)
    }

    private func look(_ connection: IMAPConnection) async throws(Failure) -> (FolderPlan, [IMAP.ListedMailbox]) {
        var server = try await connection.list(status: connection.capabilities.listStatus ? FolderList.counters : [])
        let roles = MailboxRoles.resolve(server)
        let known = try await store.read { [account] sql throws(Failure) in try MailboxTable.all(sql, account: account) }
        let paths = Set(known.map(\.path))
        let names = Set(server.map(\.name.text))
        if !connection.capabilities.listStatus, known.contains(where: { $0.onServer && !names.contains($0.path) }) {
            // What is new may be what is missing, renamed: its numbers tell.
            for index in server.indices where server[index].isSelectable && !paths.contains(server[index].name.text) {
                server[index].status = try await connection.status(server[index].name, FolderList.counters)
            }
        }
        let plan = FolderPlan.make(
            known: known, server: server, roles: roles, subscriptionsKnown: server.contains { $0.isSubscribed })
        return (plan, server)
    }

    /// Marks the mailboxes whose counters differ from those seen last and from what the store holds.
    func markStale(_ server: [IMAP.ListedMailbox]) async throws(Failure) {
        let changed = server.filter { mailbox in
            mailbox.isSelectable && (mailbox.status.map { status in board.differs(mailbox.name, status) } ?? false)
        }
        guard !changed.isEmpty else { return }
        for mailbox in changed { if let status = mailbox.status { try await compare(mailbox.name, status) } }
    }

    /// Marks a mailbox when counters that changed say that it must be looked at.
    func compare(_ name: MailboxName, _ status: MailboxStatus) async throws(Failure) {
        if name == .inbox { return board.markInbox() }
        let isStale = try await store.read { [account] sql throws(Failure) -> MailboxID? in
            guard let mailbox = try MailboxTable.find(sql, account: account, path: name.text), mailbox.selectable, mailbox.isFollowed else {
                return nil
            }
            let cursor = MailboxCursor(
                uidValidity: mailbox.uidValidity, uidNext: mailbox.uidNext, modSeq: mailbox.modseq, headersFrom: mailbox.headersFrom)
            let held = try MailboxCursor.held(sql, mailbox.id, uidValidity: mailbox.uidValidity)
            return ResyncPlan.isStale(cursor: cursor, status: status, held: held) ? mailbox.id : nil
        }
        if let isStale { board.mark(isStale) }
    }
}

extension Mailbox {
    /// Whether its messages are kept here. Gmail's Starred and Important are only other views of the rest.
    var isFollowed: Bool { selectable && onServer && role != .flagged && role != .important }
}
