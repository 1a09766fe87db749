import Core
import Store

extension Method {
    /// Email/set (RFC 8621 4.6). The mail server follows through the outbox.
    static let emailSet = Method("Email/set", Capability.mail) { call in
        let request = try SetRequest(call)
        // Messages are built before the transaction begins, so that it waits for nobody.
        let drafts = try await Drafts(call).build(request.create)
        let (set, scope, oldState, touched) = try await call.write { transaction, scope in
            let oldState = try scope.state(.email, transaction.sql)
            try request.check(state: oldState)
            let folders = try Folders(scope, transaction.sql)
            var set = request
            var touched: Set<AccountID> = []
            for item in drafts {
                do {
                    let made = try item.draft.get().stored(transaction, scope, folders)
                    set.created(item.id, made.json)
                    touched.insert(made.account)
                } catch { set.notCreated(item.id, try SetRequest.error(error)) }
            }
            let ids = (request.update.map(\.id) + request.destroy).compactMap { EmailID($0) }
            let rows = try EmailRow.get(transaction.sql, ids, accounts: scope.ids)
            for item in request.update {
                do {
                    guard let row = EmailID(item.id).flatMap({ rows[$0] }) else { throw SetError.notFound }
                    let patch = try EmailPatch(item.patch)
                    try transaction.attempt { try patch.apply(transaction, row, folders) }
                    touched.insert(row.account)
                    set.updated(item.id)
                } catch { set.notUpdated(item.id, try SetRequest.error(error)) }
            }
            for id in request.destroy {
                do {
                    guard let row = EmailID(id).flatMap({ rows[$0] }) else { throw SetError.notFound }
                    try transaction.attempt { try Change.destroy(transaction, row.id) }
                    touched.insert(row.account)
                    set.destroyed(id)
                } catch { set.notDestroyed(id, try SetRequest.error(error)) }
            }
            return (set, scope, oldState, touched)
        }
        for account in touched { call.house.server.nudge(account) }
        let newState = try await call.house.read { sql in try scope.state(.email, sql) }
        return set.outcome(account: scope.id, oldState: oldState, newState: newState)
    }
}
