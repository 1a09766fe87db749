import Core
import Store

/// Answers a query over mail: from the index where a first page is asked for, from a whole list where more is needed.
struct EmailQuery {
    /// The results asked for.
    struct Page {
        var ids: [Int64]
        var position: Int
        var total: Int?
        /// The number of the journal that this is true at.
        var seq: Int64
    }

    /// Windows up to here are read from the index, without a list.
    static let near = 512
    /// More changed emails than this, and a list is made anew.
    private static let manyChanges = 2000

    let scope: Scope
    let folders: Folders
    let search: EmailSearch
    let sort: [EmailSort]
    let collapsed: Bool
    let lists: QueryCache

    init(_ arguments: Arguments, _ scope: Scope, _ house: House, _ sql: any SQLConnection) throws {
        self.scope = scope
        folders = try Folders(scope, sql)
        let filter = try FilterReader.read(arguments["filter"], folders, house.limits)
        search = EmailSearch(accounts: scope.searched.map(\.id), mailboxes: folders.searched, filter: filter)
        sort = try EmailSort.read(try arguments.array("sort"))
        collapsed = try arguments.bool("collapseThreads") ?? false
        lists = house.lists
    }

    /// The state of the query: the number of the journal, and which mailboxes the unified names stood for.
    func state(_ seq: Int64) -> String {
        guard scope.isAll else { return "\(seq)" }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for role in Folders.unified {
            for id in folders.ids(role) { hash = (hash ^ UInt64(bitPattern: id.rawValue)) &* 0x100_0000_01b3 }
            hash = (hash ^ 0xff) &* 0x100_0000_01b3
        }
        return "\(seq)-\(String(hash, radix: 36))"
    }

    /// The number in a query state; nil when it is none, or of other mailboxes.
    func seq(ofState text: String) -> Int64? {
        guard let seq = Int64(text.prefix { $0 != "-" }), seq >= 0, state(seq) == text else { return nil }
        return seq
    }

    /// The page in a window of at most `most` results.
    func page(_ window: QueryWindow, most: Int, _ sql: any SQLConnection) throws -> Page {
        let seq = try scope.seq(.email, sql)
        let limit = min(window.limit ?? most, most)
        if let known = lists.list(key), known.seq >= seq { return try cut(known, window, limit) }
        let isNear = !window.needsList && sort == [.newestFirst] && window.position + limit <= EmailQuery.near
        if isNear {
            let total = window.wantsTotal ? try quickTotal(sql) : nil
            if !window.wantsTotal || total != nil { return try near(window, limit, seq, total, sql) }
        }
        return try cut(try list(seq, sql), window, limit)
    }

    /// The whole list as of now.
    func list(_ seq: Int64, _ sql: any SQLConnection) throws(Failure) -> QueryList {
        let known = lists.list(key)
        if let known, known.seq >= seq { return known }
        let made: QueryList
        if let known, let brought = try bring(known, to: seq, sql) {
            made = brought
        } else {
            let hits = try EmailOrder(sort: sort).sorted(try search.all(sql), sql)
            made = QueryList(seq: seq, hits: hits, collapsed: collapsed)
        }
        lists.keep(made, for: key)
        return made
    }

    /// The emails that may have entered, left or moved within the results after a number; nil when they are too many, or nobody knows any more.
    func changed(after since: Int64, _ sql: any SQLConnection) throws(Failure) -> Set<Int64>? {
        guard since >= (try Journal.horizon(sql, user: scope.user)) else { return nil }
        let entries = try scope.entries(.email, after: since, limit: EmailQuery.manyChanges + 1, sql)
        guard entries.count <= EmailQuery.manyChanges else { return nil }
        var ids = Set(entries.map(\.object))
        if search.filter.looksAtThreads || collapsed {
            let threads = try scope.entries(.thread, after: since, limit: EmailQuery.manyChanges + 1, sql)
            guard threads.count <= EmailQuery.manyChanges else { return nil }
            var touched = Set(threads.map(\.object))
            touched.formUnion(try ThreadRows.threads(sql, Array(ids)))
            ids.formUnion(try ThreadRows.emails(sql, Array(touched)))
        }
        return ids
    }

    private var key: QueryCache.Key { QueryCache.Key(search: search, sort: sort, collapsed: collapsed) }

    private func bring(_ known: QueryList, to seq: Int64, _ sql: any SQLConnection) throws(Failure) -> QueryList? {
        guard sort == [.newestFirst], let changed = try changed(after: known.seq, sql) else { return nil }
        return known.brought(to: seq, changed: changed, found: try search.among(sql, Array(changed)))
    }

    private func cut(_ list: QueryList, _ window: QueryWindow, _ limit: Int) throws(MethodError) -> Page {
        let start = try window.start(count: list.count) { EmailID($0).flatMap { list.position(of: $0.rawValue) } }
        let end = min(list.count, start + limit)
        return Page(ids: (start..<end).map { list[$0] }, position: start, total: window.wantsTotal ? list.count : nil, seq: list.seq)
    }

    /// The number of results where a mailbox's own counts tell.
    private func quickTotal(_ sql: any SQLConnection) throws(Failure) -> Int? {
        guard collapsed, case .mailboxes(let ids) = search.filter else { return nil }
        // Two mailboxes of one account may share conversations.
        let accounts = ids.compactMap { folders.places[$0]?.account }
        guard Set(accounts).count == ids.count, Set(ids).isSubset(of: search.mailboxes) else { return nil }
        var total = 0
        for id in ids { total += Int(try MailboxTable.get(sql, id)?.totalThreads ?? 0) }
        return total
    }

    private func near(_ window: QueryWindow, _ limit: Int, _ seq: Int64, _ total: Int?, _ sql: any SQLConnection) throws(Failure) -> Page {
        let wanted = window.position + limit
        var ids: [Int64] = []
        var threads: Set<Int64> = []
        var below = Int64.max
        var hits: [EmailHit] = []
        while ids.count < wanted {
            let step = try search.newest(sql, below: below, limit: max(64, wanted - ids.count))
            hits.append(contentsOf: step.hits)
            for hit in step.hits where ids.count < wanted && (!collapsed || threads.insert(hit.thread).inserted) { ids.append(hit.id) }
            guard let next = step.next else {
                // The walk came to the end: this is the whole list.
                if hits.count > EmailQuery.near { lists.keep(QueryList(seq: seq, hits: hits, collapsed: collapsed), for: key) }
                break
            }
            below = next
        }
        let start = min(window.position, ids.count)
        return Page(ids: Array(ids[start...].prefix(limit)), position: start, total: total, seq: seq)
    }
}
