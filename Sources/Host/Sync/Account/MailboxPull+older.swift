import Core
import IMAP
import Store

extension MailboxPull {
    /// Takes in the headers below those that are here, newest first, in growing batches: the next is fetched while one is stored.
    /// Returns whether all are here; false when `pause` asked for the connection in between.
    func older(_ mailbox: Mailbox, name: MailboxName, pause: @escaping @Sendable () -> Bool, took: @Sendable () async -> Void)
        async throws(Failure) -> Bool
    {
        guard let cursor = try await store.read({ sql throws(Failure) in try MailboxCursor.get(sql, mailbox.id) }), cursor.headersFrom != 1
        else { return true }
        if connection.selected?.name != name { try await connection.select(name) }
        guard let selected = connection.selected, selected.uidValidity?.rawValue ?? 1 == cursor.uidValidity, cursor.headersFrom > 1 else {
            throw Failure(.unavailable, "mailbox \(mailbox.id) was numbered anew")
        }
        let below = try await connection.search(.messages(.uids(UIDSet(UID(1)...UID(cursor.headersFrom - 1))))).uids
        let wanted = below.subtracting(UIDSet(UID(cursor.headersFrom)...UID(.max)))
        guard Int64(wanted.count) <= max(selected.exists, connection.selected?.exists ?? 0) else {
            throw Failure(.unavailable, "the server lists more messages than it says to have")
        }

        let belt = Conveyor<(low: Int64, messages: [NewEmail])>(room: 1)
        let fetching = Task { [connection] in
            var rest = wanted
            var count = 100
            do throws(Failure) {
                while !rest.isEmpty, !Task.isCancelled {
                    let size = BatchPlan.headers(alreadyPulled: count)
                    guard let chunk = rest.chunksDescending(of: size).first, let low = chunk.first else { break }
                    var messages: [NewEmail] = []
                    messages.reserveCapacity(size)
                    let iterator = connection.fetch(.uids(chunk), MailboxPull.headerItems).makeAsyncIterator()
                    while let message = try await iterator.next(isolation: nil) {
                        if let new = NewEmail(message, uidValidity: cursor.uidValidity) { messages.append(new) }
                    }
                    count += messages.count
                    rest = rest.subtracting(chunk)
                    guard await belt.send((low.rawValue, messages)) else { return }
                    if pause() { return belt.end() }
                }
                belt.end()
            } catch {
                belt.end(error)
            }
        }
        var reached = cursor.headersFrom
        var failure: Failure?
        do throws(Failure) {
            while let (low, messages) = try await belt.next() {
                try await store.write(.process) { [account] transaction throws(Failure) in
                    try Ingest.add(transaction, account: account, mailbox: mailbox.id, messages)
                    try MailboxCursor.deepen(transaction, mailbox.id, uidValidity: cursor.uidValidity, headersFrom: low)
                }
                reached = low
                await took()
            }
        } catch {
            failure = error
            fetching.cancel()
            belt.end(error)
        }
        // Nobody else may use the connection before the fetch has let go of it.
        await fetching.value
        if let failure { throw failure }
        guard (wanted.first?.rawValue ?? reached) >= reached else { return false }
        try await store.write(.process) { transaction throws(Failure) in
            try MailboxCursor.deepen(transaction, mailbox.id, uidValidity: cursor.uidValidity, headersFrom: 1)
        }
        return true
    }
}
