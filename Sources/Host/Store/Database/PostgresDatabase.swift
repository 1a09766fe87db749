public import Core

/// A PostgreSQL database behind a pool of connections, each on a thread of its own.
public final class PostgresDatabase: Database {
    /// Always PostgreSQL's.
    public let dialect = Dialect.postgres
    private let pool: JobThreads<PostgresConnection>

    /// Connects the whole pool; fails when the server cannot be reached.
    public init(url: String, connections count: Int = 6) throws(Failure) {
        var connections: [PostgresConnection] = []
        for _ in 0..<count { connections.append(try PostgresConnection(url: url)) }
        pool = JobThreads(name: "postgres", resources: connections)
    }

    /// Runs a body in a read-only transaction that sees one moment (REPEATABLE READ). Fails when no connection can be had.
    public func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws(Failure) -> T) async throws(Failure) -> T {
        try await run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
    }

    /// Runs a body in a transaction; after a deadlock or a serialization conflict the body runs again, up to 10 times.
    public func write<T: Sendable>(
        _ durability: Durability, _ body: @escaping @Sendable (any SQLConnection) throws(Failure) -> T
    ) async throws(Failure) -> T {
        try await run(durability == .disk ? "BEGIN" : "BEGIN; SET LOCAL synchronous_commit = off", body)
    }

    /// Waits for what is under way, then closes every connection.
    public func close() async { await pool.close() }

    private func run<T: Sendable>(
        _ begin: String, _ body: @escaping @Sendable (any SQLConnection) throws(Failure) -> T
    ) async throws(Failure) -> T {
        try await pool.run { connection in
            Result { () throws(Failure) -> T in
                var tries = 0
                while true {
                    do throws(Failure) { return try PostgresDatabase.transaction(connection, begin, body) } catch {
                        tries += 1
                        // Two transactions got in each other's way: this one is as if it never was, so it runs again.
                        guard error.kind == .unavailable, error.retryAfter == 0, tries < 10 else { throw error }
                    }
                }
            }
        }.get()
    }

    private static func transaction<T>(
        _ connection: PostgresConnection, _ begin: String, _ body: (any SQLConnection) throws(Failure) -> T
    ) throws(Failure) -> T {
        try connection.revive()
        try connection.script(begin)
        do throws(Failure) {
            let value = try body(connection)
            try connection.script("COMMIT")
            return value
        } catch {
            _ = try? connection.script("ROLLBACK")
            throw error
        }
    }
}
