public import Core

/// What a user likes: one JSON object.
public enum PreferenceTable {
    /// The object; empty when nothing was ever set.
    public static func get(_ sql: any SQLConnection, user: UserID) throws(Failure) -> JSON {
        let text = try sql.first("SELECT value FROM preferences WHERE user_id = ?", [user]) { $0.bytes(0) }
        return text.flatMap { try? JSON(parsing: $0) } ?? [:]
    }

    /// Replaces the object. Fails with `tooLarge` over 64 KiB.
    public static func set(_ transaction: Transaction, user: UserID, _ value: JSON) throws(Failure) {
        let text = value.text
        guard text.utf8.count <= 65536 else { throw Failure(.tooLarge, "preferences", message: "Preferences have at most 64 KiB.") }
        try transaction.sql.run(
            "INSERT INTO preferences (user_id, value) VALUES (?, ?) ON CONFLICT (user_id) DO UPDATE SET value = excluded.value",
            [user, text])
        transaction.record(.preference, user: user, 1, .updated)
    }
}
