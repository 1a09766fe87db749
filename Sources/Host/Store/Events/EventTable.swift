public import Core

/// Events that plugins have yet to hear, and how far each plugin is.
public enum EventTable {
    /// One event as it is told.
    public struct Entry: Sendable {
        /// Grows by one or more.
        public let number: Int64
        /// Such as `mail.received`.
        public let name: String
        /// When it became true.
        public let at: Timestamp
        /// JSON text.
        public let facts: String
    }

    /// How long a plugin that is down finds its events later: 7 days.
    public static let kept: Double = 7 * 86400

    /// Makes a plugin a listener of these events. One that was none yet begins with what happens from now on.
    public static func listen(_ transaction: Transaction, plugin: String, _ events: [String]) throws(Failure) {
        let newest = try newest(transaction.sql)
        try transaction.sql.run(
            """
            INSERT INTO plugin_listeners (plugin, cursor, events) VALUES (?, ?, ?)
            ON CONFLICT (plugin) DO UPDATE SET events = excluded.events
            """, [plugin, newest, events.joined(separator: " ")])
    }

    /// The plugin listens no more: what happens from now on it will never hear.
    public static func leave(_ transaction: Transaction, plugin: String) throws(Failure) {
        try transaction.sql.run("DELETE FROM plugin_listeners WHERE plugin = ?", [plugin])
    }

    /// The plugins that listen.
    public static func listeners(_ sql: any SQLConnection) throws(Failure) -> [String] {
        try sql.query("SELECT plugin FROM plugin_listeners ORDER BY plugin", []) { $0.text(0) }
    }

    /// Every event that some plugin listens to.
    public static func listened(_ sql: any SQLConnection) throws(Failure) -> Set<HouseEvent> {
        let words = try sql.query("SELECT events FROM plugin_listeners", []) { $0.text(0) }
        return Set(words.flatMap { $0.split(separator: " ") }.compactMap { HouseEvent(rawValue: String($0)) })
    }

    /// What a plugin has yet to hear, oldest first; nil when it does not listen.
    public static func waiting(_ sql: any SQLConnection, plugin: String, limit: Int) throws(Failure) -> [Entry]? {
        guard let (cursor, names) = try place(sql, plugin) else { return nil }
        guard !names.isEmpty else { return [] }
        return try sql.query(
            """
            SELECT number, name, at, facts FROM plugin_events
            WHERE number > ? AND name IN (\(placeholders(names.count))) AND plugin IN ('', ?) ORDER BY number LIMIT ?
            """, [cursor] + names.map { $0 as any SQLBindable } + [plugin, limit]
        ) { Entry(number: $0.int(0), name: $0.text(1), at: $0.time(2), facts: $0.text(3)) }
    }

    /// How many events wait for a plugin, counted up to a thousand, and when it last took one.
    public static func backlog(_ sql: any SQLConnection, plugin: String) throws(Failure) -> (waiting: Int64, at: Timestamp?) {
        guard let (cursor, names) = try place(sql, plugin), !names.isEmpty else { return (0, nil) }
        let count = try sql.first(
            """
            SELECT count(*) FROM (SELECT 1 FROM plugin_events
            WHERE number > ? AND name IN (\(placeholders(names.count))) AND plugin IN ('', ?) LIMIT 1000) AS few
            """, [cursor] + names.map { $0 as any SQLBindable } + [plugin]
        ) { $0.int(0) }
        let at = try sql.first("SELECT told_at FROM plugin_listeners WHERE plugin = ?", [plugin]) { $0.optionalTime(0) } ?? nil
        return (count ?? 0, at)
    }

    /// The plugin has heard everything up to a number.
    public static func heard(_ transaction: Transaction, plugin: String, number: Int64) throws(Failure) {
        try transaction.sql.run(
            "UPDATE plugin_listeners SET cursor = ?, told_at = ? WHERE plugin = ? AND cursor < ?",
            [number, transaction.now, plugin, number])
    }

    /// Forgets events that are too old to be told.
    public static func purge(_ transaction: Transaction) throws(Failure) {
        try transaction.sql.run("DELETE FROM plugin_events WHERE at < ?", [transaction.now.adding(seconds: -kept)])
    }

    private static func place(_ sql: any SQLConnection, _ plugin: String) throws(Failure) -> (Int64, [String])? {
        try sql.first("SELECT cursor, events FROM plugin_listeners WHERE plugin = ?", [plugin]) {
            ($0.int(0), $0.text(1).split(separator: " ").map(String.init))
        }
    }

    private static func newest(_ sql: any SQLConnection) throws(Failure) -> Int64 {
        // Old events are purged: numbers below a listener's cursor may be gone from the table, but never given again.
        let told = try sql.first("SELECT coalesce(max(number), 0) FROM plugin_events", []) { $0.int(0) } ?? 0
        let heard = try sql.first("SELECT coalesce(max(cursor), 0) FROM plugin_listeners", []) { $0.int(0) } ?? 0
        return max(told, heard)
    }
}
