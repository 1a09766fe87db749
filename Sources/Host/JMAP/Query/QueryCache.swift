import Core
import Store
import Synchronization

/// Whole query results, kept while they are used: least recently used go first when they grow past a number of bytes.
final class QueryCache: Sendable {
    /// What a list is the answer to.
    struct Key: Hashable {
        let search: EmailSearch
        let sort: [EmailSort]
        let collapsed: Bool
    }

    private struct Entry {
        var list: QueryList
        var used: UInt64
    }
    private struct State {
        var entries: [Key: Entry] = [:]
        var bytes = 0
        var clock: UInt64 = 0
    }
    private let state = Mutex(State())
    private let capacity: Int

    /// A cache of so many bytes.
    init(capacity: Int = 48 << 20) { self.capacity = capacity }

    /// How many bytes are kept.
    var bytes: Int { state.withLock { $0.bytes } }

    /// The newest list known for a key.
    func list(_ key: Key) -> QueryList? {
        state.withLock { state in
            state.clock += 1
            let clock = state.clock
            state.entries[key]?.used = clock
            return state.entries[key]?.list
        }
    }

    /// Keeps a list unless a newer one is known; one that is larger than the whole cache is not kept.
    func keep(_ list: QueryList, for key: Key) {
        state.withLock { state in
            if let old = state.entries[key] {
                guard old.list.seq <= list.seq else { return }
                state.bytes -= old.list.bytes
                state.entries[key] = nil
            }
            guard list.bytes <= capacity else { return }
            state.clock += 1
            state.entries[key] = Entry(list: list, used: state.clock)
            state.bytes += list.bytes
            while state.bytes > capacity, let oldest = state.entries.min(by: { $0.value.used < $1.value.used }) {
                state.bytes -= oldest.value.list.bytes
                state.entries[oldest.key] = nil
            }
        }
    }
}
