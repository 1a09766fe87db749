public import Core

/// What people filled into the forms of plugins, sealed: the admin's for everybody, and each user's own.
public enum PluginSettingsTable {
    /// The sealed values of a plugin, of a user or, with nil, of the admin; nil when nobody filled anything in.
    public static func get(_ sql: any SQLConnection, plugin: String, user: UserID?) throws(Failure) -> [UInt8]? {
        try sql.first("SELECT value FROM plugin_settings WHERE plugin = ? AND coalesce(user_id, 0) = ?", [plugin, user?.rawValue ?? 0]) {
            $0.bytes(0)
        }
    }

    /// Keeps sealed values. They go with their user.
    public static func put(_ transaction: Transaction, plugin: String, user: UserID?, _ sealed: [UInt8]) throws(Failure) {
        try transaction.sql.run(
            """
            INSERT INTO plugin_settings (plugin, user_id, value, updated_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (plugin, coalesce(user_id, 0)) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
            """, [plugin, user, sealed, transaction.now])
    }

    /// The users who filled something in for a plugin.
    public static func users(_ sql: any SQLConnection, plugin: String) throws(Failure) -> [UserID] {
        try sql.query("SELECT user_id FROM plugin_settings WHERE plugin = ? AND user_id IS NOT NULL ORDER BY user_id", [plugin]) {
            $0.id(0)
        }
    }

    /// Forgets everything that was filled in for a plugin, by anybody.
    public static func clear(_ transaction: Transaction, plugin: String) throws(Failure) {
        try transaction.sql.run("DELETE FROM plugin_settings WHERE plugin = ?", [plugin])
    }
}
