import Core
import Store

/// What a call's `accountId` stands for: one account of the user, or `all`, their unified view.
struct Scope: Sendable {
    static let allID = "all"

    /// The account id as the client wrote it.
    let id: String
    let user: UserID
    /// The accounts whose mail a query finds: the account itself; in `all` those that a person included.
    let searched: [AccountPlace]
    /// The accounts whose objects may be named by id: the account itself; in `all` every account of the user.
    let reachable: [AccountPlace]

    var isAll: Bool { id == Scope.allID }

    /// The ids of the accounts whose objects may be named.
    var ids: [AccountID] { reachable.map(\.id) }

    /// The scope of an account id; throws `accountNotFound` for anything that is not the user's.
    static func of(_ text: String, user: UserID, _ sql: any SQLConnection) throws -> Scope {
        let mine = try AccountPlace.all(sql, user: user)
        if text == allID { return Scope(id: text, user: user, searched: mine.filter(\.inUnified), reachable: mine) }
        guard let id = AccountID(text), let one = mine.first(where: { $0.id == id }) else { throw MethodError.accountNotFound }
        return Scope(id: text, user: user, searched: [one], reachable: [one])
    }

    /// The state of a type (RFC 8620 5.1).
    func seq(_ type: DataType, _ sql: any SQLConnection) throws(Failure) -> Int64 {
        isAll ? try Journal.state(sql, user: user, type: type) : try Journal.state(sql, account: reachable[0].id, type: type)
    }

    /// The state of a type as a client sees it.
    func state(_ type: DataType, _ sql: any SQLConnection) throws(Failure) -> String { "\(try seq(type, sql))" }

    /// The changes of a type after a state, oldest first.
    func entries(_ type: DataType, after seq: Int64, limit: Int, _ sql: any SQLConnection) throws(Failure) -> [Journal.Entry] {
        isAll
            ? try Journal.entries(sql, user: user, type: type, after: seq, limit: limit)
            : try Journal.entries(sql, account: reachable[0].id, type: type, after: seq, limit: limit)
    }
}
