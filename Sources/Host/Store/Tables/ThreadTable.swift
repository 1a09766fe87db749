public import Core
import HostCrypto

/// Conversations: a union-find over Message-IDs with places kept for unknown parents, so that order of arrival does not matter.
public enum ThreadTable {
    /// The thread that a Message-ID belongs to, whether or not that message is here.
    public static func find(_ sql: any SQLConnection, account: AccountID, messageID: String) throws(Failure) -> ThreadID? {
        try sql.first("SELECT thread_id FROM thread_refs WHERE account_id = ? AND ref = ?", [account, Digest.number(messageID)]) {
            $0.id(0)
        }
    }

    /// The account a thread belongs to; nil when it is gone.
    public static func account(_ sql: any SQLConnection, _ thread: ThreadID) throws(Failure) -> AccountID? {
        try sql.first("SELECT account_id FROM threads WHERE id = ?", [thread]) { $0.id(0) }
    }

    /// The thread of a message: the one its ids belong to, several of them joined into one, or a new one.
    static func resolve(_ transaction: Transaction, account: AccountID, ids: [String], fallback: ThreadID?) throws(Failure) -> ThreadID {
        let sql = transaction.sql
        var refs: [Int64] = []
        var unknown: [Int64] = []
        var found: [ThreadID] = []
        for id in ids {
            let ref = Digest.number(id)
            guard !refs.contains(ref) else { continue }
            refs.append(ref)
            let thread = try sql.first("SELECT thread_id FROM thread_refs WHERE account_id = ? AND ref = ?", [account, ref]) {
                $0.id(0, ThreadKind.self)
            }
            if let thread {
                if !found.contains(thread) { found.append(thread) }
            } else {
                unknown.append(ref)
            }
        }
        let thread: ThreadID
        if let oldest = found.min() {
            thread = oldest
            for other in found where other != oldest { try join(transaction, account: account, other, into: oldest) }
            transaction.record(.thread, account, thread, .updated)
        } else if let fallback {
            thread = fallback
            transaction.record(.thread, account, thread, .updated)
        } else {
            thread = try sql.first("INSERT INTO threads (account_id) VALUES (?) RETURNING id", [account]) { $0.id(0) }!
            transaction.record(.thread, account, thread, .created)
        }
        for ref in unknown {
            try sql.run(
                "INSERT INTO thread_refs (account_id, ref, thread_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", [account, ref, thread])
        }
        return thread
    }

    private static func join(_ transaction: Transaction, account: AccountID, _ lost: ThreadID, into kept: ThreadID) throws(Failure) {
        let sql = transaction.sql
        for email in try EmailTable.inThread(sql, lost) {
            for place in try LocationTable.of(sql, email) {
                transaction.counts.touch(place.mailbox, lost)
                transaction.counts.touch(place.mailbox, kept)
            }
            transaction.record(.email, account, email, .updated)
        }
        try sql.run("UPDATE emails SET thread_id = ? WHERE thread_id = ?", [kept, lost])
        try sql.run("UPDATE locations SET thread_id = ? WHERE thread_id = ?", [kept, lost])
        try sql.run("UPDATE submissions SET thread_id = ? WHERE thread_id = ? AND account_id = ?", [kept, lost, account])
        try sql.run("UPDATE thread_refs SET thread_id = ? WHERE thread_id = ?", [kept, lost])
        try sql.run("DELETE FROM threads WHERE id = ?", [lost])
        transaction.record(.thread, account, lost, .destroyed)
    }
}
