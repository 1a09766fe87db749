public import Core

/// One sending of one message (RFC 8621 7).
public struct Submission: Sendable {
    /// How far it is. The names are in the database.
    public enum Stage: String, Sendable {
        /// Waits until `sendAt`; may be cancelled.
        case held
        /// Being handed to the server; the last byte is not out.
        case sending
        /// The last byte is about to go out: from here on it must not be sent again by itself.
        case committing
        case sent
        /// Sent and filed: nothing is left to do.
        case filed
        case refused
        case canceled
        /// The connection or the process ended between the last byte and the answer.
        case unsure
    }

    /// Its row; 0 until it is in the store.
    public var id: SubmissionID
    /// The account whose server sends it.
    public var account: AccountID
    /// Who it is from.
    public var identity: IdentityID
    /// The message that is sent.
    public var email: EmailID
    /// The conversation of that message.
    public var thread: ThreadID
    /// The sender of the envelope (MAIL FROM, RFC 5321 4.1.1.2).
    public var mailFrom: String
    /// The recipients of the envelope (RCPT TO), those of Bcc among them.
    public var rcptTo: [String]
    /// When it goes out: until then it is held and can be taken back.
    public var sendAt: Timestamp
    /// How far it is.
    public var stage: Stage
    /// `deliveryStatus` of RFC 8621 7, by recipient.
    public var delivery: JSON
    /// Words for the writer when it was refused.
    public var failure: String
    /// What happens to the email afterwards: a patch for Email/set, or `{"destroy": true}`.
    public var onSuccess: JSON
    /// The email that it answers: it becomes `$answered` when this is sent; nil: none.
    public var repliesTo: EmailID?
    /// The email that it forwards: it becomes `$forwarded` when this is sent; nil: none.
    public var forwards: EmailID?
    /// Header fields to be set, or with null taken out, on the copy that leaves.
    public var headers: JSON = [:]
    /// When the person sent it.
    public var createdAt: Timestamp

    /// `pending`, `final` or `canceled`.
    public var undoStatus: String {
        switch stage {
        case .held: "pending"
        case .canceled: "canceled"
        default: "final"
        }
    }

    /// A submission that is not in the store yet.
    public init(
        account: AccountID, identity: IdentityID, email: EmailID, thread: ThreadID, mailFrom: String, rcptTo: [String], sendAt: Timestamp
    ) {
        id = SubmissionID(0)
        self.account = account
        self.identity = identity
        self.email = email
        self.thread = thread
        self.mailFrom = mailFrom
        self.rcptTo = rcptTo
        self.sendAt = sendAt
        stage = .held
        delivery = [:]
        failure = ""
        onSuccess = [:]
        createdAt = sendAt
    }
}

/// Submissions, under way and past.
public enum SubmissionTable {
    private static let columns = """
        id, account_id, identity_id, email_id, thread_id, mail_from, rcpt_to, send_at, stage, delivery, failure, on_success, replies_to, forwards, created_at, headers
        """

    private static func submission(_ row: any SQLRow) -> Submission {
        var one = Submission(
            account: row.id(1), identity: row.id(2), email: row.id(3), thread: row.id(4), mailFrom: row.text(5),
            rcptTo: Packed.texts(row.text(6)),
            sendAt: row.time(7))
        one.id = row.id(0)
        one.stage = Submission.Stage(rawValue: row.text(8)) ?? .unsure
        one.delivery = (try? JSON(parsing: row.bytes(9))) ?? [:]
        one.failure = row.text(10)
        one.onSuccess = (try? JSON(parsing: row.bytes(11))) ?? [:]
        one.repliesTo = row.optionalID(12)
        one.forwards = row.optionalID(13)
        one.createdAt = row.time(14)
        one.headers = (try? JSON(parsing: row.bytes(15))) ?? [:]
        return one
    }

    /// One submission; nil when it is gone.
    public static func get(_ sql: any SQLConnection, _ id: SubmissionID) throws(Failure) -> Submission? {
        try sql.first("SELECT \(columns) FROM submissions WHERE id = ?", [id], submission)
    }

    /// The submissions of an account, newest first.
    public static func all(_ sql: any SQLConnection, account: AccountID, limit: Int = 500) throws(Failure) -> [Submission] {
        try sql.query("SELECT \(columns) FROM submissions WHERE account_id = ? ORDER BY id DESC LIMIT ?", [account, limit], submission)
    }

    /// Adds a submission together with its outbox operation, which waits until `sendAt`.
    public static func add(_ transaction: Transaction, _ one: Submission) throws(Failure) -> SubmissionID {
        try transaction.lock(one.account)
        let id = try transaction.sql.first(
            """
            INSERT INTO submissions (account_id, identity_id, email_id, thread_id, mail_from, rcpt_to, send_at, stage, on_success,
                replies_to, forwards, created_at, headers) VALUES (?, ?, ?, ?, ?, ?, ?, 'held', ?, ?, ?, ?, ?) RETURNING id
            """,
            [
                one.account, one.identity, one.email, one.thread, one.mailFrom, Packed.texts(one.rcptTo), one.sendAt, one.onSuccess.text,
                one.repliesTo, one.forwards, transaction.now, one.headers == [:] ? "" : one.headers.text,
            ]
        ) { $0.id(0, SubmissionKind.self) }!
        try OutboxTable.add(
            transaction, one.account, .submit(submission: id.rawValue), email: one.email, submission: id, notBefore: one.sendAt)
        transaction.record(.submission, one.account, id, .created)
        return id
    }

    /// Moves a submission on. Fails with `conflict` when it is not at the stage that was expected.
    public static func move(
        _ transaction: Transaction, _ id: SubmissionID, from: [Submission.Stage], to stage: Submission.Stage, delivery: JSON? = nil,
        failure: String? = nil
    ) throws(Failure) {
        let values: [any SQLBindable] = [stage.rawValue, delivery?.text, failure, id] + from.map { $0.rawValue as any SQLBindable }
        let account = try transaction.sql.first(
            """
            UPDATE submissions SET stage = ?, delivery = coalesce(CAST(? AS TEXT), delivery), failure = coalesce(CAST(? AS TEXT), failure)
            WHERE id = ? AND stage IN (\(placeholders(from.count))) RETURNING account_id
            """, values
        ) { $0.id(0, AccountKind.self) }
        guard let account else { throw Failure(.conflict, "submission \(id) is not \(from.map(\.rawValue))") }
        transaction.record(.submission, account, id, .updated)
        if stage == .sent { try CorrespondentTable.learn(transaction, account: account, sent: id) }
        if stage == .sent, transaction.isHeard(.mailSent) {
            let email = try transaction.sql.first("SELECT email_id FROM submissions WHERE id = ?", [id]) { $0.id(0, EmailKind.self) }
            try transaction.tell(
                .mailSent, account, "\(id)",
                ["id": .string("\(id)"), "emailId": email.map { .string("\($0)") } ?? nil])
        }
    }

    /// Takes a submission back while it is held; its email is as it was. Fails with `conflict` when it has been released.
    public static func cancel(_ transaction: Transaction, _ id: SubmissionID) throws(Failure) {
        if let one = try get(transaction.sql, id) { try transaction.lock(one.account) }
        try move(transaction, id, from: [.held], to: .canceled)
        try transaction.sql.run("DELETE FROM outbox WHERE submission_id = ? AND state = 'waiting'", [id])
    }

    /// Forgets a submission.
    public static func remove(_ transaction: Transaction, _ id: SubmissionID) throws(Failure) {
        guard let one = try get(transaction.sql, id) else { throw Failure(.notFound, "submission \(id)") }
        try transaction.sql.run("DELETE FROM submissions WHERE id = ?", [id])
        transaction.record(.submission, one.account, id, .destroyed)
    }
}
