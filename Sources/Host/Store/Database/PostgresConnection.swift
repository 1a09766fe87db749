import CPostgres
internal import Core
import Foundation

/// One PostgreSQL connection with its prepared statements. Values travel as text, bytes as hex.
final class PostgresConnection: SQLConnection {
    let dialect = Dialect.postgres
    private let address: String
    private var handle: OpaquePointer
    private var statements: [String: String] = [:]

    /// Connects; fails with `unavailable` and the server's words.
    init(url: String) throws(Failure) {
        address = url
        handle = try PostgresConnection.connect(url)
    }

    deinit { PQfinish(handle) }

    private static func connect(_ url: String) throws(Failure) -> OpaquePointer {
        guard let made = PQconnectdb(url) else { throw Failure(.failed, "libpq: no memory") }
        guard PQstatus(made) == CONNECTION_OK else {
            let why = String(cString: PQerrorMessage(made)).trimmed
            PQfinish(made)
            throw Failure(.unavailable, "PostgreSQL: \(why)", message: "PostgreSQL did not let us in: \(why)", retryAfter: 2)
        }
        PQexec(made, "SET client_min_messages = warning; SET statement_timeout = '60s'; SET TIME ZONE 'UTC'").map(PQclear)
        return made
    }

    /// Makes a broken connection whole again before a transaction begins.
    func revive() throws(Failure) {
        guard PQstatus(handle) != CONNECTION_OK else { return }
        let made = try PostgresConnection.connect(address)
        PQfinish(handle)
        handle = made
        statements = [:]
    }

    func script(_ sql: String) throws(Failure) {
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        try check(result, sql)
    }

    @discardableResult func run(_ sql: String, _ values: [any SQLBindable]) throws(Failure) -> Int {
        let result = try execute(sql, values)
        defer { PQclear(result) }
        return Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    func query<T>(_ sql: String, _ values: [any SQLBindable], _ map: (any SQLRow) throws(Failure) -> T) throws(Failure) -> [T] {
        let result = try execute(sql, values)
        defer { PQclear(result) }
        var out: [T] = []
        let count = PQntuples(result)
        out.reserveCapacity(Int(count))
        for row in 0..<count { out.append(try map(PostgresRow(result: result, row: row))) }
        return out
    }

    private func execute(_ sql: String, _ values: [any SQLBindable]) throws(Failure) -> OpaquePointer? {
        let name: String
        if let known = statements[sql] {
            name = known
        } else {
            name = "s\(statements.count)"
            let result = PQprepare(handle, name, PostgresConnection.numbered(sql), 0, nil)
            defer { PQclear(result) }
            try check(result, sql)
            statements[sql] = name
        }
        var texts: [[CChar]?] = []
        for value in values {
            switch value.sql {
            case .null: texts.append(nil)
            case .int(let number): texts.append(Array(String(number).utf8CString))
            case .text(let text): texts.append(Array((text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text).utf8CString))
            case .bytes(let bytes): texts.append(PostgresConnection.hex(bytes))
            }
        }
        let pointers = UnsafeMutableBufferPointer<UnsafePointer<CChar>?>.allocate(capacity: texts.count)
        defer { pointers.deallocate() }
        let result = withPointers(texts, pointers, at: 0) {
            PQexecPrepared(handle, name, Int32(texts.count), pointers.baseAddress, nil, nil, 0)
        }
        do throws(Failure) { try check(result, sql) } catch {
            PQclear(result)
            throw error
        }
        return result
    }

    private func withPointers<T>(
        _ texts: [[CChar]?], _ into: UnsafeMutableBufferPointer<UnsafePointer<CChar>?>, at index: Int, _ body: () -> T
    ) -> T {
        var copies: [UnsafeMutablePointer<CChar>] = []
        defer { copies.forEach { $0.deallocate() } }
        for (index, text) in texts.enumerated() {
            guard let text else {
                into[index] = nil
                continue
            }
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.count)
            copy.initialize(from: text, count: text.count)
            copies.append(copy)
            into[index] = UnsafePointer(copy)
        }
        return body()
    }

    private static func hex(_ bytes: [UInt8]) -> [CChar] {
        let digits = Array("0123456789abcdef".utf8)
        var out: [CChar] = [92, 120]
        out.reserveCapacity(bytes.count * 2 + 3)
        for byte in bytes {
            out.append(CChar(digits[Int(byte >> 4)]))
            out.append(CChar(digits[Int(byte & 15)]))
        }
        out.append(0)
        return out
    }

    /// `?` becomes `$1`, `$2`, …; none of our statements has a question mark inside quotes.
    private static func numbered(_ sql: String) -> String {
        var out = ""
        var count = 0
        for character in sql {
            if character == "?" {
                count += 1
                out += "$\(count)"
            } else {
                out.append(character)
            }
        }
        return out
    }

    private func check(_ result: OpaquePointer?, _ sql: String) throws(Failure) {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return
        default: break
        }
        let why = String(cString: PQerrorMessage(handle)).trimmed
        let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
        switch state {
        case "40001", "40P01", "55P03": throw Failure(.unavailable, "PostgreSQL \(state): \(why)", retryAfter: 0)
        case let state where state.hasPrefix("23"): throw Failure(.conflict, "PostgreSQL \(state): \(why): \(sql)")
        case let state where state.hasPrefix("57") || state.hasPrefix("08") || state.isEmpty:
            throw Failure(.unavailable, "PostgreSQL \(state): \(why)", retryAfter: 1)
        default: throw Failure(.failed, "PostgreSQL \(state): \(why): \(sql)")
        }
    }
}

/// One row of a PostgreSQL result.
private struct PostgresRow: SQLRow {
    let result: OpaquePointer?
    let row: Int32

    func isNull(_ column: Int) -> Bool { PQgetisnull(result, row, Int32(column)) == 1 }
    func int(_ column: Int) -> Int64 { strtoll(PQgetvalue(result, row, Int32(column)), nil, 10) }

    func text(_ column: Int) -> String {
        let start = UnsafeRawPointer(PQgetvalue(result, row, Int32(column)))!
        return String(decoding: UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, Int32(column)))), as: UTF8.self)
    }

    func bytes(_ column: Int) -> [UInt8] {
        let start = UnsafeRawPointer(PQgetvalue(result, row, Int32(column)))!
        let text = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, Int32(column))))
        let bytea: Oid = 17
        guard PQftype(result, Int32(column)) == bytea else { return [UInt8](text) }
        guard text.count >= 2 else { return [] }
        func digit(_ byte: UInt8) -> UInt8 { byte <= 57 ? byte &- 48 : byte &- 87 }
        var out: [UInt8] = []
        out.reserveCapacity(text.count / 2 - 1)
        for at in stride(from: 2, to: text.count - 1, by: 2) { out.append(digit(text[at]) << 4 | digit(text[at + 1])) }
        return out
    }
}

extension String {
    fileprivate var trimmed: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
