import Core
import IMAP
import Store
import Synchronization

/// Puts a message whose bytes are only here on the server, once: after an interruption the mailbox is searched for its Message-ID first.
struct AppendWork: Sendable {
    let loop: OutboxLoop

    func run(_ row: OutboxRow, to target: MailboxID, blob: BlobID) async throws(Failure) {
        let name = try await loop.name(target)
        let email = try await loop.store.read { sql throws(Failure) in
            try row.email.flatMap { id throws(Failure) in try EmailTable.get(sql, id) }
        }
        // Destroyed meanwhile: nothing is left to put anywhere. What an interrupted attempt put there is then a stranger's message.
        guard let email, let file = try await loop.store.spill(blob) else {
            if row.state == .running { loop.board.mark(target) }
            return try await loop.finish([row])
        }
        let wasRunning = row.state == .running || row.attempts > 0
        try await loop.start([row])
        try await loop.account.arrivals.use { () throws(Failure) in
            let landed = try await loop.account.front.use(urgent: false, again: false) { connection throws(Failure) -> (Int64, Int64)? in
                let id = email.messageIDs.first
                if wasRunning, let found = try await loop.find(connection, in: name, messageID: id), let last = found.1.last {
                    return (found.0.rawValue, last.rawValue)
                }
                let flags = email.keywords.map { Flag($0) }
                if let result = try await connection.append(file, to: name, flags: flags, date: email.receivedAt) {
                    return (result.uidValidity.rawValue, result.uid.rawValue)
                }
                guard let found = try await loop.find(connection, in: name, messageID: id), let last = found.1.last else { return nil }
                return (found.0.rawValue, last.rawValue)
            }
            await loop.account.context.cache.put(loop.account.id, email.id, file)
            try await loop.store.write { transaction throws(Failure) in
                if let (validity, uid) = landed {
                    try Settle.arrived(transaction, row, mailbox: target, uidValidity: validity, uid: uid)
                    try Settle.flagged(transaction, mailbox: target, uidValidity: validity, uid: uid, keywords: email.keywords, modseq: 0)
                }
                try Settle.uploaded(transaction, email.id, blob: blob)
                try OutboxTable.finish(transaction, row.id)
            }
        }
        loop.board.mark(target)
        loop.account.workBell.ring()
    }
}

extension IMAPConnection {
    /// APPEND of a file, read as it goes.
    fileprivate func append(_ file: ScratchFile, to name: MailboxName, flags: [Flag], date: Timestamp?) async throws(Failure)
        -> AppendResult?
    {
        let place = Mutex<Int64>(0)
        return try await append(size: file.size, to: name, flags: flags, date: date) { () throws(Failure) in
            let piece = try await file.bytes(at: place.withLock { $0 }, 256 << 10)
            place.withLock { $0 += Int64(piece.count) }
            return piece.isEmpty ? nil : piece
        }
    }
}
