import Core
import IMAP
import Logging
import Store
import Synchronization

/// The connection that works through what is not waited for: mailboxes that changed, older headers, bodies for search.
struct Worker: Sendable {
    let account: AccountSync
    let row: Account
    let inbox: MailboxID

    private enum Job {
        case level(Mailbox)
        case older(Mailbox)
        case bodies(Int)
        case sweep
    }

    private var board: SyncBoard { account.board }
    private var store: Store { account.context.store }

    /// Runs until the server cannot be worked with or the task is cancelled; returns why.
    func run() async -> Failure {
        let slot = ConnectionSlot()
        return await withTaskCancellationHandler {
            await work(slot)
        } onCancel: {
            slot.close()
        }
    }

    private func work(_ slot: ConnectionSlot) async -> Failure {
        var connection: IMAPConnection? {
            get { slot.connection }
            set { slot.connection = newValue }
        }
        defer { slot.close() }
        var failures = 0
        var previewed = false
        let bodies = BodyPull(account: account.id, store: store, cache: account.context.cache, board: board, log: account.log)
        while !Task.isCancelled {
            var current: Mailbox?
            do throws(Failure) {
                guard let job = try await next(previewed: previewed) else {
                    await account.say(.ok, "", lastSync: store.clock.now())
                    if await !account.workBell.wait(account.context.pace.idle), let idle = connection {
                        connection = nil
                        await idle.logout()
                    }
                    continue
                }
                let line: IMAPConnection
                if let open = connection, open.isOpen { line = open } else { line = try await account.context.dialer.open(row) }
                connection = line
                switch job {
                case .level(let mailbox):
                    current = mailbox
                    _ = try await account.pull(on: line).level(mailbox, name: board.name(mailbox.path))
                    account.watchBell.ring()
                case .older(let mailbox):
                    current = mailbox
                    _ = try await account.pull(on: line).older(
                        mailbox, name: board.name(mailbox.path), pause: { [board] in board.isUrgent }
                    ) {
                        await tell(.headers)
                    }
                case .bodies(let limit):
                    previewed = true
                    try await bodies.run(on: line, limit: limit) { await tell(.bodies) }
                case .sweep:
                    let count = try await store.write(.process) { [id = account.id] transaction throws(Failure) in
                        try Observe.sweep(transaction, account: id)
                    }
                    if count > 0 { board.allowSweep() }
                }
                failures = 0
            } catch {
                if Task.isCancelled { break }
                if let current, error.kind == .notFound || error.kind == .denied, connection?.isOpen == true {
                    account.log.notice("a mailbox cannot be opened", metadata: ["mailbox": "\(current.id)", "failure": "\(error)"])
                    await shut(current, error)
                    continue
                }
                account.log.debug("work failed", metadata: ["failure": "\(error)"])
                if let current, current.id != inbox { board.mark(current.id) }
                failures += 1
                if failures >= 3 { return error }
                account.log.info("the working connection failed", metadata: ["failure": "\(error)"])
                connection?.close()
                connection = nil
                await account.workBell.wait(.milliseconds(200 * (1 << failures)))
            }
        }
        return Failure(.cancelled, "stopped")
    }

    private func next(previewed: Bool) async throws(Failure) -> Job? {
        while let stale = board.takeStale() {
            guard let mailbox = try await store.read({ sql throws(Failure) in try MailboxTable.get(sql, stale) }), mailbox.isFollowed else {
                continue
            }
            return .level(mailbox)
        }
        let id = account.id
        let (mailboxes, hasBodies) = try await store.read { sql throws(Failure) in
            (try MailboxTable.all(sql, account: id), try !UnreadBody.newest(sql, account: id, limit: 1).isEmpty)
        }
        // What the person sees first gets its preview first.
        if hasBodies, !previewed { return .bodies(50) }
        let open = mailboxes.filter {
            $0.isFollowed && $0.headersFrom != 1 && !board.isShut($0.id) && !($0.id == inbox && $0.headersFrom == 0)
        }
        if let first = open.min(by: { ($0.syncRank, $0.path) < ($1.syncRank, $1.path) }) {
            return first.headersFrom == 0 ? .level(first) : .older(first)
        }
        if hasBodies { return .bodies(2_000) }
        return board.takeSweep() ? .sweep : nil
    }

    /// A mailbox the server will not open is left alone until the folders are listed again.
    private func shut(_ mailbox: Mailbox, _ failure: Failure) async {
        board.shut(mailbox.id)
        guard failure.kind == .notFound else { return }
        board.markFolders()
        account.watchBell.ring()
    }

    private func tell(_ phase: AccountStatus.Progress.Phase) async {
        guard await account.wantsProgress else { return }
        let id = account.id
        let counts = try? await store.read { sql throws(Failure) -> (Int64, Int64, Int64) in
            let (total, unindexed) = try EmailTable.progress(sql, account: id)
            let headers = try MailboxTable.all(sql, account: id).reduce(Int64(0)) { $0 + $1.total }
            return (total, unindexed, headers)
        }
        guard let (total, unindexed, headers) = counts else { return }
        switch phase {
        case .headers: await account.progress(.init(phase: .headers, done: headers, total: max(headers, board.messages)))
        case .bodies: await account.progress(.init(phase: .bodies, done: total - unindexed, total: total))
        }
    }
}

extension Mailbox {
    /// The order of the first sync.
    var syncRank: Int {
        switch role {
        case .inbox: 0
        case .sent: 1
        case .drafts: 2
        case .archive: 3
        case nil: 4
        case .trash: 5
        case .junk: 6
        case .all, .flagged, .important: 7
        }
    }
}

/// Holds the connection of a loop so that the loop's end ends it too.
private final class ConnectionSlot: Sendable {
    private let state = Mutex<IMAPConnection?>(nil)

    var connection: IMAPConnection? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    func close() { connection?.close() }
}
