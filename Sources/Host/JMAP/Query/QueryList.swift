import Core
import Store

/// The whole result of a query, in order, at one state of the journal.
final class QueryList: Sendable {
    /// The number of the journal up to which it holds.
    let seq: Int64
    let hits: [EmailHit]
    /// Of each conversation only the first, as positions in `hits`.
    let firsts: [Int32]?

    init(seq: Int64, hits: [EmailHit], collapsed: Bool) {
        self.seq = seq
        self.hits = hits
        guard collapsed else {
            firsts = nil
            return
        }
        var seen = Set<Int64>(minimumCapacity: hits.count)
        var firsts: [Int32] = []
        firsts.reserveCapacity(hits.count)
        for (index, hit) in hits.enumerated() where seen.insert(hit.thread).inserted { firsts.append(Int32(index)) }
        self.firsts = firsts
    }

    /// How many results there are.
    var count: Int { firsts?.count ?? hits.count }

    /// The result at a position.
    subscript(position: Int) -> Int64 { firsts.map { hits[Int($0[position])].id } ?? hits[position].id }

    /// The position of an email among the results; nil when it is none.
    func position(of id: Int64) -> Int? {
        guard let firsts else { return hits.firstIndex { $0.id == id } }
        return firsts.firstIndex { hits[Int($0)].id == id }
    }

    /// How many bytes it takes.
    var bytes: Int { hits.count * MemoryLayout<EmailHit>.stride + (firsts?.count ?? 0) * 4 + 256 }

    /// The same list at a later number: `changed` are the emails that may have come, gone or moved, `found` those of them that belong now.
    func brought(to seq: Int64, changed: Set<Int64>, found: [EmailHit]) -> QueryList {
        let arriving = found.sorted { $0.key > $1.key }
        var merged: [EmailHit] = []
        merged.reserveCapacity(hits.count + arriving.count)
        var next = 0
        for hit in hits where !changed.contains(hit.id) {
            while next < arriving.count, arriving[next].key > hit.key {
                merged.append(arriving[next])
                next += 1
            }
            merged.append(hit)
        }
        merged.append(contentsOf: arriving[next...])
        return QueryList(seq: seq, hits: merged, collapsed: firsts != nil)
    }
}
