import Core
import IMAP
import Store

/// Creates, renames, removes and subscribes mailboxes. Each may be done twice: what is so already is taken as done.
struct FolderWork: Sendable {
    let loop: OutboxLoop

    func run(_ row: OutboxRow) async throws(Failure) {
        switch row.work {
        case .createMailbox(let id):
            if let mailbox = try await mailbox(id) {
                let name = MailboxName(mailbox.path)
                try await loop.account.front.use(urgent: false, again: true) { connection throws(Failure) in
                    do throws(Failure) {
                        try await connection.create(name, role: mailbox.role)
                    } catch {
                        guard error.kind == .conflict else { throw error }
                    }
                    if mailbox.subscribed { _ = try? await connection.subscribe(name) }
                }
                try await loop.store.write { transaction throws(Failure) in
                    try MailboxTable.arrived(transaction, mailbox.id)
                    try OutboxTable.finish(transaction, row.id)
                }
            } else {
                try await loop.finish([row])
            }
        case .renameMailbox(let id, let from):
            if let mailbox = try await mailbox(id) {
                let old = loop.board.name(from)
                let new = MailboxName(mailbox.path)
                try await loop.account.front.use(urgent: false, again: true) { connection throws(Failure) in
                    if connection.selected?.name == old { try await connection.unselect() }
                    do throws(Failure) {
                        try await connection.rename(old, to: new)
                    } catch {
                        // Done before an interruption?
                        let present = try await connection.list(pattern: new.wire)
                        guard error.kind == .notFound || error.kind == .conflict,
                            present.contains(where: { $0.name == new && $0.isSelectable }),
                            try await connection.list(pattern: old.wire).isEmpty
                        else { throw error }
                    }
                    _ = try? await connection.unsubscribe(old)
                    if mailbox.subscribed { _ = try? await connection.subscribe(new) }
                }
            }
            try await loop.finish([row])
        case .deleteMailbox(let path):
            let name = loop.board.name(path)
            try await loop.account.front.use(urgent: false, again: true) { connection throws(Failure) in
                if connection.selected?.name == name { try await connection.unselect() }
                do throws(Failure) {
                    try await connection.delete(name)
                } catch {
                    guard error.kind == .notFound else { throw error }
                }
                _ = try? await connection.unsubscribe(name)
            }
            try await loop.finish([row])
        case .subscribe(let id, let wanted):
            if let mailbox = try await mailbox(id) {
                let name = loop.board.name(mailbox.path)
                try await loop.account.front.use(urgent: false, again: true) { connection throws(Failure) in
                    if wanted { try await connection.subscribe(name) } else { try await connection.unsubscribe(name) }
                }
            }
            try await loop.finish([row])
        default: break
        }
        loop.board.markFolders()
        loop.account.watchBell.ring()
        loop.account.workBell.ring()
    }

    private func mailbox(_ id: Int64) async throws(Failure) -> Mailbox? {
        try await loop.store.read { sql throws(Failure) in try MailboxTable.get(sql, MailboxID(id)) }
    }

    /// Puts the rows of a folder back to what the server has.
    static func undo(_ transaction: Transaction, _ row: OutboxRow) throws(Failure) {
        switch row.work {
        case .createMailbox(let id):
            if let mailbox = try MailboxTable.get(transaction.sql, MailboxID(id)) { try MailboxTable.delete(transaction, mailbox) }
        case .renameMailbox(let id, let from):
            if let mailbox = try MailboxTable.get(transaction.sql, MailboxID(id)) {
                try MailboxTable.rename(transaction, mailbox, to: from)
            }
        default: break
        }
    }
}
