import Core
import IMAP
import Store

/// Moves messages: MOVE, else COPY and removal. Which UID a message has afterwards is learnt from COPYUID, else by its Message-ID.
struct MoveWork: Sendable {
    let loop: OutboxLoop

    func run(_ rows: [OutboxRow], to target: MailboxID) async throws(Failure) {
        let targetName = try await loop.name(target)
        let departures = try await loop.store.read { sql throws(Failure) in
            var all: [OutboxID: Departure] = [:]
            for row in rows { all[row.id] = try DepartureTable.of(sql, row.id) }
            return all
        }
        for row in rows where departures[row.id] == nil { try await settleLost(row, target, targetName) }
        let leaving = rows.filter { departures[$0.id] != nil }
        let sources = Dictionary(grouping: leaving) { row in
            let departure = departures[row.id]
            return [departure?.mailbox.rawValue ?? 0, departure?.uidValidity ?? 0]
        }
        for (key, group) in sources {
            // Tried before: whether those copies were made is not known.
            let wasTried = group.contains { $0.state == .running || $0.attempts > 0 }
            try await loop.start(group)
            try await move(group, departures, MailboxID(key[0]), key[1], target, targetName, wasTried: wasTried)
        }
    }

    private func move(
        _ rows: [OutboxRow], _ departures: [OutboxID: Departure], _ source: MailboxID, _ uidValidity: Int64, _ target: MailboxID,
        _ targetName: MailboxName, wasTried: Bool
    ) async throws(Failure) {
        let uids = UIDSet(rows.compactMap { departures[$0.id].map { UID($0.uid) } })
        let ids = try await messageIDs(rows)
        try await loop.account.arrivals.use { () throws(Failure) in
            let (validity, landed) = try await loop.account.front.use(urgent: false, again: false) {
                connection throws(Failure) -> (Int64?, [OutboxID: Int64]) in
                var landed: [OutboxID: Int64] = [:]
                var validity: Int64?
                var rest = uids
                let isMove = connection.capabilities.move
                if wasTried, !isMove {
                    // A copy may have been made before the line or the process ended.
                    for row in rows {
                        guard
                            let found = try await loop.landed(connection, in: targetName, target, row.email, messageID: ids[row.id])
                        else { continue }
                        (validity, landed[row.id]) = found
                    }
                }
                try await loop.select(connection, source, uidValidity: uidValidity)
                let copied = UIDSet(rows.filter { landed[$0.id] != nil }.compactMap { departures[$0.id].map { UID($0.uid) } })
                rest = rest.subtracting(copied)
                var result: CopyResult?
                if isMove {
                    result = try await connection.move(.uids(rest), to: targetName)
                } else {
                    if !rest.isEmpty { result = try await connection.copy(.uids(rest), to: targetName) }
                    try await Removal.run(connection, uids)
                }
                if let result {
                    validity = result.uidValidity.rawValue
                    for row in rows {
                        if let old = departures[row.id], let new = result.uids[UID(old.uid)] { landed[row.id] = new.rawValue }
                    }
                }
                for row in rows where landed[row.id] == nil {
                    guard let found = try await loop.landed(connection, in: targetName, target, row.email, messageID: ids[row.id])
                    else { continue }
                    (validity, landed[row.id]) = found
                }
                return (validity, landed)
            }
            try await loop.store.write(.process) { transaction throws(Failure) in
                for row in rows {
                    if let uid = landed[row.id], let validity {
                        try Settle.arrived(transaction, row, mailbox: target, uidValidity: validity, uid: uid)
                        if let flags = departures[row.id]?.flags {
                            try Settle.flagged(transaction, mailbox: target, uidValidity: validity, uid: uid, keywords: flags, modseq: 0)
                        }
                    }
                    try OutboxTable.finish(transaction, row.id)
                }
            }
        }
        // What was gone at the source already is found by looking at both.
        loop.board.mark(target)
        if rows.contains(where: { landedNowhere($0, ids) }) { loop.board.mark(source) }
        loop.account.workBell.ring()
    }

    private func landedNowhere(_ row: OutboxRow, _ ids: [OutboxID: String]) -> Bool { ids[row.id] == nil }

    /// Nothing is known to leave: the message was never seen at the source, or has left it by itself.
    private func settleLost(_ row: OutboxRow, _ target: MailboxID, _ targetName: MailboxName) async throws(Failure) {
        let arriving = try await loop.store.read { sql throws(Failure) in
            guard let email = row.email else { return false }
            return try LocationTable.of(sql, email).contains { $0.mailbox == target && $0.uid == nil }
        }
        guard arriving else { return try await loop.finish([row]) }
        let id = try await loop.email(row)?.messageIDs.first
        let found = try await loop.account.front.use(urgent: false, again: true) { connection throws(Failure) in
            try await loop.find(connection, in: targetName, messageID: id)
        }
        if let found, let uid = found.1.last {
            try await loop.store.write(.process) { transaction throws(Failure) in
                try Settle.arrived(transaction, row, mailbox: target, uidValidity: found.0.rawValue, uid: uid.rawValue)
                try OutboxTable.finish(transaction, row.id)
            }
        } else if row.attempts < 5 {
            throw Failure(.unavailable, "the message is not there yet")
        } else {
            throw Failure(.notFound, "the message has left the server", message: "The message is not on the server any more.")
        }
    }

    private func messageIDs(_ rows: [OutboxRow]) async throws(Failure) -> [OutboxID: String] {
        try await loop.store.read { sql throws(Failure) in
            var all: [OutboxID: String] = [:]
            for row in rows { if let email = row.email { all[row.id] = try EmailTable.get(sql, email)?.messageIDs.first } }
            return all
        }
    }
}
