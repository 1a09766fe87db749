import Core
import IMAP
import Store

/// Sets flags wherever the emails lie.
struct KeywordWork: Sendable {
    let loop: OutboxLoop

    private struct Place: Hashable {
        let mailbox: MailboxID
        let uidValidity: Int64
    }

    func run(_ rows: [OutboxRow], add: [String], remove: [String]) async throws(Failure) {
        let emails = rows.compactMap(\.email)
        let located = try await loop.store.read { sql throws(Failure) in
            var all: [EmailID: [Location]] = [:]
            for email in emails where try EmailTable.get(sql, email) != nil { all[email] = try LocationTable.of(sql, email) }
            return all
        }
        // A message that is still on its way has no UID to speak of.
        let waiting = rows.filter { row in
            guard let email = row.email, let places = located[email] else { return false }
            return !places.isEmpty && places.allSatisfy { $0.uid == nil }
        }
        if !waiting.isEmpty, waiting.count == rows.count { throw Failure(.unavailable, "the message has not arrived yet") }
        var places: [Place: [Location]] = [:]
        for location in located.values.flatMap({ $0 }) where location.uid != nil {
            places[Place(mailbox: location.mailbox, uidValidity: location.uidValidity), default: []].append(location)
        }
        let added = Set(add.compactMap { Keyword($0) })
        let removed = Set(remove.compactMap { Keyword($0) })
        for (place, locations) in places {
            let uids = UIDSet(locations.compactMap { $0.uid.map { UID($0) } })
            let (kept, modseqs) = try await loop.account.front.use(urgent: false, again: true) { connection throws(Failure) in
                try await loop.select(connection, place.mailbox, uidValidity: place.uidValidity)
                // A flag that the server does not keep stays ours alone.
                let allowed = connection.selected?.permanentFlags
                let kept = added.filter { keyword in allowed.map { $0.contains(.any) || $0.contains(Flag(keyword)) } ?? true }
                var modseqs: [Int64: Int64] = [:]
                var results: [StoreResult] = []
                if !kept.isEmpty { results.append(try await connection.store(.uids(uids), .add(kept.map { Flag($0) }))) }
                if !removed.isEmpty { results.append(try await connection.store(.uids(uids), .remove(removed.map { Flag($0) }))) }
                for message in results.flatMap(\.changed) { if let uid = message.uid, let modseq = message.modSeq { modseqs[uid.rawValue] = modseq.rawValue } }
                return (kept, modseqs)
            }
            try await loop.store.write(.process) { transaction throws(Failure) in
                for location in locations {
                    guard let uid = location.uid else { continue }
                    try Settle.flagged(
                        transaction, mailbox: location.mailbox, uidValidity: location.uidValidity, uid: uid,
                        keywords: location.flags.union(kept).subtracting(removed), modseq: max(location.modseq, modseqs[uid] ?? 0))
                }
            }
        }
        let held = Set(waiting.map(\.id))
        try await loop.finish(rows.filter { !held.contains($0.id) })
        if !waiting.isEmpty { throw Failure(.unavailable, "some messages have not arrived yet") }
    }
}
