public import Core
import Foundation

/// Settings of the whole server, by name.
public enum SettingTable {
    /// The value of a setting; nil when it was never set.
    public static func get(_ sql: any SQLConnection, _ name: String) throws(Failure) -> String? {
        try sql.first("SELECT value FROM settings WHERE name = ?", [name]) { $0.text(0) }
    }

    /// Sets a setting; nil forgets it.
    public static func set(_ transaction: Transaction, _ name: String, _ value: String?) throws(Failure) {
        guard let value else {
            try transaction.sql.run("DELETE FROM settings WHERE name = ?", [name])
            return
        }
        try transaction.sql.run(
            "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", [name, value])
    }

    /// What the admin allows for connections to mail servers.
    public static func policy(_ sql: any SQLConnection) throws(Failure) -> ConnectionPolicy {
        guard let text = try get(sql, "policy") else { return ConnectionPolicy() }
        return (try? JSONDecoder().decode(ConnectionPolicy.self, from: Data(text.utf8))) ?? ConnectionPolicy()
    }

    /// Sets what is allowed for connections to mail servers.
    public static func setPolicy(_ transaction: Transaction, _ policy: ConnectionPolicy) throws(Failure) {
        try set(transaction, "policy", (try? JSONEncoder().encode(policy)).map { String(decoding: $0, as: UTF8.self) })
    }

    /// Whether anybody may register.
    public static func isRegistrationOpen(_ sql: any SQLConnection) throws(Failure) -> Bool { try get(sql, "registration") == "open" }
}
