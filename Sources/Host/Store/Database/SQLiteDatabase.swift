public import Core

/// One SQLite file in WAL mode: one writing thread, some reading threads.
public final class SQLiteDatabase: Database {
    /// Always SQLite's.
    public let dialect = Dialect.sqlite
    private let writer: JobThreads<SQLiteConnection>
    private let readers: JobThreads<SQLiteConnection>

    /// Opens or makes the file.
    public init(path: String, readers count: Int = 3) throws(Failure) {
        writer = JobThreads(name: "sqlite-write", resources: [try SQLiteConnection(path: path, readOnly: false)])
        var connections: [SQLiteConnection] = []
        for _ in 0..<count { connections.append(try SQLiteConnection(path: path, readOnly: true)) }
        readers = JobThreads(name: "sqlite-read", resources: connections)
    }

    /// Runs a body on a reading thread, in a transaction that sees one moment; no writer waits for it.
    public func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws(Failure) -> T) async throws(Failure) -> T {
        try await readers.run { connection in
            Result { () throws(Failure) -> T in try SQLiteDatabase.transaction(connection, "BEGIN", body) }
        }.get()
    }

    /// Runs a body on the one writing thread, in a transaction: all of it holds afterwards, or none.
    public func write<T: Sendable>(
        _ durability: Durability, _ body: @escaping @Sendable (any SQLConnection) throws(Failure) -> T
    ) async throws(Failure) -> T {
        try await writer.run { connection in
            Result { () throws(Failure) -> T in
                try connection.script(durability == .disk ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
                return try SQLiteDatabase.transaction(connection, "BEGIN IMMEDIATE", body)
            }
        }.get()
    }

    /// Waits for what is under way, then closes readers and writer.
    public func close() async {
        await readers.close()
        await writer.close()
    }

    private static func transaction<T>(
        _ connection: SQLiteConnection, _ begin: String, _ body: (any SQLConnection) throws(Failure) -> T
    ) throws(Failure) -> T {
        try connection.run(begin)
        do throws(Failure) {
            let value = try body(connection)
            try connection.run("COMMIT")
            return value
        } catch {
            _ = try? connection.run("ROLLBACK")
            throw error
        }
    }
}
