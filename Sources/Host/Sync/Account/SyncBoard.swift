import Core
import IMAP
import Synchronization

/// What the loops of one account tell each other: which mailboxes changed, who is watching, what the server calls things.
final class SyncBoard: Sendable {
    private struct State {
        var stale: [MailboxID] = []
        var inboxChanged = false
        var foldersChanged = false
        var counters: [MailboxName: MailboxStatus] = [:]
        var names: [String: MailboxName] = [:]
        var closed: Failure?
        var watchers = 0
        var shut: Set<MailboxID> = []
        var sweep = Sweep.none
    }

    /// Emails that lie nowhere go only after every mailbox was looked at: they may have been moved.
    private enum Sweep { case none, wanted, looking, allowed }

    private let state = Mutex(State())

    /// A mailbox other than INBOX must be looked at.
    func mark(_ mailbox: MailboxID) { state.withLock { if !$0.stale.contains(mailbox) { $0.stale.append(mailbox) } } }
    /// The mailbox that has waited longest to be looked at.
    func takeStale() -> MailboxID? { state.withLock { $0.stale.isEmpty ? nil : $0.stale.removeFirst() } }
    /// Whether anything waits to be looked at, so that long work should make room.
    var isUrgent: Bool { state.withLock { !$0.stale.isEmpty } }

    /// A message left a mailbox.
    func wantSweep() { state.withLock { if $0.sweep != .allowed { $0.sweep = .wanted } } }
    /// Whether a message left a mailbox since every mailbox was looked at.
    var isSweepWanted: Bool { state.withLock { $0.sweep == .wanted } }
    /// A look at the counters of all mailboxes begins.
    func beginLook() { state.withLock { if $0.sweep == .wanted { $0.sweep = .looking } } }
    /// It has ended: what changed is marked.
    func endLook() { state.withLock { if $0.sweep == .looking { $0.sweep = .allowed } } }
    func allowSweep() { state.withLock { $0.sweep = .allowed } }
    func takeSweep() -> Bool {
        state.withLock { state in
            guard state.sweep == .allowed else { return false }
            state.sweep = .none
            return true
        }
    }

    func markInbox() { state.withLock { $0.inboxChanged = true } }
    func takeInbox() -> Bool { state.withLock { take(&$0.inboxChanged) } }
    /// Whether INBOX waits to be looked at.
    var hasInboxNews: Bool { state.withLock { $0.inboxChanged } }
    func markFolders() { state.withLock { $0.foldersChanged = true } }
    /// Whether the folders are to be listed again.
    var foldersWait: Bool { state.withLock { $0.foldersChanged } }
    func takeFolders() -> Bool { state.withLock { take(&$0.foldersChanged) } }

    /// Takes counters in; true when they differ from those seen last.
    func differs(_ name: MailboxName, _ status: MailboxStatus) -> Bool {
        state.withLock { state in
            var merged = state.counters[name] ?? MailboxStatus()
            let before = merged
            merged.messages = status.messages ?? merged.messages
            merged.uidNext = status.uidNext ?? merged.uidNext
            merged.uidValidity = status.uidValidity ?? merged.uidValidity
            merged.highestModSeq = status.highestModSeq ?? merged.highestModSeq
            state.counters[name] = merged
            return merged != before
        }
    }

    /// The server will not open it: it is left alone until the folders are listed again.
    func shut(_ mailbox: MailboxID) { state.withLock { _ = $0.shut.insert(mailbox) } }
    func isShut(_ mailbox: MailboxID) -> Bool { state.withLock { $0.shut.contains(mailbox) } }

    /// All messages on the server as the counters tell.
    var messages: Int64 { state.withLock { $0.counters.values.reduce(0) { $0 + ($1.messages ?? 0) } } }

    func setNames(_ names: [String: MailboxName]) { state.withLock { ($0.names, $0.shut) = (names, []) } }
    /// The name to say to the server for a path.
    func name(_ path: String) -> MailboxName { state.withLock { $0.names[path] } ?? MailboxName(path) }
    /// Whether the server listed a mailbox of that name last time.
    func knows(_ name: MailboxName) -> Bool { state.withLock { $0.names[name.text] == name } }
    /// How many mailboxes the server listed last time.
    var listed: Int { state.withLock { $0.names.count } }

    func close(_ failure: Failure) { state.withLock { $0.closed = $0.closed ?? failure } }
    var closed: Failure? { state.withLock { $0.closed } }

    /// Forgets what belonged to an old connection; who watches stays.
    func renew() {
        state.withLock { state in
            let watchers = state.watchers
            state = State()
            state.watchers = watchers
        }
    }

    func watch(_ more: Int) { state.withLock { $0.watchers = max(0, $0.watchers + more) } }
    /// Whether a person has a page open.
    var isWatched: Bool { state.withLock { $0.watchers > 0 } }

    private func take(_ flag: inout Bool) -> Bool {
        defer { flag = false }
        return flag
    }
}
