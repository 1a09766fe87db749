public import Core
import Foundation

/// Durable operations on their way to IMAP or SMTP, in order within an account.
public enum OutboxTable {
    private static let columns = "id, account_id, payload, email_id, state, attempts, not_before, created_at, error"

    private static func row(_ row: any SQLRow) throws(Failure) -> OutboxRow {
        let work: OutboxWork
        do { work = try JSONDecoder().decode(OutboxWork.self, from: Data(row.bytes(2))) } catch {
            throw Failure(.failed, "outbox row \(row.int(0)) cannot be read: \(error)")
        }
        return OutboxRow(
            id: row.id(0), account: row.id(1), work: work, email: row.optionalID(3), state: OutboxState(rawValue: row.text(4)) ?? .failed,
            attempts: Int(row.int(5)), notBefore: row.time(6), createdAt: row.time(7), error: row.text(8))
    }

    /// Adds an operation behind those that wait.
    @discardableResult public static func add(
        _ transaction: Transaction, _ account: AccountID, _ work: OutboxWork, email: EmailID? = nil, submission: SubmissionID? = nil,
        notBefore: Timestamp? = nil
    ) throws(Failure) -> OutboxID {
        let payload: String
        do { payload = String(decoding: try JSONEncoder().encode(work), as: UTF8.self) } catch { throw Failure(.failed, "\(error)") }
        return try transaction.sql.first(
            "INSERT INTO outbox (account_id, kind, email_id, submission_id, payload, not_before, created_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            [account, work.kind, email, submission, payload, notBefore ?? transaction.now, transaction.now]
        ) { $0.id(0) }!
    }

    /// What an account has to do, oldest first, finished and given-up work left out.
    public static func open(_ sql: any SQLConnection, account: AccountID, limit: Int = 100) throws(Failure) -> [OutboxRow] {
        try sql.query(
            "SELECT \(columns) FROM outbox WHERE account_id = ? AND state IN ('waiting', 'running') ORDER BY id LIMIT ?", [account, limit],
            row)
    }

    /// One operation; nil when it is done.
    public static func get(_ sql: any SQLConnection, _ id: OutboxID) throws(Failure) -> OutboxRow? {
        try sql.first("SELECT \(columns) FROM outbox WHERE id = ?", [id], row)
    }

    /// The operation of a submission.
    public static func of(_ sql: any SQLConnection, submission: SubmissionID) throws(Failure) -> OutboxRow? {
        try sql.first("SELECT \(columns) FROM outbox WHERE submission_id = ?", [submission], row)
    }

    /// Accounts that have something to do.
    public static func accounts(_ sql: any SQLConnection) throws(Failure) -> [AccountID] {
        try sql.query("SELECT DISTINCT account_id FROM outbox WHERE state IN ('waiting', 'running')", []) { $0.id(0) }
    }

    /// Notes that an effect which must not happen twice is about to begin.
    public static func start(_ transaction: Transaction, _ id: OutboxID) throws(Failure) {
        try transaction.sql.run("UPDATE outbox SET state = 'running', attempts = attempts + 1 WHERE id = ?", [id])
    }

    /// Puts an operation back to be tried again.
    public static func retry(_ transaction: Transaction, _ id: OutboxID, at time: Timestamp, error: String) throws(Failure) {
        try transaction.sql.run(
            "UPDATE outbox SET state = 'waiting', attempts = attempts + 1, not_before = ?, error = ? WHERE id = ?", [time, error, id])
    }

    /// The operation is done: its row and departure go.
    public static func finish(_ transaction: Transaction, _ id: OutboxID) throws(Failure) {
        try DepartureTable.delete(transaction, outbox: id)
        try transaction.sql.run("DELETE FROM outbox WHERE id = ?", [id])
    }

    /// Nobody can know whether it happened.
    public static func unsure(_ transaction: Transaction, _ id: OutboxID, error: String) throws(Failure) {
        try transaction.sql.run("UPDATE outbox SET state = 'unsure', error = ? WHERE id = ?", [error, id])
    }

    /// Keywords of an email that a person changed and the server has not been told.
    static func waitingKeywords(_ sql: any SQLConnection, _ email: EmailID) throws(Failure) -> Set<Keyword> {
        let rows = try sql.query(
            "SELECT \(columns) FROM outbox WHERE email_id = ? AND kind = 'keywords' AND state <> 'failed'", [email], row)
        return rows.reduce(into: []) { all, row in
            if case .keywords(let add, let remove) = row.work { all.formUnion((add + remove).compactMap { Keyword($0) }) }
        }
    }

    static func hasKeywordChange(_ sql: any SQLConnection, _ email: EmailID) throws(Failure) -> Bool {
        try !waitingKeywords(sql, email).isEmpty
    }

    /// Operations that wait for an email, oldest first.
    static func waiting(_ sql: any SQLConnection, email: EmailID) throws(Failure) -> [OutboxRow] {
        try sql.query("SELECT \(columns) FROM outbox WHERE email_id = ? AND state IN ('waiting', 'running') ORDER BY id", [email], row)
    }
}
