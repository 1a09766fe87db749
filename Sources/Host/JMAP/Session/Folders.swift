import Core
import Store

/// The mailboxes of a scope by id and by role, so that ids and the `all-…` names of the unified view can be told apart and resolved.
struct Folders: Sendable {
    let places: [MailboxID: MailboxPlace]
    private let roles: [AccountID: [MailboxRole: MailboxID]]
    private let roleOf: [MailboxID: MailboxRole]
    private let scope: Scope

    /// The roles that have a mailbox in `all`.
    static let unified: [MailboxRole] = [.inbox, .drafts, .sent, .archive, .junk, .trash, .flagged]

    /// The id of a role's mailbox in `all`.
    static func name(_ role: MailboxRole) -> String { "all-\(role.rawValue)" }

    /// The role that a mailbox id of `all` names.
    static func role(_ name: String) -> MailboxRole? {
        guard name.hasPrefix("all-"), let role = MailboxRole(rawValue: String(name.dropFirst(4))), unified.contains(role) else {
            return nil
        }
        return role
    }

    init(_ scope: Scope, _ sql: any SQLConnection) throws(Failure) {
        self.scope = scope
        let mine = Set(scope.ids)
        var places: [MailboxID: MailboxPlace] = [:]
        var roles: [AccountID: [MailboxRole: MailboxID]] = [:]
        for place in try MailboxPlace.all(sql, user: scope.user) where mine.contains(place.account) {
            places[place.id] = place
            // An email cannot lie in a mailbox that cannot be opened.
            if let role = place.role, place.selectable, roles[place.account]?[role] == nil {
                roles[place.account, default: [:]][role] = place.id
            }
        }
        for account in scope.reachable {
            for (role, chosen) in account.roles where places[chosen]?.account == account.id && places[chosen]?.selectable == true {
                roles[account.id, default: [:]][role] = chosen
            }
        }
        var roleOf: [MailboxID: MailboxRole] = [:]
        for (_, named) in roles { for (role, id) in named where roleOf[id] == nil || role == .inbox { roleOf[id] = role } }
        self.places = places
        self.roles = roles
        self.roleOf = roleOf
    }

    /// The mailboxes that a query looks into.
    var searched: [MailboxID] {
        let accounts = Set(scope.searched.map(\.id))
        return places.values.filter { $0.selectable && accounts.contains($0.account) }.map(\.id)
    }

    /// The mailbox of a role in an account, a person's own choice first.
    func id(_ role: MailboxRole, in account: AccountID) -> MailboxID? { roles[account]?[role] }

    /// The role a mailbox plays; the person's choice counts.
    func role(of id: MailboxID) -> MailboxRole? { roleOf[id] }

    /// The mailboxes of a role in the searched accounts.
    func ids(_ role: MailboxRole) -> [MailboxID] { scope.searched.compactMap { id(role, in: $0.id) } }

    /// What a mailbox id of a client means as a filter; nil when there is no such mailbox here.
    func filter(_ text: String) -> EmailFilter? {
        if scope.isAll, let role = Folders.role(text) { return role == .flagged ? .keyword(.flagged) : .mailboxes(ids(role)) }
        guard let id = MailboxID(text), places[id] != nil else { return nil }
        return .mailboxes([id])
    }

    /// The real mailboxes that a mailbox id of a client stands for; nil when there is no such mailbox here.
    func mailboxes(_ text: String) -> [MailboxID]? {
        if scope.isAll, let role = Folders.role(text) { return ids(role) }
        guard let id = MailboxID(text), places[id] != nil else { return nil }
        return [id]
    }

    /// The mailbox of an account that a mailbox id of a client means for an email of that account; nil when there is none.
    func target(_ text: String, in account: AccountID) -> MailboxID? {
        if scope.isAll, let role = Folders.role(text) { return id(role, in: account) }
        guard let id = MailboxID(text), let place = places[id], place.account == account, place.selectable else { return nil }
        return id
    }

    /// `mailboxIds` of an email: the real ids and, in `all`, the names of the roles they play.
    func json(_ ids: [MailboxID], flagged: Bool) -> JSON {
        var out: [String: JSON] = [:]
        for id in ids {
            out[id.description] = true
            if scope.isAll, let role = roleOf[id], Folders.unified.contains(role) { out[Folders.name(role)] = true }
        }
        if scope.isAll, flagged { out[Folders.name(.flagged)] = true }
        return .object(out)
    }
}
