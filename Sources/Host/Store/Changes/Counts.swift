import Core

/// The counts of mailboxes, derived from the locations of the conversations a transaction touched. Nobody else writes them.
struct Counts {
    private struct Pair: Hashable {
        let mailbox: MailboxID
        let thread: ThreadID
    }
    private var touched: Set<Pair> = []

    /// Marks a conversation in a mailbox to be counted again before the commit.
    mutating func touch(_ mailbox: MailboxID, _ thread: ThreadID) { touched.insert(Pair(mailbox: mailbox, thread: thread)) }

    /// Counts what was touched and journals the mailboxes whose counts moved.
    mutating func settle(_ transaction: Transaction) throws(Failure) {
        guard !touched.isEmpty else { return }
        let sql = transaction.sql
        var moves: [MailboxID: (total: Int64, unread: Int64, threads: Int64, unreadThreads: Int64)] = [:]
        for pair in touched {
            let new =
                try sql.first(
                    "SELECT count(*), coalesce(sum(1 - seen), 0) FROM locations WHERE thread_id = ? AND mailbox_id = ?",
                    [pair.thread, pair.mailbox]
                ) { ($0.int(0), $0.int(1)) } ?? (0, 0)
            let old =
                try sql.first(
                    "SELECT total, unread FROM mailbox_threads WHERE mailbox_id = ? AND thread_id = ?", [pair.mailbox, pair.thread]
                ) { ($0.int(0), $0.int(1)) } ?? (0, 0)
            guard new != old else { continue }
            if new.0 == 0 {
                try sql.run("DELETE FROM mailbox_threads WHERE mailbox_id = ? AND thread_id = ?", [pair.mailbox, pair.thread])
            } else {
                try sql.run(
                    """
                    INSERT INTO mailbox_threads (mailbox_id, thread_id, total, unread) VALUES (?, ?, ?, ?)
                    ON CONFLICT (mailbox_id, thread_id) DO UPDATE SET total = excluded.total, unread = excluded.unread
                    """, [pair.mailbox, pair.thread, new.0, new.1])
            }
            var move = moves[pair.mailbox] ?? (0, 0, 0, 0)
            move.total += new.0 - old.0
            move.unread += new.1 - old.1
            move.threads += (new.0 > 0 ? 1 : 0) - (old.0 > 0 ? 1 : 0)
            move.unreadThreads += (new.1 > 0 ? 1 : 0) - (old.1 > 0 ? 1 : 0)
            moves[pair.mailbox] = move
        }
        touched = []
        for (mailbox, move) in moves {
            let account = try sql.first(
                """
                UPDATE mailboxes SET total = total + ?, unread = unread + ?, total_threads = total_threads + ?, unread_threads = unread_threads + ?
                WHERE id = ? RETURNING account_id
                """, [move.total, move.unread, move.threads, move.unreadThreads, mailbox]
            ) { $0.id(0, AccountKind.self) }
            if let account { transaction.record(.mailbox, account, mailbox, .updated) }
        }
    }
}
