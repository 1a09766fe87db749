/// The sync-collection report (RFC 6578, 3).
struct Synchronise: Sendable {
    let home: Home
    let call: Call

    private static let step = 2_000

    /// What changed since the token, and the token to come back with.
    func answer(_ root: Element, _ segment: String) async throws -> Reply {
        guard try Depth(call, missing: .zero) == .zero else { throw Refusal(400, "sync-collection is asked with Depth 0.") }
        guard let level = root[.dav("sync-level")]?.trimmed, level == "1" || level == "infinite" else {
            throw Refusal(400, "sync-level is 1 or infinite.")
        }
        guard let given = root[.dav("sync-token")]?.trimmed else { throw Refusal(400, "There is no sync-token; an empty one begins anew.") }
        let wanted = try Wanted(root)
        let limit = try Report.limit(root, Space.dav)
        let id = try await home.id(of: segment)
        let since = try state(given, id)
        let changes = try await changes(id, since, limit)
        let book = Book(id: id, segment: segment, name: "", description: "", state: nil, isWritable: true)
        let multistatus = Multistatus(wanted: wanted, user: home.user, person: home.person, isMinimal: call.isMinimal)
        let user = home.user
        return try await Reply.multistatus(
            changes.members, step: wanted.data == nil ? 500 : Contacts.batch,
            begin: { writer in
                for name in changes.removed {
                    Multistatus.status(&writer, Place.card(user: user, book: segment, card: name).href, "404 Not Found")
                }
            },
            write: { [home] writer, members in try await home.write(&writer, members, of: book, multistatus) },
            end: { writer in
                if changes.isTruncated { Multistatus.truncated(&writer, .book(user: user, book: segment)) }
                Multistatus.end(&writer, token: SyncToken(book: id, state: changes.state))
            })
    }

    /// What is to be told.
    private struct Changes: Sendable {
        var members: [Member]
        var removed: [String]
        var state: String
        var isTruncated: Bool
    }

    private static let invalid = Refusal(403, "This token is not known any more; begin anew with an empty one.", .dav("valid-sync-token"))

    /// The state a token stands for; nil for an empty token.
    private func state(_ token: String, _ book: String) throws(Refusal) -> String? {
        if token.isEmpty { return nil }
        guard let token = SyncToken(token), token.book == book else { throw Synchronise.invalid }
        return token.state
    }

    private func changes(_ book: String, _ since: String?, _ limit: Int?) async throws -> Changes {
        if since == nil, limit == nil {
            let shelf = try await home.shelves.current(home.contacts, book)
            guard let state = shelf.state else { throw Refusal.nothing }
            return Changes(members: Array(shelf.members.values), removed: [], state: state, isTruncated: false)
        }
        var changed = Shelf()
        var removed: Set<String> = []
        var state = since
        while true {
            guard
                let step = try await home.contacts.members(of: book, since: state, limit: min(limit ?? Synchronise.step, Synchronise.step))
            else {
                throw Synchronise.invalid
            }
            changed.apply(step)
            // What was removed and came back is a change; what changed and was removed is gone.
            removed.formUnion(step.removed)
            removed.subtract(step.members.map(\.name))
            state = step.state
            if !step.hasMore || limit != nil {
                return Changes(
                    members: Array(changed.members.values), removed: since == nil ? [] : removed.sorted(), state: step.state,
                    isTruncated: step.hasMore)
            }
        }
    }
}
