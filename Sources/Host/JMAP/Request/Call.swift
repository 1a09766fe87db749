public import Core
import Store

/// One method call on its way: who asks, and for what.
public struct Call: Sendable {
    /// Who asks.
    public let user: UserID
    let arguments: Arguments
    let created: [String: String]
    let house: House
    /// Takes the state of the session from whatever is read, when the request asks for nothing but reading.
    var session: SeenSession?

    /// The arguments, references resolved.
    public var members: [String: JSON] { arguments.members }

    /// The accounts that `accountId` stands for: one, or in `all` every one of the user's. Throws `accountNotFound`.
    public func accounts() async throws -> [AccountID] { try await read { _, scope in scope.ids } }

    /// Runs a body that reads, in the scope of the call's account.
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection, Scope) throws -> T) async throws -> T {
        let (user, account) = (user, try accountID())
        let session = session
        return try await house.read { sql in
            let value = try body(sql, try Scope.of(account, user: user, sql))
            if let session { session.see(try Session.state(user, sql)) }
            return value
        }
    }

    /// Runs a body in one transaction, in the scope of the call's account.
    func write<T: Sendable>(_ body: @escaping @Sendable (Transaction, Scope) throws -> T) async throws -> T {
        let (user, account) = (user, try accountID())
        return try await house.write { transaction in try body(transaction, try Scope.of(account, user: user, transaction.sql)) }
    }

    /// The account id; throws `invalidArguments` when it is missing.
    func accountID() throws(MethodError) -> String { try arguments.required("accountId", try arguments.string("accountId")) }

    /// Refuses methods that are only there in `all`.
    func mustBeAll() throws {
        guard try accountID() == Scope.allID else { throw MethodError("accountNotSupportedByMethod") }
    }

    /// An id as it stands, or the id that a creation id of this request became (RFC 8620 5.3).
    func resolved(_ text: String) -> String { text.hasPrefix("#") ? created[String(text.dropFirst())] ?? text : text }
}
