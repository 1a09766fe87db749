import Core
import IMAP
import Logging
import Store
import Synchronization

/// Reads bodies for preview and search, newest first, as a pipeline: one batch is fetched while one is read and one is stored.
/// At most a handful of batches is in memory.
final class BodyPull: Sendable {
    private struct Raw: Sendable {
        let unread: UnreadBody
        let bytes: [UInt8]
        let isCut: Bool
    }

    private struct Read: Sendable {
        var readings: [BodyReading] = []
        var raw: [(EmailID, [UInt8])] = []
    }

    private let account: AccountID
    private let store: Store
    private let cache: RawCache
    private let board: SyncBoard
    private let log: Logger
    private let missed = Mutex<Set<EmailID>>([])

    /// Bytes of one batch.
    private static let batch: Int64 = 3 << 20
    /// Of a larger message only the beginning is read.
    private static let largest: Int64 = 8 << 20
    private static let beginning: Int64 = 2 << 20
    /// The raw bytes of so many of the newest are kept as they pass by.
    private static let keep = 200

    init(account: AccountID, store: Store, cache: RawCache, board: SyncBoard, log: Logger) {
        self.account = account
        self.store = store
        self.cache = cache
        self.board = board
        self.log = log
    }

    /// Reads up to `limit` of the newest unread bodies; ends early when something more urgent waits for the connection.
    func run(on connection: IMAPConnection, limit: Int, told: @Sendable () async -> Void) async throws(Failure) {
        let (unread, mailboxes) = try await store.read { [account] sql throws(Failure) in
            (try UnreadBody.newest(sql, account: account, limit: limit), try MailboxTable.all(sql, account: account))
        }
        guard !unread.isEmpty else { return }
        let paths = Dictionary(mailboxes.map { ($0.id, $0.path) }) { first, _ in first }
        let kept = Set(unread.prefix(limit <= BodyPull.keep ? limit : BodyPull.keep).map(\.email))

        let fetched = Conveyor<[Raw]>(room: 1)
        let finished = Conveyor<Read>(room: 1)
        let fetching = Task { [self] in
            do throws(Failure) {
                try await fetch(unread, paths, connection, fetched)
                fetched.end()
            } catch {
                fetched.end(error)
            }
        }
        let reading = Task {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        do throws(Failure) {
                            while let batch = try await fetched.next() {
                                var read = Read()
                                for raw in batch {
                                    read.readings.append(BodyReading(raw.unread, raw.bytes, isCut: raw.isCut))
                                    if !raw.isCut, kept.contains(raw.unread.email) { read.raw.append((raw.unread.email, raw.bytes)) }
                                }
                                // The full-text index takes rising keys best.
                                read.readings.sort { $0.sortKey < $1.sortKey }
                                guard await finished.send(read) else { return }
                            }
                        } catch {
                            finished.end(error)
                        }
                    }
                }
            }
            finished.end()
        }
        var failure: Failure?
        do throws(Failure) {
            while let read = try await finished.next() {
                try await store.write(.process) { transaction throws(Failure) in
                    for one in read.readings {
                        try Ingest.body(transaction, one.email, preview: one.preview, hasAttachment: one.hasAttachment, search: one.search)
                    }
                }
                if !read.raw.isEmpty { await cache.put(account, read.raw) }
                await told()
            }
        } catch {
            failure = error
            fetching.cancel()
            fetched.end(error)
            finished.end(error)
        }
        // Nobody else may use the connection before the fetch has let go of it.
        await fetching.value
        await reading.value
        if let failure { throw failure }
    }

    private func fetch(
        _ unread: [UnreadBody], _ paths: [MailboxID: String], _ connection: IMAPConnection, _ belt: Conveyor<[Raw]>
    ) async throws(Failure) {
        var order: [MailboxID] = []
        var byMailbox: [MailboxID: [UnreadBody]] = [:]
        for one in unread {
            if byMailbox[one.mailbox] == nil { order.append(one.mailbox) }
            byMailbox[one.mailbox, default: []].append(one)
        }
        for mailbox in order {
            guard let path = paths[mailbox], let wanted = byMailbox[mailbox] else { continue }
            let name = board.name(path)
            if connection.selected?.name != name {
                do throws(Failure) {
                    try await connection.select(name)
                } catch {
                    guard connection.isOpen else { throw error }
                    try await giveUp(wanted, "the mailbox cannot be opened: \(error)")
                    continue
                }
            }
            let validity = connection.selected?.uidValidity?.rawValue ?? 1
            guard wanted.allSatisfy({ $0.uidValidity == validity }) else {
                board.mark(mailbox)
                continue
            }
            for run in BatchPlan.bodies(wanted, bytes: BodyPull.batch, count: 250, size: \.size) {
                if Task.isCancelled || board.isUrgent { return }
                let batch = try await fetch(run, connection)
                let missing = Set(run.map(\.email)).subtracting(batch.map(\.unread.email))
                if !missing.isEmpty {
                    // Once missing, it has moved: the mailbox is looked at. Twice missing, it cannot be had.
                    let again = missed.withLock { known in
                        let again = missing.intersection(known)
                        known = known.union(missing).subtracting(again)
                        return again
                    }
                    board.mark(mailbox)
                    try await giveUp(run.filter { again.contains($0.email) }, "the server does not give it")
                }
                if !batch.isEmpty { guard await belt.send(batch) else { return } }
            }
        }
    }

    private func fetch(_ run: [UnreadBody], _ connection: IMAPConnection) async throws(Failure) -> [Raw] {
        let byUID = Dictionary(run.map { ($0.uid, $0) }) { first, _ in first }
        let isCut = run.count == 1 && (run.first?.size ?? 0) > BodyPull.largest
        let section = isCut ? BodySection.whole.bytes(0..<BodyPull.beginning) : BodySection.whole
        var batch: [Raw] = []
        batch.reserveCapacity(run.count)
        let iterator = connection.fetch(.uids(UIDSet(run.map { UID($0.uid) })), [.uid, .body(section)]).makeAsyncIterator()
        while let message = try await iterator.next(isolation: nil) {
            guard let uid = message.uid?.rawValue, let unread = byUID[uid], let bytes = message.body(section) else { continue }
            batch.append(Raw(unread: unread, bytes: bytes, isCut: isCut))
        }
        return batch
    }

    /// What cannot be had is not asked for for ever.
    private func giveUp(_ unread: [UnreadBody], _ reason: String) async throws(Failure) {
        guard !unread.isEmpty else { return }
        log.info("bodies cannot be read", metadata: ["count": "\(unread.count)", "reason": "\(reason)"])
        try await store.write(.process) { transaction throws(Failure) in
            for one in unread { try Ingest.unreadable(transaction, one.email) }
        }
    }
}
