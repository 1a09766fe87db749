import Core
import IMAP
import Store

/// Removes messages for good. Doing it twice does it once.
struct RemoveWork: Sendable {
    let loop: OutboxLoop

    func run(_ rows: [OutboxRow]) async throws(Failure) {
        let departures = try await loop.store.read { sql throws(Failure) in
            var all: [(OutboxRow, Departure)] = []
            for row in rows { if let departure = try DepartureTable.of(sql, row.id) { all.append((row, departure)) } }
            return all
        }
        let known = Set(departures.map(\.0.id))
        try await loop.finish(rows.filter { !known.contains($0.id) })
        for (key, group) in Dictionary(grouping: departures, by: { [$0.1.mailbox.rawValue, $0.1.uidValidity] }) {
            let uids = UIDSet(group.map { UID($0.1.uid) })
            try await loop.account.front.use(urgent: false, again: true) { connection throws(Failure) in
                try await loop.select(connection, MailboxID(key[0]), uidValidity: key[1])
                try await Removal.run(connection, uids)
            }
            try await loop.finish(group.map(\.0))
        }
    }
}
