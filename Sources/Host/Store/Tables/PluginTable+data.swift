public import Core

extension PluginTable {
    /// A value as it is kept, sealed.
    public struct Value: Sendable {
        /// `""`, `user:ID`, `account:ID`, or the house's own `settings:…`.
        public let scope: String
        /// Its key.
        public let name: String
        /// The sealed bytes.
        public let sealed: [UInt8]
    }

    /// The bytes that a plugin's values and notes take.
    public static func size(_ sql: any SQLConnection, plugin: String) throws(Failure) -> Int64 {
        let values = try sql.first("SELECT coalesce(sum(length(value)), 0) FROM plugin_kv WHERE plugin = ?", [plugin]) { $0.int(0) } ?? 0
        let notes = try sql.first("SELECT coalesce(sum(length(value)), 0) FROM plugin_notes WHERE plugin = ?", [plugin]) { $0.int(0) } ?? 0
        let settings =
            try sql.first("SELECT coalesce(sum(length(value)), 0) FROM plugin_settings WHERE plugin = ?", [plugin]) { $0.int(0) } ?? 0
        return values + notes + settings
    }

    /// Every value of a plugin.
    public static func values(_ sql: any SQLConnection, plugin: String) throws(Failure) -> [Value] {
        try sql.query("SELECT scope, name, value FROM plugin_kv WHERE plugin = ? ORDER BY scope, name", [plugin]) {
            Value(scope: $0.text(0), name: $0.text(1), sealed: $0.bytes(2))
        }
    }

    /// A plugin's notes on emails.
    public static func notes(_ sql: any SQLConnection, plugin: String) throws(Failure) -> [(email: EmailID, note: JSON)] {
        try sql.query("SELECT email_id, value FROM plugin_notes WHERE plugin = ? ORDER BY email_id", [plugin]) {
            ($0.id(0, EmailKind.self), (try? JSON(parsing: $0.bytes(1))) ?? nil)
        }
    }

    /// The scopes in which a plugin keeps something.
    public static func scopes(_ sql: any SQLConnection, plugin: String) throws(Failure) -> [String] {
        try sql.query("SELECT DISTINCT scope FROM plugin_kv WHERE plugin = ? ORDER BY scope", [plugin]) { $0.text(0) }
    }

    /// Removes everything a plugin keeps. Returns how many values and notes that were.
    @discardableResult public static func clear(_ transaction: Transaction, plugin: String) throws(Failure) -> Int {
        let values = try transaction.sql.run("DELETE FROM plugin_kv WHERE plugin = ?", [plugin])
        return values + (try transaction.sql.run("DELETE FROM plugin_notes WHERE plugin = ?", [plugin]))
    }
}
