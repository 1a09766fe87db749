import Core
import Store

extension Method {
    /// Email/get (RFC 8621 4.2).
    static let emailGet = Method("Email/get", capability: Capability.mail) { call in
        let request = try GetRequest(call)
        let properties = try EmailProperties(call.arguments)
        guard let ids = request.ids else { throw MethodError("requestTooLarge", "Name the ids of the emails.") }
        let maker = EmailJSON(properties: properties)
        let wantsLinks = !properties.names.isDisjoint(with: ["repliesTo", "forwards"])
        let (account, state, found) = try await call.read { sql, scope in
            let folders = try Folders(scope, sql)
            let rows = try EmailRow.get(sql, ids.compactMap { EmailID($0) }, accounts: scope.ids)
            var found: [String: (row: EmailRow, object: [String: JSON])] = [:]
            for text in ids {
                guard let row = EmailID(text).flatMap({ rows[$0] }) else { continue }
                found[text] = (row, maker.stored(row, folders, links: wantsLinks ? try DraftLinks.get(sql, draft: row.id) : nil))
            }
            return (scope.id, try scope.state(.email, sql), found)
        }
        var objects = found.mapValues(\.object)
        if properties.needsMessage {
            // Who cannot be read just now is in neither list: it exists, and an empty body would be kept for ever.
            let read = try await Messages(call.house).read(found.mapValues(\.row)) { maker.read($0, blob: $1.id.description) }
            for id in found.keys { objects[id] = read[id].flatMap { more in objects[id]?.merging(more) { $1 } } }
        }
        return [
            "accountId": .string(account), "state": .string(state), "list": .array(ids.compactMap { objects[$0].map { .object($0) } }),
            "notFound": .array(ids.filter { found[$0] == nil }.map { .string($0) }),
        ]
    }

    /// Email/changes (RFC 8621 4.3).
    static let emailChanges = Method("Email/changes", capability: Capability.mail) { call in
        try await Changes.answer(call, .email) { EmailID($0).description }
    }
}

/// The bytes of messages, from the store where they are only there, else from whoever can get them.
struct Messages {
    private let house: House
    /// Messages read at once.
    private static let atOnce = 8

    init(_ house: House) { self.house = house }

    /// The bytes of a message; throws `notFound` when they cannot be had any more.
    func bytes(_ id: EmailID, blob: BlobID?) async throws(Failure) -> [UInt8] {
        if let blob, let bytes = try await house.store.read({ sql throws(Failure) in try BlobTable.bytes(sql, blob) }) { return bytes }
        return try await house.server.rawMessage(id)
    }

    /// What a body makes of each message, several at once. A message whose bytes cannot be had just now is left out; when that is so of
    /// all of them, throws why.
    func read<Key: Hashable & Sendable, T: Sendable>(
        _ rows: [Key: EmailRow], _ body: @escaping @Sendable ([UInt8], EmailRow) -> T
    ) async throws -> [Key: T] {
        try await withThrowingTaskGroup(of: (Key, Result<T, Failure>).self) { group in
            var failure: Failure?
            var out: [Key: T] = [:]
            var waiting = Array(rows)[...]
            var running = 0
            while running > 0 || !waiting.isEmpty {
                while running < Messages.atOnce, let (key, row) = waiting.popFirst() {
                    group.addTask {
                        do throws(Failure) { return (key, .success(body(try await bytes(row.id, blob: row.blob), row))) } catch {
                            return (key, .failure(error))
                        }
                    }
                    running += 1
                }
                guard let (key, value) = try await group.next() else { break }
                running -= 1
                switch value {
                case .success(let made): out[key] = made
                case .failure(let error): failure = error
                }
            }
            if out.isEmpty, let failure { throw failure }
            return out
        }
    }
}
