public import Core
public import Store

/// What the database says to plugins about people and messages.
public enum PluginFacts {
    /// Who a user is.
    public static func user(_ store: Store) -> @Sendable (UserID) async throws(Failure) -> JSON {
        { id async throws(Failure) in
            guard let user = try await store.read({ sql throws(Failure) in try UserTable.get(sql, id) }) else {
                throw Failure(.notFound, "no user \(id)")
            }
            return [
                "id": .string("\(id)"), "username": .string(user.username), "displayName": .string(user.displayName),
                "admin": .bool(user.isAdmin),
            ]
        }
    }

    /// The mail accounts of a user, without anything secret.
    public static func accounts(_ store: Store) -> @Sendable (UserID) async throws(Failure) -> JSON {
        { id async throws(Failure) in
            let accounts = try await store.read { sql throws(Failure) in try AccountTable.all(sql, user: id) }
            return .array(accounts.map { ["id": .string("\($0.id)"), "name": .string($0.name), "email": .string($0.email)] })
        }
    }

    /// What plugins have noted on a message, by plugin.
    public static func notes(_ store: Store) -> @Sendable (EmailID) async throws(Failure) -> [String: JSON] {
        { email async throws(Failure) in try await store.read { sql throws(Failure) in try PluginTable.notes(sql, email) } }
    }

    /// Keeps a plugin's note on a message; the message takes it along when it goes.
    public static func annotate(_ store: Store) -> @Sendable (UserID, EmailID, _ plugin: String, JSON?) async throws(Failure) -> Void {
        { user, email, plugin, note async throws(Failure) in
            try await store.write(.process) { tx throws(Failure) in
                let account = try EmailTable.get(tx.sql, email).flatMap { found throws(Failure) in
                    try AccountTable.get(tx.sql, found.account)
                }
                guard account?.user == user else { throw Failure(.notFound, "no email \(email) of \(user)") }
                try PluginTable.annotate(tx, email, plugin: plugin, note ?? .null)
            }
        }
    }
}
