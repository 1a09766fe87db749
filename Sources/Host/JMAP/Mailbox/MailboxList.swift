import Core
import Store

/// The Mailbox objects of a scope (RFC 8621 2): the folders of an account, or the merged ones of `all`.
enum MailboxList {
    static let properties: Set<String> = [
        "id", "accountId", "name", "parentId", "role", "sortOrder", "totalEmails", "unreadEmails", "totalThreads", "unreadThreads",
        "myRights",
        "isSubscribed",
    ]

    /// Every mailbox of the scope. In `all` those are the merged ones; a real one is also found there when `also` names it.
    static func read(_ scope: Scope, also: [String] = [], _ sql: any SQLConnection) throws(Failure) -> [(
        id: String, object: [String: JSON]
    )] {
        let folders = try Folders(scope, sql)
        var out: [(id: String, object: [String: JSON])] = []
        if scope.isAll {
            for (index, role) in Folders.unified.enumerated() {
                out.append((Folders.name(role), try merged(role, index + 1, folders, scope, sql)))
            }
            for text in also {
                guard let id = MailboxID(text), folders.places[id] != nil, let mailbox = try MailboxTable.get(sql, id) else { continue }
                out.append((text, object(mailbox, folders)))
            }
            return out
        }
        for mailbox in try MailboxTable.all(sql, account: scope.ids[0]) { out.append((mailbox.id.description, object(mailbox, folders))) }
        return out
    }

    /// The state: in `all` the counts also follow the mail and which accounts are merged.
    static func seq(_ scope: Scope, _ sql: any SQLConnection) throws(Failure) -> Int64 {
        let own = try scope.seq(.mailbox, sql)
        return scope.isAll ? max(own, try scope.seq(.email, sql), try scope.seq(.mailAccount, sql)) : own
    }

    private static func object(_ mailbox: Mailbox, _ folders: Folders) -> [String: JSON] {
        let role = folders.role(of: mailbox.id)
        let isInbox = role == .inbox
        return [
            "id": .string(mailbox.id.description), "accountId": .string(mailbox.account.description), "name": .string(mailbox.name),
            "parentId": mailbox.parent.map { .string($0.description) } ?? nil, "role": role.map { .string($0.rawValue) } ?? nil,
            "sortOrder": .int(max(0, mailbox.sortOrder)), "totalEmails": .int(mailbox.total), "unreadEmails": .int(mailbox.unread),
            "totalThreads": .int(mailbox.totalThreads), "unreadThreads": .int(mailbox.unreadThreads),
            "isSubscribed": .bool(mailbox.subscribed),
            "myRights": rights(items: mailbox.selectable, child: true, rename: !isInbox, delete: !isInbox),
        ]
    }

    private static func merged(
        _ role: MailboxRole, _ order: Int, _ folders: Folders, _ scope: Scope, _ sql: any SQLConnection
    ) throws(Failure) -> [String: JSON] {
        var counts: (total: Int64, unread: Int64, threads: Int64, unreadThreads: Int64) = (0, 0, 0, 0)
        if role == .flagged {
            let flagged = try FlaggedCounts.get(sql, accounts: scope.searched.map(\.id))
            counts = (flagged.total, flagged.unread, flagged.threads, flagged.unreadThreads)
        } else {
            for id in folders.ids(role) {
                guard let mailbox = try MailboxTable.get(sql, id) else { continue }
                counts.total += mailbox.total
                counts.unread += mailbox.unread
                counts.threads += mailbox.totalThreads
                counts.unreadThreads += mailbox.unreadThreads
            }
        }
        return [
            "id": .string(Folders.name(role)), "accountId": .string(Scope.allID), "name": .string(name(role)), "parentId": nil,
            "role": .string(role.rawValue), "sortOrder": .int(Int64(order)), "totalEmails": .int(counts.total),
            "unreadEmails": .int(counts.unread),
            "totalThreads": .int(counts.threads), "unreadThreads": .int(counts.unreadThreads), "isSubscribed": true,
            "myRights": rights(items: true, child: false, rename: false, delete: false),
        ]
    }

    private static func name(_ role: MailboxRole) -> String {
        switch role {
        case .inbox: "All inboxes"
        case .drafts: "Drafts"
        case .sent: "Sent"
        case .archive: "Archive"
        case .junk: "Junk"
        case .trash: "Trash"
        case .flagged: "Starred"
        case .all: "All mail"
        case .important: "Important"
        }
    }

    private static func rights(items: Bool, child: Bool, rename: Bool, delete: Bool) -> JSON {
        [
            "mayReadItems": .bool(items), "mayAddItems": .bool(items), "mayRemoveItems": .bool(items), "maySetSeen": .bool(items),
            "maySetKeywords": .bool(items), "mayCreateChild": .bool(child), "mayRename": .bool(rename), "mayDelete": .bool(delete),
            "maySubmit": true,
        ]
    }
}
