import Core
import IMAP
import Store

/// Sets flags wherever the emails lie.
struct KeywordWork: Sendable {
    let loop: OutboxLoop

    /// Where the server has an email: where it lies, and where it is about to leave.
    private struct Spot: Sendable {
        let mailbox: MailboxID
        let uidValidity: Int64
        let uid: Int64
        let flags: Set<Keyword>
        let modseq: Int64
        let departure: Departure?
    }

    private struct Place: Hashable {
        let mailbox: MailboxID
        let uidValidity: Int64
    }

    func run(_ rows: [OutboxRow], add: [String], remove: [String]) async throws(Failure) {
        let emails = rows.compactMap(\.email)
        let spots = try await loop.store.read { sql throws(Failure) in
            var all: [EmailID: [Spot]] = [:]
            for email in emails where try EmailTable.get(sql, email) != nil {
                var mine: [Spot] = []
                for place in try LocationTable.of(sql, email) {
                    guard let uid = place.uid else { continue }
                    mine.append(
                        Spot(
                            mailbox: place.mailbox, uidValidity: place.uidValidity, uid: uid, flags: place.flags, modseq: place.modseq,
                            departure: nil))
                }
                for left in try DepartureTable.of(sql, email: email) {
                    mine.append(
                        Spot(
                            mailbox: left.mailbox, uidValidity: left.uidValidity, uid: left.uid, flags: left.flags, modseq: left.modseq,
                            departure: left))
                }
                all[email] = mine
            }
            return all
        }
        // A message that is still on its way has no UID to speak of.
        let waiting = rows.filter { row in row.email.flatMap { spots[$0] }?.isEmpty ?? false }
        if !waiting.isEmpty, waiting.count == rows.count { throw Failure(.unavailable, "the message has not arrived yet") }
        let places = Dictionary(grouping: spots.values.flatMap { $0 }) { Place(mailbox: $0.mailbox, uidValidity: $0.uidValidity) }
        let added = Set(add.compactMap { Keyword($0) })
        let removed = Set(remove.compactMap { Keyword($0) })
        for (place, spots) in places {
            let uids = UIDSet(spots.map { UID($0.uid) })
            let (kept, modseqs) = try await loop.account.front.use(urgent: false, again: true) { connection throws(Failure) in
                try await loop.select(connection, place.mailbox, uidValidity: place.uidValidity)
                // A flag that the server does not keep stays ours alone.
                let allowed = connection.selected?.permanentFlags
                let kept = added.filter { keyword in allowed.map { $0.contains(.any) || $0.contains(Flag(keyword)) } ?? true }
                var modseqs: [Int64: Int64] = [:]
                var results: [StoreResult] = []
                if !kept.isEmpty { results.append(try await connection.store(.uids(uids), .add(kept.map { Flag($0) }))) }
                if !removed.isEmpty { results.append(try await connection.store(.uids(uids), .remove(removed.map { Flag($0) }))) }
                for message in results.flatMap(\.changed) {
                    if let uid = message.uid, let modseq = message.modSeq { modseqs[uid.rawValue] = modseq.rawValue }
                }
                return (kept, modseqs)
            }
            try await loop.store.write(.process) { transaction throws(Failure) in
                for spot in spots {
                    let flags = spot.flags.union(kept).subtracting(removed)
                    if let departure = spot.departure {
                        try DepartureTable.flagged(transaction, departure, keywords: flags)
                    } else {
                        try Settle.flagged(
                            transaction, mailbox: spot.mailbox, uidValidity: spot.uidValidity, uid: spot.uid, keywords: flags,
                            modseq: max(spot.modseq, modseqs[spot.uid] ?? 0))
                    }
                }
            }
        }
        let held = Set(waiting.map(\.id))
        try await loop.finish(rows.filter { !held.contains($0.id) })
        if !waiting.isEmpty { throw Failure(.unavailable, "some messages have not arrived yet") }
    }
}
