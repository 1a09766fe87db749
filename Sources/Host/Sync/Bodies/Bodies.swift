import Core
import IMAP
import Store

/// Raw messages on demand: from the database while they are only here, from the cache, else from the server before everything else.
enum Bodies {
    private struct Place: Sendable {
        let mailbox: MailboxID
        let path: String
        let uidValidity: Int64
        let uid: Int64
    }

    /// The bytes of a message in a file of one's own. Throws as `raw` does.
    static func file(_ account: AccountSync, _ id: EmailID) async throws(Failure) -> ScratchFile {
        let store = account.context.store
        if let cached = try await account.context.cache.spill(account.id, id, in: store.scratch) { return cached }
        let blob = try await store.read { sql throws(Failure) in try EmailTable.get(sql, id)?.blob }
        if let blob, let file = try await store.spill(blob) { return file }
        let file = try store.scratch.file()
        try await file.append(try await raw(account, id))
        return file
    }

    /// The bytes of a message. Throws `notFound` when it is gone, `unavailable` or `timeout` when the server cannot be asked.
    static func raw(_ account: AccountSync, _ id: EmailID) async throws(Failure) -> [UInt8] {
        if let cached = await account.context.cache.get(account.id, id) { return cached }
        let found = try await account.context.store.read { sql throws(Failure) -> ([UInt8]?, [Place])? in
            guard let email = try EmailTable.get(sql, id) else { return nil }
            if let blob = email.blob, let bytes = try BlobTable.bytes(sql, blob) { return (bytes, []) }
            var all = try LocationTable.of(sql, id).map { ($0.mailbox, $0.uidValidity, $0.uid) }
            // While it is on its way to another mailbox it still lies where it left.
            all += try DepartureTable.of(sql, email: id).map { ($0.mailbox, $0.uidValidity, $0.uid) }
            var places: [Place] = []
            for (mailbox, validity, uid) in all {
                guard let uid, let row = try MailboxTable.get(sql, mailbox), row.uidValidity == validity else { continue }
                places.append(Place(mailbox: mailbox, path: row.path, uidValidity: validity, uid: uid))
            }
            return (nil, places)
        }
        guard let (blob, places) = found else { throw Failure(.notFound, "email \(id) is gone") }
        if let blob { return blob }
        for place in places {
            let uid = place.uid
            let name = account.board.name(place.path)
            let bytes = try await account.front.use(urgent: true, again: true) { connection throws(Failure) -> [UInt8]? in
                try await connection.selectFresh(name)
                guard connection.selected?.uidValidity?.rawValue ?? 1 == place.uidValidity else { return nil }
                let messages = try await connection.fetch(.uids(UIDSet(UID(uid))), [.uid, .body(.whole)]).all()
                return messages.first { $0.uid?.rawValue == uid }?.body(.whole)
            }
            guard let bytes else {
                account.board.mark(place.mailbox)
                account.board.markInbox()
                continue
            }
            await account.context.cache.put(account.id, [(id, bytes)])
            return bytes
        }
        account.workBell.ring()
        account.watchBell.ring()
        throw Failure(
            places.isEmpty ? .unavailable : .notFound, "email \(id) lies nowhere on the server just now",
            message: "The message is just being moved on the server. Try again in a moment.")
    }
}
