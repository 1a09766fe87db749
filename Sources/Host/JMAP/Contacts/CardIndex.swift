import Contact
import Core
import Store
import Synchronization

/// The cards of users as filters and sorts see them, kept while they are used and brought forward by the journal.
final class CardIndex: Sendable {
    /// One card.
    struct Entry: Sendable {
        let id: CardID
        let book: AddressBookID
        /// The UID, bare.
        let uid: String
        let kind: String
        let name: String
        let created: Int64
        let updated: Int64
        /// A letter of `CardFacts.Letter` and words.
        let facts: [(letter: String, words: String)]

        init(_ row: CardIndexRow) {
            id = row.id
            book = row.book
            uid = CardFacts.bare(row.uid)
            kind = row.kind
            let facts: [(letter: String, words: String)] = Packed.pairs(row.facts).map { ($0.0, $0.1) }
            self.facts = facts
            name = CardFilter.folded(row.name)
            func time(_ letter: CardFacts.Letter) -> Int64? {
                facts.first { $0.letter == letter.rawValue }.flatMap { CardDates.time($0.words) }?.milliseconds
            }
            created = time(.created) ?? row.createdAt.milliseconds
            updated = time(.updated) ?? row.updatedAt.milliseconds
        }

        func words(_ letter: CardFacts.Letter) -> String { facts.first { $0.letter == letter.rawValue }?.words ?? "" }
    }

    /// Every card of a user at one state of the journal.
    struct List: Sendable {
        let seq: Int64
        let entries: [Entry]
        var used: UInt64 = 0
    }

    /// How many cards are kept over all users.
    private let capacity: Int
    private let lists = Mutex<(byUser: [UserID: List], clock: UInt64)>(([:], 0))

    init(capacity: Int = 100_000) { self.capacity = capacity }

    /// The cards of a user as of now.
    func entries(_ scope: Scope, _ sql: any SQLConnection) throws -> (seq: Int64, entries: [Entry]) {
        let seq = try scope.seq(.contactCard, sql)
        let known = lists.withLock { state in
            state.clock += 1
            state.byUser[scope.user]?.used = state.clock
            return state.byUser[scope.user]
        }
        if let known, known.seq == seq { return (seq, known.entries) }
        let entries = try brought(known, to: seq, scope, sql) ?? CardIndexRow.all(sql, user: scope.user).map(Entry.init)
        keep(List(seq: seq, entries: entries), scope.user)
        return (seq, entries)
    }

    /// A list with what changed since read anew; nil when that is too much, or nobody knows any more.
    private func brought(_ known: List?, to seq: Int64, _ scope: Scope, _ sql: any SQLConnection) throws -> [Entry]? {
        guard let known, known.seq < seq, known.seq >= (try Journal.horizon(sql, user: scope.user)) else { return nil }
        let changes = try scope.entries(.contactCard, after: known.seq, limit: 1001, sql)
        guard changes.count <= 1000 else { return nil }
        let changed = Set(changes.map(\.object))
        let fresh = try CardIndexRow.some(sql, user: scope.user, Array(changed)).map(Entry.init)
        return (known.entries.filter { !changed.contains($0.id.rawValue) } + fresh).sorted { $0.id < $1.id }
    }

    private func keep(_ list: List, _ user: UserID) {
        lists.withLock { state in
            // A reader with an older view must not take a newer list away.
            if let old = state.byUser[user], old.seq > list.seq { return }
            var list = list
            state.clock += 1
            list.used = state.clock
            state.byUser[user] = list
            while state.byUser.values.reduce(0, { $0 + $1.entries.count }) > capacity, state.byUser.count > 1,
                let oldest = state.byUser.min(by: { $0.value.used < $1.value.used })
            {
                state.byUser[oldest.key] = nil
            }
        }
    }
}
