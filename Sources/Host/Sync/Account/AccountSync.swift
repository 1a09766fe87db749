public import Core
import IMAP
import Logging
import Store

/// One mail account, alive: it owns the account's connections, keeps its mailboxes fresh and brings a person's changes to the server.
/// Nobody else speaks to that server.
public actor AccountSync {
    /// Which account.
    public nonisolated let id: AccountID
    nonisolated let context: SyncContext
    nonisolated let log: Logger
    nonisolated let board = SyncBoard()
    /// Ends the wait before the next attempt to connect.
    nonisolated let retryBell = Bell()
    nonisolated let watchBell = Bell()
    nonisolated let workBell = Bell()
    nonisolated let outboxBell = Bell()
    nonisolated let arrivals = Turn()
    nonisolated let front: FrontLine

    private var life: Task<Void, Never>?
    private(set) var status: AccountStatus
    private var statusWritten: ContinuousClock.Instant?
    private var saidSync: Timestamp?

    /// An account that does nothing until it is started.
    public init(_ id: AccountID, context: SyncContext) {
        self.id = id
        self.context = context
        var log = context.log
        log[metadataKey: "account"] = "\(id)"
        self.log = log
        front = FrontLine(account: id, store: context.store, dialer: context.dialer)
        status = AccountStatus(.connecting, since: context.store.clock.now())
    }

    /// Begins to live; does nothing when it already does.
    public func start() {
        guard life == nil else { return }
        life = Task { await live() }
    }

    /// Ends every connection and returns when nothing is under way any more. It can be started again.
    public func stop() async {
        let ending = life
        life = nil
        ending?.cancel()
        await front.close()
        await ending?.value
    }

    /// Takes the account's settings as they are now: connects anew, or rests when it is paused.
    public func restart() async {
        await stop()
        start()
    }

    /// A person changed something: the outbox is applied at once. While there is no connection it is tried now instead of later.
    public nonisolated func nudge() {
        outboxBell.ring()
        retryBell.ring()
    }

    /// A person opened a page (or closed it): while one is open mailboxes are asked more often.
    public nonisolated func watch(_ isWatching: Bool) {
        board.watch(isWatching ? 1 : -1)
        watchBell.ring()
    }

    // MARK: - Life

    private func live() async {
        var backoff = Backoff()
        while !Task.isCancelled {
            let account: Account
            do throws(Failure) {
                guard let found = try await context.store.read({ [id] sql throws(Failure) in try AccountTable.get(sql, id) }) else {
                    return
                }
                account = found
            } catch {
                log.error("cannot read the account", metadata: ["failure": "\(error)"])
                await retryBell.wait(.seconds(5))
                continue
            }
            if account.paused {
                await say(.paused, "")
                return
            }
            if status.state != .needsSignIn, status.state != .unreachable { await say(.connecting, "") }
            let began = ContinuousClock.now
            let failure = await session(account)
            await front.close()
            if Task.isCancelled { return }
            if ContinuousClock.now - began > .seconds(60) { backoff.succeeded() }
            let wait = backoff.delay(after: failure, chance: Double.random(in: 0...1))
            log.notice("not connected", metadata: ["failure": "\(failure)", "next": "\(wait)"])
            // One lost connection that comes back at once is nothing to tell.
            if backoff.failures > 1 || failure.kind == .denied || ContinuousClock.now - began < .seconds(5) {
                let (state, words) = AccountStatus.from(failure, server: account.imap)
                await say(state, words)
            }
            await rest(wait, hurries: failure.kind != .denied)
        }
    }

    /// Waits before the next attempt. A person's action makes it come at once, except where the server refused the password: asking again
    /// and again locks people out, and new settings begin a new life anyway.
    private func rest(_ wait: Duration, hurries: Bool) async {
        let end = ContinuousClock.now + wait
        while !Task.isCancelled, ContinuousClock.now < end {
            if await retryBell.wait(end - .now), hurries { return }
        }
    }

    /// One connected time, from sign-in to its end. Returns what ended it.
    private func session(_ account: Account) async -> Failure {
        let connection: IMAPConnection
        let inbox: Mailbox
        do throws(Failure) {
            connection = try await context.dialer.open(account)
        } catch { return error }
        defer { connection.close() }
        do throws(Failure) {
            board.renew()
            board.wantSweep()
            let folders = FolderList(account: id, store: context.store, board: board, log: log)
            try await folders.refresh(on: connection)
            guard
                let found = try await context.store.read({ [id] sql throws(Failure) in
                    try MailboxTable.all(sql, account: id).first { $0.role == .inbox && $0.path.uppercased() == "INBOX" }
                })
            else { throw Failure(.unavailable, "the server has no INBOX") }
            inbox = found
            _ = try await pull(on: connection).level(inbox, name: .inbox)
            await say(.syncing, "")
        } catch { return error }
        let watcher = Watcher(account: self, connection: connection, inbox: inbox)
        let worker = Worker(account: self, row: account, inbox: inbox.id)
        let outbox = OutboxLoop(account: self, row: account)
        return await withTaskGroup(of: Failure.self) { group in
            group.addTask { await watcher.run() }
            group.addTask { await worker.run() }
            group.addTask { await outbox.run() }
            let first = await group.next() ?? Failure(.cancelled, "stopped")
            group.cancelAll()
            connection.close()
            await front.close()
            watchBell.ring()
            workBell.ring()
            outboxBell.ring()
            return first
        }
    }

    nonisolated func pull(on connection: IMAPConnection) -> MailboxPull {
        MailboxPull(
            account: id, store: context.store, connection: connection, arrivals: arrivals, board: board, hooks: context.hooks, log: log)
    }

    // MARK: - Status

    /// Writes how the account is when that is news.
    func say(_ state: AccountStatus.State, _ message: String, lastSync: Timestamp? = nil) async {
        let now = context.store.clock.now()
        var next = status
        if next.state != state || next.message != message { next.since = now }
        next.state = state
        next.message = message
        next.lastSync = lastSync ?? next.lastSync
        if state != .syncing { next.progress = nil }
        let isNews =
            next.state != status.state || next.message != status.message || next.progress != status.progress || statusWritten == nil
            || lastSync.map { $0.milliseconds - (saidSync?.milliseconds ?? 0) > 60_000 } ?? false
        status = next
        if isNews, lastSync != nil { saidSync = lastSync }
        if isNews { await writeStatus() }
    }

    /// Whether the last word on progress is old enough for another.
    var wantsProgress: Bool { statusWritten.map { ContinuousClock.now - $0 >= .milliseconds(500) } ?? true }

    /// Writes how far a first sync is, at most twice a second.
    func progress(_ progress: AccountStatus.Progress) async {
        status.state = .syncing
        status.progress = progress
        if let statusWritten, ContinuousClock.now - statusWritten < .milliseconds(500) { return }
        await writeStatus()
    }

    private func writeStatus() async {
        statusWritten = .now
        let json = status.json
        do throws(Failure) {
            try await context.store.write(.process) { [id] transaction throws(Failure) in try AccountTable.setStatus(transaction, id, json)
            }
        } catch {
            log.error("cannot write the status", metadata: ["failure": "\(error)"])
        }
    }
}
