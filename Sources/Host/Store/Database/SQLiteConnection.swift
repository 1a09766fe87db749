import CSQLite
internal import Core
import Glibc

/// Set once, before the first connection.
private let isQuiet = mf_sqlite_without_memory_statistics() == SQLITE_OK

private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// One SQLite connection with its prepared statements.
final class SQLiteConnection: SQLConnection {
    let dialect = Dialect.sqlite
    private let handle: OpaquePointer
    private var statements: [String: OpaquePointer] = [:]

    /// Opens the file, made when missing, in WAL mode.
    init(path: String, readOnly: Bool) throws(Failure) {
        _ = isQuiet
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(path, &opened, flags, nil) == SQLITE_OK, let opened else {
            let why = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "no memory"
            sqlite3_close_v2(opened)
            throw Failure(.failed, "cannot open \(path): \(why)", message: "The database file \(path) cannot be opened: \(why).")
        }
        handle = opened
        sqlite3_busy_timeout(handle, 30_000)
        try switchToWAL()
        try script(
            """
            PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -\(readOnly ? 4_000 : 16_000);
            PRAGMA mmap_size = 0; PRAGMA journal_size_limit = 67108864;
            """)
        if readOnly { try script("PRAGMA query_only = ON") }
    }

    /// Several that open a new file at once stand in each other's way, and here SQLite says so without waiting.
    private func switchToWAL() throws(Failure) {
        var patience = 1_500
        while true {
            do { return try script("PRAGMA journal_mode = WAL") } catch {
                guard error.kind == .unavailable, patience > 0 else { throw error }
                patience -= 1
                usleep(20_000)
            }
        }
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    func script(_ sql: String) throws(Failure) {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure(sql) }
    }

    @discardableResult func run(_ sql: String, _ values: [any SQLBindable]) throws(Failure) -> Int {
        let statement = try prepare(sql, values)
        defer { sqlite3_reset(statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: continue
            case SQLITE_DONE: return Int(sqlite3_changes(handle))
            default: throw failure(sql)
            }
        }
    }

    func query<T>(_ sql: String, _ values: [any SQLBindable], _ map: (any SQLRow) throws(Failure) -> T) throws(Failure) -> [T] {
        let statement = try prepare(sql, values)
        defer { sqlite3_reset(statement) }
        let row = SQLiteRow(statement: statement)
        var out: [T] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: out.append(try map(row))
            case SQLITE_DONE: return out
            default: throw failure(sql)
            }
        }
    }

    private func prepare(_ sql: String, _ values: [any SQLBindable]) throws(Failure) -> OpaquePointer {
        let statement: OpaquePointer
        if let known = statements[sql] {
            statement = known
        } else {
            var made: OpaquePointer?
            guard sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil) == SQLITE_OK, let made else {
                throw failure(sql)
            }
            if statements.count >= 400, let old = statements.keys.first { sqlite3_finalize(statements.removeValue(forKey: old)) }
            statements[sql] = made
            statement = made
        }
        guard sqlite3_bind_parameter_count(statement) == Int32(values.count) else {
            throw Failure(.failed, "\(values.count) values for \(sqlite3_bind_parameter_count(statement)) placeholders: \(sql)")
        }
        for (index, value) in values.enumerated() {
            let at = Int32(index + 1)
            switch value.sql {
            case .null: sqlite3_bind_null(statement, at)
            case .int(let number): sqlite3_bind_int64(statement, at, number)
            case .text(var text): _ = text.withUTF8 { sqlite3_bind_text(statement, at, $0.baseAddress, Int32($0.count), transient) }
            case .bytes(let bytes):
                _ = bytes.withUnsafeBytes { sqlite3_bind_blob(statement, at, $0.baseAddress, Int32($0.count), transient) }
            }
        }
        return statement
    }

    private func failure(_ sql: String) -> Failure {
        let code = sqlite3_extended_errcode(handle)
        let why = String(cString: sqlite3_errmsg(handle))
        switch code & 0xff {
        case SQLITE_CONSTRAINT: return Failure(.conflict, "\(why): \(sql)")
        case SQLITE_BUSY, SQLITE_LOCKED: return Failure(.unavailable, "\(why): \(sql)", retryAfter: 1)
        case SQLITE_FULL: return Failure(.unavailable, "\(why): \(sql)", message: "The disk is full. Make room and try again.")
        case SQLITE_NOTADB, SQLITE_CORRUPT:
            return Failure(
                .failed, "SQLite \(code): \(why): \(sql)",
                message: "The database is damaged, or the file is none. Whoever runs this server restores it from a backup.")
        default: return Failure(.failed, "SQLite \(code): \(why): \(sql)")
        }
    }
}

/// The row a SQLite statement stands on.
private struct SQLiteRow: SQLRow {
    let statement: OpaquePointer

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }
    func int(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

    func text(_ column: Int) -> String {
        guard let start = sqlite3_column_text(statement, Int32(column)) else { return "" }
        return String(
            decoding: UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, Int32(column)))), as: UTF8.self)
    }

    func bytes(_ column: Int) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, Int32(column)) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, Int32(column)))))
    }
}
