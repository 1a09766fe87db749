public import Core
import Store

/// State changes of a user as they happen (RFC 8620 7.1), for EventSource and WebSocket.
public struct Push: Sendable {
    /// Newest states: account id, then type name, then state.
    public typealias States = [String: [String: String]]

    let store: Store

    init(store: Store) { self.store = store }

    /// The StateChange object of some states.
    public static func json(_ states: States) -> JSON {
        ["@type": "StateChange", "changed": .object(states.mapValues { .object($0.mapValues { .string($0) }) })]
    }

    /// Every state that is not its first.
    public func states(user: UserID) async throws(Failure) -> States { try await read(user, after: 0).states }

    /// What changes from now on. What happens while a change is being told becomes one change. Ends when the reader stops or the store closes.
    public func changes(user: UserID) -> AsyncStream<States> {
        let news = store.feed.listen()
        let store = store
        return AsyncStream(bufferingPolicy: .unbounded) { continuation in
            let work = Task {
                // Read after listening began, so that nothing falls between.
                var seen = (try? await store.read { sql throws(Failure) in try Journal.newest(sql, user: user) }) ?? 0
                for await item in news where item.user == user {
                    guard item.seq > seen, let step = try? await read(user, after: seen) else { continue }
                    seen = max(seen, step.newest)
                    if !step.states.isEmpty { continuation.yield(step.states) }
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in work.cancel() }
        }
    }

    private func read(_ user: UserID, after seq: Int64) async throws(Failure) -> (states: States, newest: Int64) {
        try await store.read { sql throws(Failure) in
            let rows = try Journal.states(sql, user: user, after: seq)
            var states: States = [:]
            var all: [DataType: Int64] = [:]
            var newest = seq
            for row in rows {
                newest = max(newest, row.seq)
                all[row.type] = max(all[row.type] ?? 0, row.seq)
                if row.account.rawValue > 0 { states[row.account.description, default: [:]][row.type.name] = "\(row.seq)" }
            }
            // The merged mailboxes follow the mail and the accounts.
            if let merged = [all[.mailbox], all[.email], all[.mailAccount]].compactMap({ $0 }).max() { all[.mailbox] = merged }
            for (type, seq) in all { states[Scope.allID, default: [:]][type.name] = "\(seq)" }
            return (states, newest)
        }
    }
}
