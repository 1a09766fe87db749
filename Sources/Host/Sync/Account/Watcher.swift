import Core
import IMAP
import Logging
import Store

/// The connection that stays on INBOX: takes INBOX's news in at once and notices what changes elsewhere.
struct Watcher: Sendable {
    let account: AccountSync
    let connection: IMAPConnection
    let inbox: Mailbox

    private var board: SyncBoard { account.board }
    private var folders: FolderList { FolderList(account: account.id, store: account.context.store, board: board, log: account.log) }

    /// Runs until the connection ends or the task is cancelled; returns why.
    func run() async -> Failure {
        let listening = Task { [account, connection] in
            for await event in connection.events { Watcher.hear(event, account) }
            // Cancelled, it speaks of a time that is over: the board may belong to the next one.
            guard !Task.isCancelled else { return }
            account.board.close(Failure(.unavailable, "the connection ended"))
            account.watchBell.ring()
        }
        defer { listening.cancel() }
        let hasNotify = await notify()
        connection.startIdling()
        var polled = ContinuousClock.now
        var listed = ContinuousClock.now
        var compared = ContinuousClock.now
        var rotation: [MailboxName] = []
        do throws(Failure) {
            while true {
                if Task.isCancelled { return Failure(.cancelled, "stopped") }
                if let failure = board.closed { return failure }
                if board.takeInbox() {
                    _ = try await account.pull(on: connection).refresh(inbox.id)
                    account.workBell.ring()
                }
                let pace = account.context.pace
                var interval =
                    board.isWatched
                    ? (hasNotify ? min(pace.notified, pace.checked) : pace.watched) : hasNotify ? pace.notified : pace.unwatched
                if board.isSweepWanted { interval = min(interval, pace.watched) }
                if ContinuousClock.now - polled >= interval {
                    try await poll(&rotation)
                    polled = .now
                }
                if ContinuousClock.now - listed >= pace.folders {
                    board.markFolders()
                    listed = .now
                }
                // On this connection, because it is the one that noticed: another may still be shown the old names.
                if board.takeFolders() { try await folders.refresh(on: connection) }
                if !connection.capabilities.condstore, ContinuousClock.now - compared >= pace.flags {
                    for mailbox in try await followed() { board.mark(mailbox.id) }
                    compared = .now
                }
                if board.isUrgent { account.workBell.ring() }
                if board.foldersWait { account.watchBell.ring() }
                await account.watchBell.wait(max(.milliseconds(50), interval - (ContinuousClock.now - polled)))
            }
        } catch {
            return error
        }
    }

    private func notify() async -> Bool {
        guard connection.capabilities.notify else { return false }
        do throws(Failure) {
            try await connection.notify(status: true)
            return true
        } catch {
            account.log.info("NOTIFY is not to be had", metadata: ["failure": "\(error)"])
            return false
        }
    }

    /// Counters of every mailbox: by LIST-STATUS, or a few STATUS at a time.
    private func poll(_ rotation: inout [MailboxName]) async throws(Failure) {
        if connection.capabilities.listStatus {
            board.beginLook()
            let server = try await connection.list(status: FolderList.counters)
            let present = server.filter { !$0.has("\\NonExistent") }
            if present.count != board.listed || present.contains(where: { !board.knows($0.name) }) { board.markFolders() }
            try await folders.markStale(server)
            board.endLook()
            account.workBell.ring()
            return
        }
        if rotation.isEmpty {
            board.beginLook()
            let server = try await connection.list().filter { !$0.has("\\NonExistent") }
            if server.count != board.listed || server.contains(where: { !board.knows($0.name) }) { board.markFolders() }
            rotation = try await followed().map { board.name($0.path) }
            try await connection.noop()
        }
        for _ in 0..<min(8, rotation.count) {
            let name = rotation.removeFirst()
            do throws(Failure) {
                let status = try await connection.status(name, FolderList.counters)
                if board.differs(name, status) { try await folders.compare(name, status) }
            } catch {
                guard connection.isOpen else { throw error }
                board.markFolders()
            }
        }
        if rotation.isEmpty {
            board.endLook()
            account.workBell.ring()
        }
    }

    /// The mailboxes beside INBOX whose messages are kept here.
    private func followed() async throws(Failure) -> [Mailbox] {
        let all = try await account.context.store.read { [id = account.id] sql throws(Failure) in try MailboxTable.all(sql, account: id) }
        return all.filter { $0.isFollowed && $0.id != inbox.id }
    }

    private static func hear(_ event: MailboxEvent, _ account: AccountSync) {
        switch event {
        case .exists, .expunged, .vanished, .changed: account.board.markInbox()
        case .missed:
            account.board.markInbox()
            account.board.markFolders()
        case .status(let name, let status):
            guard account.board.differs(name, status) else { return }
            let folders = FolderList(account: account.id, store: account.context.store, board: account.board, log: account.log)
            Task {
                do throws(Failure) {
                    try await folders.compare(name, status)
                } catch {
                    account.log.error("cannot compare a mailbox", metadata: ["failure": "\(error)"])
                }
                account.workBell.ring()
                if account.board.hasInboxNews { account.watchBell.ring() }
            }
            return
        case .listed:
            // A rename is told in two pieces: both should be true when the folders are listed.
            Task {
                try? await Task.sleep(for: .milliseconds(300))
                account.board.markFolders()
                account.watchBell.ring()
            }
            return
        case .alert(let words): account.log.notice("the server says", metadata: ["words": "\(words)"])
        case .closed(let failure): account.board.close(failure)
        }
        account.watchBell.ring()
    }
}
