public import Core

/// The mailboxes of an account.
public enum MailboxTable {
    private static let columns = """
        id, account_id, path, delimiter, name, parent_id, role, selectable, subscribed, on_server, uidvalidity, uidnext, modseq, headers_from,
        sort_order, total, unread, total_threads, unread_threads, synced_at
        """

    private static func mailbox(_ row: any SQLRow) -> Mailbox {
        Mailbox(
            id: row.id(0), account: row.id(1), path: row.text(2), delimiter: row.text(3), name: row.text(4), parent: row.optionalID(5),
            role: row.optionalText(6).flatMap(MailboxRole.init(rawValue:)), selectable: row.bool(7), subscribed: row.bool(8),
            onServer: row.bool(9),
            uidValidity: row.int(10), uidNext: row.int(11), modseq: row.int(12), headersFrom: row.int(13), sortOrder: row.int(14),
            total: row.int(15), unread: row.int(16), totalThreads: row.int(17), unreadThreads: row.int(18), syncedAt: row.optionalTime(19))
    }

    /// Every mailbox of an account.
    public static func all(_ sql: any SQLConnection, account: AccountID) throws(Failure) -> [Mailbox] {
        try sql.query("SELECT \(columns) FROM mailboxes WHERE account_id = ? ORDER BY sort_order, path", [account], mailbox)
    }

    /// One mailbox; nil when it is gone.
    public static func get(_ sql: any SQLConnection, _ id: MailboxID) throws(Failure) -> Mailbox? {
        try sql.first("SELECT \(columns) FROM mailboxes WHERE id = ?", [id], mailbox)
    }

    /// The mailbox at a path.
    public static func find(_ sql: any SQLConnection, account: AccountID, path: String) throws(Failure) -> Mailbox? {
        try sql.first("SELECT \(columns) FROM mailboxes WHERE account_id = ? AND path = ?", [account, path], mailbox)
    }

    /// The mailbox with a role, the person's own choice (accounts.roles) first.
    public static func withRole(_ sql: any SQLConnection, account: AccountID, _ role: MailboxRole) throws(Failure) -> Mailbox? {
        if let chosen = try AccountTable.get(sql, account)?.roles[role], let found = try get(sql, chosen), found.account == account,
            found.selectable
        {
            return found
        }
        return try sql.first(
            "SELECT \(columns) FROM mailboxes WHERE account_id = ? AND role = ? AND selectable = 1 ORDER BY id LIMIT 1",
            [account, role.rawValue], mailbox)
    }

    /// Makes the rows say what LIST said: new ones are added, changed ones changed, missing ones removed with all that lies in them,
    /// except those that are on their way to the server. Parents follow from paths.
    public static func list(_ transaction: Transaction, account: AccountID, _ listed: [ListedMailbox]) throws(Failure) {
        try transaction.lock(account)
        let known = try all(transaction.sql, account: account)
        let names = Set(listed.map(\.path))
        for item in listed {
            let name = item.delimiter.isEmpty ? item.path : item.path.components(item.delimiter).last ?? item.path
            if let old = known.first(where: { $0.path == item.path }) {
                guard
                    old.role != item.role || old.selectable != item.selectable || old.subscribed != item.subscribed
                        || old.delimiter != item.delimiter
                        || !old.onServer
                else { continue }
                try transaction.sql.run(
                    "UPDATE mailboxes SET delimiter = ?, role = ?, selectable = ?, subscribed = ?, on_server = 1, name = ? WHERE id = ?",
                    [item.delimiter, item.role?.rawValue, item.selectable, item.subscribed, name, old.id])
                transaction.record(.mailbox, account, old.id, .updated)
                try transaction.tellFolder(account, old.id)
            } else {
                try insert(
                    transaction, account: account, path: item.path, delimiter: item.delimiter, role: item.role, selectable: item.selectable,
                    subscribed: item.subscribed, onServer: true)
            }
        }
        if !listed.isEmpty {
            for old in known where !names.contains(old.path) && old.onServer { try delete(transaction, old) }
        }
        try adopt(transaction, account: account)
    }

    /// Adds a mailbox row. onServer false: it still has to be created there.
    @discardableResult public static func insert(
        _ transaction: Transaction, account: AccountID, path: String, delimiter: String, role: MailboxRole? = nil, selectable: Bool = true,
        subscribed: Bool = true, onServer: Bool
    ) throws(Failure) -> MailboxID {
        let name = delimiter.isEmpty ? path : path.components(delimiter).last ?? path
        let id = try transaction.sql.first(
            """
            INSERT INTO mailboxes (account_id, path, delimiter, name, role, selectable, subscribed, on_server, sort_order)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
            """,
            [account, path, delimiter, name, role?.rawValue, selectable, subscribed, onServer, role?.sortOrder ?? 100]
        ) { $0.id(0, MailboxKind.self) }!
        transaction.record(.mailbox, account, id, .created)
        return id
    }

    /// Gives a mailbox, and every mailbox below it, another path.
    public static func rename(_ transaction: Transaction, _ mailbox: Mailbox, to path: String) throws(Failure) {
        for one in try all(transaction.sql, account: mailbox.account) {
            let below = !mailbox.delimiter.isEmpty && one.path.hasPrefix(mailbox.path + mailbox.delimiter)
            guard one.id == mailbox.id || below else { continue }
            let moved = path + one.path.dropFirst(mailbox.path.count)
            try transaction.sql.run(
                "UPDATE mailboxes SET path = ?, name = ? WHERE id = ?",
                [moved, one.delimiter.isEmpty ? moved : moved.components(one.delimiter).last ?? moved, one.id])
            transaction.record(.mailbox, mailbox.account, one.id, .updated)
            try transaction.tellFolder(mailbox.account, one.id)
        }
        try adopt(transaction, account: mailbox.account)
    }

    /// Removes a mailbox row. Emails that lie nowhere afterwards stay until `Observe.sweep`.
    public static func delete(_ transaction: Transaction, _ mailbox: Mailbox) throws(Failure) {
        let emails = try transaction.sql.query("SELECT email_id FROM locations WHERE mailbox_id = ?", [mailbox.id]) {
            $0.id(0, EmailKind.self)
        }
        for email in emails { transaction.record(.email, mailbox.account, email, .updated) }
        try transaction.sql.run("DELETE FROM mailboxes WHERE id = ?", [mailbox.id])
        transaction.record(.mailbox, mailbox.account, mailbox.id, .destroyed)
    }

    /// Notes what SELECT or STATUS told and how far sync has come. nil: unchanged.
    public static func mark(
        _ transaction: Transaction, _ id: MailboxID, uidValidity: Int64? = nil, uidNext: Int64? = nil, modseq: Int64? = nil,
        headersFrom: Int64? = nil, syncedAt: Timestamp? = nil
    ) throws(Failure) {
        try transaction.sql.run(
            """
            UPDATE mailboxes SET uidvalidity = coalesce(CAST(? AS BIGINT), uidvalidity), uidnext = coalesce(CAST(? AS BIGINT), uidnext),
                modseq = coalesce(CAST(? AS BIGINT), modseq), headers_from = coalesce(CAST(? AS BIGINT), headers_from),
                synced_at = coalesce(CAST(? AS BIGINT), synced_at) WHERE id = ?
            """, [uidValidity, uidNext, modseq, headersFrom, syncedAt, id])
    }

    /// The mailbox exists on the server now.
    public static func arrived(_ transaction: Transaction, _ id: MailboxID) throws(Failure) {
        try transaction.sql.run("UPDATE mailboxes SET on_server = 1 WHERE id = ?", [id])
    }

    /// Remembers whether a person wants to see a mailbox.
    public static func subscribe(_ transaction: Transaction, _ mailbox: Mailbox, _ subscribed: Bool) throws(Failure) {
        try transaction.sql.run("UPDATE mailboxes SET subscribed = ? WHERE id = ?", [subscribed, mailbox.id])
        transaction.record(.mailbox, mailbox.account, mailbox.id, .updated)
    }

    /// Parents follow from paths.
    private static func adopt(_ transaction: Transaction, account: AccountID) throws(Failure) {
        let mailboxes = try all(transaction.sql, account: account)
        let byPath = Dictionary(mailboxes.map { ($0.path, $0.id) }) { first, _ in first }
        for one in mailboxes {
            let parts = one.delimiter.isEmpty ? [one.path] : one.path.components(one.delimiter)
            let parent = parts.count > 1 ? byPath[parts.dropLast().joined(separator: one.delimiter)] : nil
            guard parent != one.parent else { continue }
            try transaction.sql.run("UPDATE mailboxes SET parent_id = ? WHERE id = ?", [parent, one.id])
            transaction.record(.mailbox, account, one.id, .updated)
        }
    }
}

extension String {
    /// The parts between a delimiter.
    func components(_ delimiter: String) -> [String] { split(separator: delimiter, omittingEmptySubsequences: false).map(String.init) }
}

extension MailboxRole {
    /// The usual order of a sidebar.
    var sortOrder: Int {
        switch self {
        case .inbox: 1
        case .drafts: 2
        case .sent: 3
        case .archive: 4
        case .junk: 5
        case .trash: 6
        case .flagged, .important, .all: 7
        }
    }
}
