import Core
import Store

extension Method {
    /// MailAccount/set. What is new or changed of servers and passwords is tried out before it is saved, unless `skipTest` says otherwise.
    static let mailAccountSet = Method("MailAccount/set", Capability.accounts) { call in
        try call.mustBeAll()
        let request = try SetRequest(call)
        guard request.create.count + request.update.count <= 20 else {
            throw MethodError("requestTooLarge", "More than 20 accounts at once.")
        }
        let (oldState, accounts, places) = try await call.read { sql, scope in
            (try scope.state(.mailAccount, sql), try AccountTable.all(sql, user: scope.user), try MailboxPlace.all(sql, user: scope.user))
        }
        try request.check(state: oldState)
        var set = request
        func known(_ text: String) throws(SetError) -> Account {
            guard let account = accounts.first(where: { $0.id.description == text }) else { throw .notFound }
            return account
        }
        for item in request.create {
            do {
                let draft = try MailAccountDraft(item.object, over: AccountTrial.nobody(call.user), isNew: true, roles: { _ in false })
                guard accounts.count < 200 else { throw SetError("forbidden", "There are 200 accounts already.") }
                if let veto = await AccountHook.veto(draft.account, call) { throw SetError("forbidden", veto) }
                if !draft.skipTest { try await MailAccountTest.pass(draft, saved: (nil, nil), call.house) }
                let id = try await call.house.store.write { transaction throws(Failure) in
                    try AccountTable.add(transaction, draft.account, password: draft.password, smtpPassword: draft.smtpPassword ?? nil)
                }
                let made = try await call.house.store.read { sql throws(Failure) in try AccountTable.get(sql, id) }
                set.created(item.id, .object(made.map(MailAccountJSON.object) ?? ["id": .string(id.description)]))
                call.house.server.nudge(id)
            } catch { set.notCreated(item.id, try SetRequest.error(error)) }
        }
        for item in request.update {
            do {
                let account = try known(item.id)
                let draft = try MailAccountDraft(
                    item.patch, over: account, isNew: false, roles: { id in places.contains { $0.id == id && $0.account == account.id } })
                if draft.changesServers, !draft.skipTest, !draft.account.paused {
                    try await MailAccountTest.pass(draft, saved: try await call.house.store.passwords(account.id), call.house)
                }
                try await call.house.store.write { transaction throws(Failure) in
                    guard try AccountTable.get(transaction.sql, account.id) != nil else {
                        throw Failure(.notFound, "account \(account.id)")
                    }
                    try AccountTable.update(transaction, draft.account)
                    try AccountTable.setSecrets(
                        transaction, account.id, password: draft.password.map { .some($0) }, smtpPassword: draft.smtpPassword)
                    for identity in try IdentityTable.all(transaction.sql, account: account.id) where identity.isMain {
                        transaction.record(.identity, account.id, identity.id, .updated)
                    }
                }
                set.updated(item.id)
                call.house.server.nudge(account.id)
            } catch { set.notUpdated(item.id, try SetRequest.error(error)) }
        }
        for text in request.destroy {
            do {
                let account = try known(text)
                try await call.house.store.write { transaction throws(Failure) in try AccountTable.remove(transaction, account.id) }
                set.destroyed(text)
                call.house.server.nudge(account.id)
            } catch { set.notDestroyed(text, try SetRequest.error(error)) }
        }
        let newState = try await call.read { sql, scope in try scope.state(.mailAccount, sql) }
        return set.outcome(account: Scope.allID, oldState: oldState, newState: newState)
    }
}

/// The live test that comes before saving.
enum MailAccountTest {
    /// Throws `connectionFailed` with both findings unless IMAP and SMTP work.
    static func pass(_ draft: MailAccountDraft, saved: (imap: String?, smtp: String?), _ house: House) async throws(SetError) {
        let (imap, smtp) = await house.server.testAccount(AccountTrial(draft, saved: saved))
        guard imap.ok, smtp.ok else {
            throw SetError("connectionFailed", imap.ok ? smtp.message : imap.message, members: ["imap": imap.json, "smtp": smtp.json])
        }
    }
}
