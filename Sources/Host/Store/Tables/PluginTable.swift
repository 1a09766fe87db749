public import Core

/// What plugins keep: values sealed at rest, notes on emails, and the host's own record of each plugin.
public enum PluginTable {
    /// A value; nil when there is none.
    public static func get(_ sql: any SQLConnection, plugin: String, scope: String, name: String) throws(Failure) -> [UInt8]? {
        try sql.first("SELECT value FROM plugin_kv WHERE plugin = ? AND scope = ? AND name = ?", [plugin, scope, name]) { $0.bytes(0) }
    }

    /// Stores a value that has been sealed.
    public static func put(_ transaction: Transaction, plugin: String, scope: String, name: String, _ sealed: [UInt8]) throws(Failure) {
        try transaction.sql.run(
            """
            INSERT INTO plugin_kv (plugin, scope, name, value, updated_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (plugin, scope, name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
            """, [plugin, scope, name, sealed, transaction.now])
    }

    /// Removes a value.
    public static func delete(_ transaction: Transaction, plugin: String, scope: String, name: String) throws(Failure) {
        try transaction.sql.run("DELETE FROM plugin_kv WHERE plugin = ? AND scope = ? AND name = ?", [plugin, scope, name])
    }

    /// The names in a scope, sorted.
    public static func names(_ sql: any SQLConnection, plugin: String, scope: String) throws(Failure) -> [String] {
        try sql.query("SELECT name FROM plugin_kv WHERE plugin = ? AND scope = ? ORDER BY name", [plugin, scope]) { $0.text(0) }
    }

    /// How many bytes one value takes; nil when there is none.
    public static func size(_ sql: any SQLConnection, plugin: String, scope: String, name: String) throws(Failure) -> Int64? {
        try sql.first(
            "SELECT length(value) FROM plugin_kv WHERE plugin = ? AND scope = ? AND name = ?", [plugin, scope, name]
        ) { $0.int(0) }
    }

    /// The plugins' notes on an email, by plugin.
    public static func notes(_ sql: any SQLConnection, _ email: EmailID) throws(Failure) -> [String: JSON] {
        let rows = try sql.query("SELECT plugin, value FROM plugin_notes WHERE email_id = ?", [email]) { ($0.text(0), $0.bytes(1)) }
        return Dictionary(rows.compactMap { row in (try? JSON(parsing: row.1)).map { (row.0, $0) } }) { $1 }
    }

    /// Sets a plugin's note on an email; null removes it.
    public static func annotate(_ transaction: Transaction, _ email: EmailID, plugin: String, _ note: JSON) throws(Failure) {
        if note.isNull {
            try transaction.sql.run("DELETE FROM plugin_notes WHERE email_id = ? AND plugin = ?", [email, plugin])
        } else {
            try transaction.sql.run(
                "INSERT INTO plugin_notes (email_id, plugin, value) VALUES (?, ?, ?) ON CONFLICT (email_id, plugin) DO UPDATE SET value = excluded.value",
                [email, plugin, note.text])
        }
        if let key = try StoredEmailKey.get(transaction.sql, email) { transaction.record(.email, key.account, email, .updated) }
    }

    /// The host's record of a plugin: who switched it and when, last use of grants.
    public static func state(_ sql: any SQLConnection, plugin: String) throws(Failure) -> JSON {
        (try sql.first("SELECT value FROM plugin_state WHERE plugin = ?", [plugin]) { $0.bytes(0) }).flatMap { try? JSON(parsing: $0) }
            ?? [:]
    }

    /// Writes the host's record of a plugin.
    public static func setState(_ transaction: Transaction, plugin: String, _ state: JSON) throws(Failure) {
        try transaction.sql.run(
            "INSERT INTO plugin_state (plugin, value) VALUES (?, ?) ON CONFLICT (plugin) DO UPDATE SET value = excluded.value",
            [plugin, state.text])
    }
}
