import Core
import Store

extension Method {
    /// MailAccount/get: the settings of the user's mail accounts, on `all`.
    static let mailAccountGet = Method("MailAccount/get", capability: Capability.accounts) { call in
        try call.mustBeAll()
        let request = try GetRequest(call)
        try request.check(MailAccountJSON.properties)
        return try await call.read { sql, scope in
            let all = try AccountTable.all(sql, user: scope.user).map { ($0.id.description, MailAccountJSON.object($0)) }
            return request.answer(account: scope.id, state: try scope.state(.mailAccount, sql), all)
        }
    }

    /// MailAccount/changes.
    static let mailAccountChanges = Method("MailAccount/changes", capability: Capability.accounts) { call in
        try call.mustBeAll()
        return try await Changes.answer(call, .mailAccount) { AccountID($0).description }
    }

    /// MailAccount/discover: where the servers of an address are.
    static let mailAccountDiscover = Method("MailAccount/discover", capability: Capability.accounts) { call in
        try call.mustBeAll()
        let email = try call.arguments.required("email", try call.arguments.string("email"))
        guard AddressJSON.isDeliverable(email) else { throw MethodError.invalid("“email” is not an address.") }
        let found = try await call.house.server.discover(email)
        func text(_ value: String?) -> JSON { value.map { .string($0) } ?? nil }
        return [
            "accountId": .string(Scope.allID), "found": text(found.source?.rawValue),
            "imap": found.imap.map { MailAccountJSON.server($0, found.imapUsername) } ?? nil,
            "smtp": found.smtp.map { MailAccountJSON.server($0, found.smtpUsername) } ?? nil, "provider": text(found.provider),
            "note": text(found.note),
            "helpUrl": text(found.helpURL),
        ]
    }

    /// MailAccount/test: tries settings out, IMAP and SMTP apart.
    static let mailAccountTest = Method("MailAccount/test", capability: Capability.accounts) { call in
        try call.mustBeAll()
        let members = call.arguments.members.filter { !["accountId", "id"].contains($0.key) }
        let known = try call.arguments.string("id")
        var account = AccountTrial.nobody(call.user)
        var saved: (imap: String?, smtp: String?) = (nil, nil)
        if let known {
            let mine = try await call.read { sql, scope in try AccountTable.all(sql, user: scope.user).first { $0.id.description == known }
            }
            guard let mine else { throw MethodError("notFound", "There is no such account.") }
            account = mine
            saved = try await call.house.store.passwords(mine.id)
        }
        let draft: MailAccountDraft
        do throws(SetError) { draft = try MailAccountDraft(members, over: account, isNew: known == nil, roles: { _ in true }) } catch {
            throw MethodError("invalidArguments", error.description, members: error.members)
        }
        let (imap, smtp) = await call.house.server.testAccount(AccountTrial(draft, saved: saved))
        return ["accountId": .string(Scope.allID), "imap": imap.json, "smtp": smtp.json]
    }
}

extension AccountTrial {
    /// An account with nothing in it, to be filled by a client.
    static func nobody(_ user: UserID) -> Account {
        let server = ServerAddress(host: "", port: 0, tls: .implicit)
        return Account(user: user, name: "", email: "", imap: server, smtp: server, username: "")
    }

    /// The settings of a draft; passwords it does not bring are the saved ones.
    init(_ draft: MailAccountDraft, saved: (imap: String?, smtp: String?)) {
        let password = draft.password ?? saved.imap ?? ""
        let smtpPassword: String =
            switch draft.smtpPassword {
            case .some(.some(let own)): own
            case .some(.none): password
            // Unless SMTP had a password of its own, it follows the new one.
            case .none: saved.smtp == saved.imap ? password : saved.smtp ?? password
            }
        self.init(
            email: draft.account.email, imap: draft.account.imap,
            imapCredential: .password(username: draft.account.imapUsername, password: password), smtp: draft.account.smtp,
            smtpCredential: .password(username: draft.account.smtpUsername, password: smtpPassword))
    }
}
