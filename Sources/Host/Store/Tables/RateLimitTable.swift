public import Core

/// How often something was tried in a window of time.
public enum RateLimitTable {
    /// Counts one try under a name. Returns nil while at most `limit` tries fell into the window, else the seconds to wait.
    public static func hit(_ transaction: Transaction, name: String, limit: Int, window seconds: Double) throws(Failure) -> Double? {
        let begin = transaction.now.adding(seconds: -seconds)
        let row = try transaction.sql.first(
            """
            INSERT INTO rate_limits (name, window_start, count) VALUES (?, ?, 1)
            ON CONFLICT (name) DO UPDATE SET count = CASE WHEN rate_limits.window_start <= ? THEN 1 ELSE rate_limits.count + 1 END,
                window_start = CASE WHEN rate_limits.window_start <= ? THEN excluded.window_start ELSE rate_limits.window_start END
            RETURNING window_start, count
            """, [name, transaction.now, begin, begin]
        ) { ($0.time(0), $0.int(1)) }
        guard let (start, count) = row, count > limit else { return nil }
        return max(1, Double(start.milliseconds - begin.milliseconds) / 1000)
    }

    /// Takes one try under a name back, because it succeeded. Those that failed stay counted: whoever may sign in as one person must not
    /// get fresh tries at another by that.
    public static func takeBack(_ transaction: Transaction, name: String) throws(Failure) {
        try transaction.sql.run("UPDATE rate_limits SET count = count - 1 WHERE name = ? AND count > 0", [name])
    }

    /// Removes windows that are over.
    public static func expire(_ transaction: Transaction, before: Timestamp) throws(Failure) {
        try transaction.sql.run("DELETE FROM rate_limits WHERE window_start < ?", [before])
    }
}
