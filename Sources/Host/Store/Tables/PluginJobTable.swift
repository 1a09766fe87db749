public import Core

/// When the jobs of plugins run next, and how they ended last.
public enum PluginJobTable {
    /// One job.
    public struct Entry: Sendable, Equatable {
        /// Its name in the manifest.
        public var name: String
        /// When it is to run.
        public var nextAt: Timestamp
        /// When it last began; nil: never.
        public var lastAt: Timestamp?
        /// `ok`, or why not, in words; empty: never ran.
        public var lastResult: String

        /// A job's place in time.
        public init(name: String, nextAt: Timestamp, lastAt: Timestamp? = nil, lastResult: String = "") {
            self.name = name
            self.nextAt = nextAt
            self.lastAt = lastAt
            self.lastResult = lastResult
        }
    }

    /// The jobs of a plugin by name.
    public static func all(_ sql: any SQLConnection, plugin: String) throws(Failure) -> [Entry] {
        try sql.query("SELECT name, next_at, last_at, last_result FROM plugin_jobs WHERE plugin = ? ORDER BY name", [plugin]) {
            Entry(name: $0.text(0), nextAt: $0.time(1), lastAt: $0.optionalTime(2), lastResult: $0.text(3))
        }
    }

    /// Writes a job's place in time.
    public static func put(_ transaction: Transaction, plugin: String, _ job: Entry) throws(Failure) {
        try transaction.sql.run(
            """
            INSERT INTO plugin_jobs (plugin, name, next_at, last_at, last_result) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (plugin, name) DO UPDATE SET next_at = excluded.next_at, last_at = excluded.last_at, last_result = excluded.last_result
            """, [plugin, job.name, job.nextAt, job.lastAt, job.lastResult])
    }

    /// Forgets the jobs of a plugin.
    public static func remove(_ transaction: Transaction, plugin: String) throws(Failure) {
        try transaction.sql.run("DELETE FROM plugin_jobs WHERE plugin = ?", [plugin])
    }
}
