import Core
import Foundation
import IMAP
import Logging
import Store

/// Brings an account's outbox to its servers: in order, each effect once, retried by kind of failure, undone with a reason when it can never be.
struct OutboxLoop: Sendable {
    let account: AccountSync
    let row: Account

    var store: Store { account.context.store }
    var board: SyncBoard { account.board }

    /// What can still become of an operation that did not work.
    private static let patience: Double = 5 * 86_400

    /// Runs until the task is cancelled.
    func run() async -> Failure {
        while !Task.isCancelled {
            let wait = await drain()
            await account.front.rest(after: account.context.pace.idle)
            await account.outboxBell.wait(min(wait ?? account.context.pace.idle, account.context.pace.idle))
        }
        return Failure(.cancelled, "stopped")
    }

    /// Applies everything that is due. Returns how long until the next is due, nil when nothing waits.
    func drain() async -> Duration? {
        while !Task.isCancelled {
            let now = store.clock.now()
            let plan: OutboxPlan
            do throws(Failure) {
                let rows = try await store.read { [id = account.id] sql throws(Failure) in
                    try OutboxTable.open(sql, account: id, limit: 1_000)
                }
                plan = OutboxPlan.make(rows, now: now)
            } catch {
                account.log.error("cannot read the outbox", metadata: ["failure": "\(error)"])
                return .seconds(5)
            }
            if plan.group.isEmpty { return plan.due.map { .milliseconds(max(20, $0.milliseconds - now.milliseconds)) } }
            await attempt(plan.group)
        }
        return nil
    }

    private func attempt(_ group: [OutboxRow]) async {
        do throws(Failure) {
            try await apply(group)
        } catch {
            if Task.isCancelled { return }
            if error.kind.mayRetry || error.kind == .cancelled {
                await later(group, error)
            } else if group.count > 1 {
                // One of them spoils it for all: each for itself.
                for one in group { await attempt([one]) }
            } else if let one = group.first {
                await giveUp(one, error)
            }
        }
    }

    private func apply(_ group: [OutboxRow]) async throws(Failure) {
        guard let first = group.first else { return }
        switch first.work {
        case .keywords(let add, let remove): try await KeywordWork(loop: self).run(group, add: add, remove: remove)
        case .move(let to): try await MoveWork(loop: self).run(group, to: MailboxID(to))
        case .remove: try await RemoveWork(loop: self).run(group)
        case .copy(let to): try await CopyWork(loop: self).run(first, group, to: MailboxID(to))
        case .append(let to, let blob): try await AppendWork(loop: self).run(first, to: MailboxID(to), blob: BlobID(blob))
        case .submit(let id): try await SubmitWork(loop: self).run(first, SubmissionID(id))
        case .createMailbox, .renameMailbox, .deleteMailbox, .subscribe: try await FolderWork(loop: self).run(first)
        }
    }

    private func later(_ group: [OutboxRow], _ failure: Failure) async {
        let now = store.clock.now()
        account.log.info("an operation waits", metadata: ["failure": "\(failure)", "count": "\(group.count)"])
        do throws(Failure) {
            try await store.write { transaction throws(Failure) in
                for row in group {
                    let age = Double(now.milliseconds - row.createdAt.milliseconds) / 1000
                    if age > OutboxLoop.patience {
                        try Settle.undo(transaction, row, error: failure.description)
                        continue
                    }
                    let seconds = max(min(pow(2, Double(min(row.attempts, 20)) / 2), 300), failure.retryAfter ?? 0)
                    try OutboxTable.retry(transaction, row.id, at: now.adding(seconds: seconds), error: failure.description)
                }
            }
        } catch {
            account.log.error("cannot write the outbox", metadata: ["failure": "\(error)"])
            await account.outboxBell.wait(.seconds(1))
        }
    }

    private func giveUp(_ row: OutboxRow, _ failure: Failure) async {
        account.log.warning("an operation is undone", metadata: ["operation": "\(row.id)", "failure": "\(failure)"])
        do throws(Failure) {
            try await store.write { transaction throws(Failure) in
                try FolderWork.undo(transaction, row)
                try Settle.undo(transaction, row, error: failure.message.isEmpty ? failure.description : failure.message)
            }
        } catch {
            account.log.error("cannot undo an operation", metadata: ["failure": "\(error)"])
            await account.outboxBell.wait(.seconds(1))
        }
        board.markFolders()
        account.watchBell.ring()
        account.workBell.ring()
    }

    // MARK: - What all kinds of work need

    /// The name of a mailbox; throws `notFound` when it is gone here, and `unavailable` while it is not on the server yet.
    func name(_ mailbox: MailboxID) async throws(Failure) -> MailboxName {
        guard let found = try await store.read({ sql throws(Failure) in try MailboxTable.get(sql, mailbox) }) else {
            throw Failure(.notFound, "mailbox \(mailbox) is gone", message: "The folder does not exist any more.")
        }
        return board.name(found.path)
    }

    /// Selects a mailbox that must still be numbered as we know it; throws `unavailable` when it is not, until sync has found everything again.
    func select(_ connection: IMAPConnection, _ mailbox: MailboxID, uidValidity: Int64) async throws(Failure) {
        let name = try await name(mailbox)
        try await connection.selectFresh(name)
        guard connection.selected?.uidValidity?.rawValue ?? 1 == uidValidity else {
            board.mark(mailbox)
            board.markInbox()
            account.workBell.ring()
            account.watchBell.ring()
            throw Failure(.unavailable, "mailbox \(mailbox) was numbered anew")
        }
    }

    /// The UIDs in a mailbox of a message with a Message-ID.
    func find(_ connection: IMAPConnection, in name: MailboxName, messageID: String?) async throws(Failure) -> (UIDValidity, UIDSet)? {
        guard let messageID, !messageID.isEmpty else { return nil }
        // Selected anew: some servers only then see what has just arrived.
        let selected = try await connection.select(name)
        let found = try await connection.search(.header("Message-ID", contains: messageID)).uids
        guard let validity = selected.uidValidity, !found.isEmpty else { return nil }
        return (validity, found)
    }

    /// Where in a mailbox a message lies that an attempt of ours may have put there: by its Message-ID, without those we know to be other emails.
    func landed(
        _ connection: IMAPConnection, in name: MailboxName, _ mailbox: MailboxID, _ email: EmailID?, messageID: String?
    ) async throws(Failure) -> (Int64, Int64)? {
        guard let (validity, found) = try await find(connection, in: name, messageID: messageID) else { return nil }
        let ours = try await store.read { sql throws(Failure) -> Int64? in
            // The newest of them, and no more than somebody hostile can make us look up.
            for range in found.ranges.reversed().prefix(100) {
                for uid in range.reversed().prefix(100) {
                    let place = try LocationTable.at(sql, mailbox: mailbox, uidValidity: validity.rawValue, uid: uid)
                    if place == nil || place?.email == email { return uid }
                }
            }
            return nil
        }
        return ours.map { (validity.rawValue, $0) }
    }

    /// An email; nil when it is gone.
    func email(_ row: OutboxRow) async throws(Failure) -> StoredEmail? {
        guard let id = row.email else { return nil }
        return try await store.read { sql throws(Failure) in try EmailTable.get(sql, id) }
    }

    /// Drops operations that have nothing left to do.
    func finish(_ rows: [OutboxRow]) async throws(Failure) {
        guard !rows.isEmpty else { return }
        try await store.write { transaction throws(Failure) in for row in rows { try OutboxTable.finish(transaction, row.id) } }
    }

    /// Writes that an effect is about to begin.
    func start(_ rows: [OutboxRow]) async throws(Failure) {
        try await store.write { transaction throws(Failure) in for row in rows { try OutboxTable.start(transaction, row.id) } }
    }
}
