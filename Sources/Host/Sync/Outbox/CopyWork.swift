import Core
import IMAP
import Store

/// Copies messages into a mailbox from wherever they lie.
struct CopyWork: Sendable {
    let loop: OutboxLoop

    func run(_ first: OutboxRow, _ rows: [OutboxRow], to target: MailboxID) async throws(Failure) {
        let name = try await loop.name(target)
        for row in rows { try await copy(row, target, name) }
    }

    private struct Source: Sendable {
        let mailbox: MailboxID
        let uidValidity: Int64
        let uid: Int64
        let flags: Set<Keyword>
    }

    private func copy(_ row: OutboxRow, _ target: MailboxID, _ name: MailboxName) async throws(Failure) {
        guard let email = try await loop.email(row) else { return try await loop.finish([row]) }
        let source = try await loop.store.read { sql throws(Failure) -> Source? in
            for place in try LocationTable.of(sql, email.id) where place.mailbox != target {
                if let uid = place.uid {
                    return Source(mailbox: place.mailbox, uidValidity: place.uidValidity, uid: uid, flags: place.flags)
                }
            }
            return try DepartureTable.of(sql, email: email.id).first.map {
                Source(mailbox: $0.mailbox, uidValidity: $0.uidValidity, uid: $0.uid, flags: $0.flags)
            }
        }
        guard let place = source else {
            if row.attempts > 20 { throw Failure(.notFound, "there is nothing to copy") }
            throw Failure(.unavailable, "the message has not arrived yet")
        }
        // Tried before: whether that copy was made is not known.
        let wasTried = row.state == .running || row.attempts > 0
        try await loop.start([row])
        try await loop.account.arrivals.use { () throws(Failure) in
            let landed = try await loop.account.front.use(urgent: false, again: false) { connection throws(Failure) -> (Int64, Int64)? in
                if wasTried,
                    let found = try await loop.landed(connection, in: name, target, email.id, messageID: email.messageIDs.first)
                {
                    return found
                }
                try await loop.select(connection, place.mailbox, uidValidity: place.uidValidity)
                if let result = try await connection.copy(.uids(UIDSet(UID(place.uid))), to: name), let new = result.uids[UID(place.uid)] {
                    return (result.uidValidity.rawValue, new.rawValue)
                }
                return try await loop.landed(connection, in: name, target, email.id, messageID: email.messageIDs.first)
            }
            try await loop.store.write(.process) { transaction throws(Failure) in
                if let (validity, uid) = landed {
                    try Settle.arrived(transaction, row, mailbox: target, uidValidity: validity, uid: uid)
                    try Settle.flagged(transaction, mailbox: target, uidValidity: validity, uid: uid, keywords: place.flags, modseq: 0)
                }
                try OutboxTable.finish(transaction, row.id)
            }
        }
        loop.board.mark(target)
        loop.account.workBell.ring()
    }
}
