public import Core
import Logging
import Store

/// All mail accounts of this process: started at boot, followed as they are added, edited, paused and removed.
public actor Accounts {
    private struct Living {
        let sync: AccountSync
        var settings: AccountSettings
    }

    private let context: SyncContext
    private var living: [AccountID: Living] = [:]
    private var watching: [UserID: Int] = [:]
    private var isStopped = false

    /// No account lives yet.
    public init(context: SyncContext) { self.context = context }

    /// Starts every account, spread over a moment so that they do not all sign in at once.
    public func start() async throws(Failure) {
        let all = try await context.store.read { sql throws(Failure) in try AccountTable.all(sql) }
        for (index, account) in all.enumerated() {
            await follow(account.id)
            if index % 20 == 19 { try? await Task.sleep(for: .milliseconds(200)) }
        }
    }

    /// Ends every connection; returns when nothing is under way.
    public func stop() async {
        isStopped = true
        let ending = living.values.map(\.sync)
        living = [:]
        await withTaskGroup(of: Void.self) { group in for sync in ending { group.addTask { await sync.stop() } } }
    }

    /// Something of an account changed: its outbox, its settings, or whether it exists. Returns at once; what is to be done is begun.
    public nonisolated func nudge(_ account: AccountID) {
        Task { await follow(account) }
    }

    /// A person opened a page, or closed one.
    public func watching(_ user: UserID, _ isWatching: Bool) async {
        let before = watching[user] ?? 0
        let now = max(0, before + (isWatching ? 1 : -1))
        watching[user] = now == 0 ? nil : now
        guard (before == 0) != (now == 0) else { return }
        for one in living.values where one.settings.user == user { one.sync.watch(isWatching) }
    }

    /// The bytes of a message, wherever they are. Throws `notFound` when there is no such message.
    public func raw(_ email: EmailID) async throws(Failure) -> [UInt8] {
        guard let account = try await context.store.read({ sql throws(Failure) in try EmailTable.get(sql, email)?.account }) else {
            throw Failure(.notFound, "email \(email) is gone")
        }
        return try await Bodies.raw(sync(account), email)
    }

    /// Looks at an account's mail again, folders first.
    public func refresh(_ account: AccountID) {
        guard let one = living[account]?.sync else { return }
        one.board.markFolders()
        one.board.markInbox()
        one.workBell.ring()
        one.watchBell.ring()
    }

    private func sync(_ account: AccountID) -> AccountSync {
        if let one = living[account]?.sync { return one }
        return AccountSync(account, context: context)
    }

    private func follow(_ id: AccountID) async {
        guard !isStopped else { return }
        let settings: AccountSettings?
        do throws(Failure) {
            settings = try await context.store.read { sql throws(Failure) in try AccountSettings.get(sql, id) }
        } catch {
            context.log.error("cannot read an account", metadata: ["account": "\(id)", "failure": "\(error)"])
            return
        }
        guard !isStopped else { return }
        guard let settings else {
            guard let gone = living.removeValue(forKey: id) else { return }
            await gone.sync.stop()
            await context.cache.remove(id)
            return
        }
        guard let known = living[id] else {
            let sync = AccountSync(id, context: context)
            living[id] = Living(sync: sync, settings: settings)
            if watching[settings.user] != nil { sync.watch(true) }
            await sync.start()
            return
        }
        if known.settings == settings {
            known.sync.nudge()
        } else {
            living[id]?.settings = settings
            await known.sync.restart()
        }
    }
}
