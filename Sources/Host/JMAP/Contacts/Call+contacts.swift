import Core
import Store

extension Call {
    /// Runs a body that reads contacts. They belong to the user and are found in `all`. The first book is made on first use.
    func readContacts<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection, Scope) throws -> T) async throws -> T {
        try mustBeAll()
        let user = user
        let ready: T? = try await read { sql, scope in
            try AddressBookTable.hasAny(sql, user: scope.user) ? try body(sql, scope) : nil
        }
        if let ready { return ready }
        try await house.write { transaction in try AddressBookTable.prepare(transaction, user: user) }
        return try await read(body)
    }

    /// Runs a body in one transaction that nobody else's change of the user's contacts comes into.
    func writeContacts<T: Sendable>(_ body: @escaping @Sendable (Transaction, Scope) throws -> T) async throws -> T {
        try mustBeAll()
        return try await write { transaction, scope in
            try AddressBookTable.prepare(transaction, user: scope.user)
            return try body(transaction, scope)
        }
    }
}
