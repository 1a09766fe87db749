public import Core
public import HostCrypto
public import Store

extension PluginKV {
    /// The values of plugins in the database, each sealed for its plugin, so that no plugin's value opens as another's.
    public static func store(_ database: any Database, box: SecretBox, clock: WallClock = .system) -> PluginKV {
        PluginKV(
            get: { plugin, scope, key async throws(Failure) in
                let sealed = try await database.read { db throws(Failure) in
                    try db.first("SELECT value FROM plugin_kv WHERE plugin = ? AND scope = ? AND name = ?", [plugin, scope, key]) {
                        $0.bytes(0)
                    }
                }
                guard let sealed else { return nil }
                return try box.open(sealed, for: purpose(plugin))
            },
            put: { plugin, scope, key, value async throws(Failure) in
                let sealed = box.seal(value, for: purpose(plugin))
                let now = clock.now()
                try await database.write(.disk) { db throws(Failure) in
                    try db.run(
                        """
                        INSERT INTO plugin_kv (plugin, scope, name, value, updated_at) VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT (plugin, scope, name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
                        """, plugin, scope, key, sealed, now.milliseconds)
                    return
                }
            },
            delete: { plugin, scope, key async throws(Failure) in
                try await database.write(.disk) { db throws(Failure) in
                    try db.run("DELETE FROM plugin_kv WHERE plugin = ? AND scope = ? AND name = ?", plugin, scope, key)
                    return
                }
            },
            list: { plugin, scope, prefix async throws(Failure) in
                let names = try await database.read { db throws(Failure) in
                    try db.query("SELECT name FROM plugin_kv WHERE plugin = ? AND scope = ?", [plugin, scope]) { $0.text(0) }
                }
                return names.filter { $0.hasPrefix(prefix) }
            })
    }

    private static func purpose(_ plugin: String) -> String { "plugin \(plugin)" }
}

/// What the database says to plugins about people and messages.
public enum PluginFacts {
    /// Who a user is.
    public static func user(_ database: any Database) -> @Sendable (UserID) async throws(Failure) -> JSON {
        { id async throws(Failure) in
            let found = try await database.read { db throws(Failure) in
                try db.first("SELECT username, display_name, admin FROM users WHERE id = ?", [id.rawValue]) { row -> JSON in
                    [
                        "id": .string("\(id)"), "username": .string(row.text(0)), "displayName": .string(row.text(1)),
                        "admin": .bool(row.bool(2)),
                    ]
                }
            }
            guard let found else { throw Failure(.notFound, "no user \(id)") }
            return found
        }
    }

    /// The mail accounts of a user, without anything secret.
    public static func accounts(_ database: any Database) -> @Sendable (UserID) async throws(Failure) -> JSON {
        { id async throws(Failure) in
            .array(
                try await database.read { db throws(Failure) in
                    try db.query("SELECT id, name, email FROM accounts WHERE user_id = ? ORDER BY sort_order, id", [id.rawValue]) {
                        row -> JSON in
                        ["id": .string("\(AccountID(row.int(0)))"), "name": .string(row.text(1)), "email": .string(row.text(2))]
                    }
                })
        }
    }

    /// Keeps a plugin's note on a message; the message takes it along when it goes.
    public static func annotate(_ database: any Database)
        -> @Sendable (UserID, EmailID, _ plugin: String, JSON?) async throws(Failure) -> Void
    {
        { user, email, plugin, note async throws(Failure) in
            try await database.write(.process) { db throws(Failure) in
                let owned = try db.first(
                    "SELECT 1 FROM emails e JOIN accounts a ON a.id = e.account_id WHERE e.id = ? AND a.user_id = ?",
                    [email.rawValue, user.rawValue]
                ) { $0.int(0) }
                guard owned != nil else { throw Failure(.notFound, "no email \(email) of \(user)") }
                if let note {
                    try db.run(
                        "INSERT INTO plugin_notes (email_id, plugin, value) VALUES (?, ?, ?) ON CONFLICT (email_id, plugin) DO UPDATE SET value = excluded.value",
                        email.rawValue, plugin, note.text)
                } else {
                    try db.run("DELETE FROM plugin_notes WHERE email_id = ? AND plugin = ?", email.rawValue, plugin)
                }
            }
        }
    }
}
