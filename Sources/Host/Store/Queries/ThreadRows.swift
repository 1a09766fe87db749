public import Core

/// The emails of conversations.
public enum ThreadRows {
    /// The emails of each conversation that belongs to some accounts, oldest first.
    public static func get(_ sql: any SQLConnection, _ ids: [ThreadID], accounts: [AccountID]) throws(Failure) -> [ThreadID: [EmailID]] {
        guard !ids.isEmpty, !accounts.isEmpty else { return [:] }
        let mine = Set(accounts)
        let some = Clause.list(sql.dialect, "thread_id", ids.map(\.rawValue))
        var out: [ThreadID: [EmailID]] = [:]
        let rows = try sql.query("SELECT thread_id, id, account_id FROM emails WHERE \(some.sql) ORDER BY thread_id, sort_key", some.values)
        {
            ($0.id(0, ThreadKind.self), $0.id(1, EmailKind.self), $0.id(2, AccountKind.self))
        }
        for (thread, email, account) in rows where mine.contains(account) { out[thread, default: []].append(email) }
        return out
    }

    /// Every email of some conversations, as bare numbers.
    public static func emails(_ sql: any SQLConnection, _ threads: [Int64]) throws(Failure) -> [Int64] {
        guard !threads.isEmpty else { return [] }
        let some = Clause.list(sql.dialect, "thread_id", threads)
        return try sql.query("SELECT id FROM emails WHERE \(some.sql)", some.values) { $0.int(0) }
    }
}

extension ThreadRows {
    /// The conversations of some emails.
    public static func threads(_ sql: any SQLConnection, _ emails: [Int64]) throws(Failure) -> [Int64] {
        guard !emails.isEmpty else { return [] }
        let some = Clause.list(sql.dialect, "id", emails)
        return try sql.query("SELECT DISTINCT thread_id FROM emails WHERE \(some.sql)", some.values) { $0.int(0) }
    }
}
