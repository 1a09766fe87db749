public import Core

/// A person who may sign in.
public struct User: Sendable {
    /// Their row.
    public var id: UserID
    /// The name they sign in with: trimmed, lower case, without a colon.
    public var username: String
    /// The name as they typed it.
    public var displayName: String
    /// Whether they may change the server: users, policy, plugins.
    public var isAdmin: Bool
    /// When they were added.
    public var createdAt: Timestamp
}

/// The users of this server.
public enum UserTable {
    private static let columns = "id, username, display_name, admin, created_at"

    private static func user(_ row: any SQLRow) -> User {
        User(id: row.id(0), username: row.text(1), displayName: row.text(2), isAdmin: row.bool(3), createdAt: row.time(4))
    }

    /// The form of a username in the database: trimmed and lower case. Fails with words when it is not 1 to 120 printable characters.
    public static func username(_ text: String) throws(Failure) -> String {
        let name = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        guard (1...120).contains(name.count), name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control && $0 != ":" })
        else {
            throw Failure(.invalid, "username", message: "A username has 1 to 120 characters, without a colon.")
        }
        return name
    }

    /// One user; nil when gone.
    public static func get(_ sql: any SQLConnection, _ id: UserID) throws(Failure) -> User? {
        try sql.first("SELECT \(columns) FROM users WHERE id = ?", [id], user)
    }

    /// A user by name.
    public static func find(_ sql: any SQLConnection, username: String) throws(Failure) -> User? {
        try sql.first("SELECT \(columns) FROM users WHERE username = ?", [username], user)
    }

    /// Every user.
    public static func all(_ sql: any SQLConnection) throws(Failure) -> [User] {
        try sql.query("SELECT \(columns) FROM users ORDER BY id", [], user)
    }

    /// How many users there are.
    public static func count(_ sql: any SQLConnection) throws(Failure) -> Int64 {
        try sql.first("SELECT count(*) FROM users", []) { $0.int(0) } ?? 0
    }

    /// The bcrypt hash of a user's password.
    public static func passwordHash(_ sql: any SQLConnection, _ id: UserID) throws(Failure) -> String? {
        try sql.first("SELECT password_hash FROM users WHERE id = ?", [id]) { $0.text(0) }
    }

    /// Adds a user. Fails with `conflict` when the name is taken. `onlyFirst`: fails with `denied` when anybody is here already.
    public static func add(
        _ transaction: Transaction, username: String, passwordHash: String, isAdmin: Bool, onlyFirst: Bool = false
    ) throws(Failure) -> UserID {
        if onlyFirst {
            if transaction.sql.dialect == .postgres { try transaction.sql.run("SELECT pg_advisory_xact_lock(7017286135)") }
            guard try count(transaction.sql) == 0 else {
                throw Failure(.denied, "not the first user", message: "This server has its first user already. Sign in.")
            }
        }
        let name = try self.username(username)
        guard try find(transaction.sql, username: name) == nil else {
            throw Failure(.conflict, "username taken", message: "That username is taken.")
        }
        return try transaction.sql.first(
            "INSERT INTO users (username, display_name, password_hash, admin, created_at) VALUES (?, ?, ?, ?, ?) RETURNING id",
            [name, username, passwordHash, isAdmin, transaction.now]
        ) { $0.id(0) }!
    }

    /// Sets the name people see, at most 120 characters.
    public static func setDisplayName(_ transaction: Transaction, _ id: UserID, _ name: String) throws(Failure) {
        try transaction.sql.run("UPDATE users SET display_name = ? WHERE id = ?", [String(name.prefix(120)), id])
    }

    /// Sets another password; every session of the user but one ends.
    public static func setPassword(_ transaction: Transaction, _ id: UserID, hash: String, keepSession: String?) throws(Failure) {
        try transaction.sql.run("UPDATE users SET password_hash = ? WHERE id = ?", [hash, id])
        try transaction.sql.run("DELETE FROM sessions WHERE user_id = ? AND token_hash <> ?", [id, keepSession ?? ""])
        transaction.tell(.userSecured, user: id)
    }

    /// Removes a user with all that is theirs.
    public static func remove(_ transaction: Transaction, _ id: UserID) throws(Failure) {
        for account in try AccountTable.all(transaction.sql, user: id) { try AccountTable.remove(transaction, account.id) }
        try transaction.sql.run("DELETE FROM plugin_kv WHERE scope = ?", ["user:\(id)"])
        try transaction.sql.run("DELETE FROM users WHERE id = ?", [id])
        transaction.tell(.userRemoved, user: id)
    }
}
