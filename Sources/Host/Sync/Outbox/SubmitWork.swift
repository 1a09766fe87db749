import Core
import Foundation
import IMAP
import Logging
import Mail
import Store

/// Hands a submission to SMTP once, then files it. The last byte is only sent after the store knows that it will be.
struct SubmitWork: Sendable {
    let loop: OutboxLoop

    /// Servers that put what is sent through them into Sent by themselves.
    static func filesItself(_ host: String) -> Bool {
        ["smtp.gmail.com", "smtp.googlemail.com", "smtp.office365.com", "smtp-mail.outlook.com"].contains(host.lowercased())
    }

    func run(_ row: OutboxRow, _ id: SubmissionID) async throws(Failure) {
        guard let one = try await loop.store.read({ sql throws(Failure) in try SubmissionTable.get(sql, id) }) else {
            return try await loop.finish([row])
        }
        switch one.stage {
        case .held, .sending: try await send(row, one)
        case .sent: try await file(row, one)
        case .committing: try await unsure(row, one)
        case .filed, .refused, .canceled, .unsure: try await loop.finish([row])
        }
    }

    // MARK: - Sending

    private func send(_ row: OutboxRow, _ one: Submission) async throws(Failure) {
        let message: ScratchFile
        do throws(Failure) {
            message = try await Outgoing.parcel(
                try await Bodies.file(loop.account, one.email), headers: one.headers, in: loop.store.scratch)
        } catch {
            guard !error.kind.mayRetry else { throw error }
            return try await refuse(row, one, "The message to send is not there any more.", "")
        }
        let policy = try await loop.store.read { sql throws(Failure) in try SettingTable.policy(sql) }
        guard let account = try await loop.store.read({ [id = loop.account.id] sql throws(Failure) in try AccountTable.get(sql, id) })
        else { return }
        let credential = try await loop.account.context.credentials.credential(account, .smtp)
        do throws(Failure) {
            try await loop.store.write { transaction throws(Failure) in
                try SubmissionTable.move(transaction, one.id, from: [.held, .sending], to: .sending)
            }
        } catch {
            // Cancelled in the last moment.
            guard error.kind == .conflict else { throw error }
            return try await loop.finish([row])
        }
        let parcel = Submitter.Parcel(
            server: account.smtp, credential: credential, policy: policy, from: one.mailFrom, to: one.rcptTo,
            message: message)
        let outcome: Submitter.Outcome
        do throws(Failure) {
            outcome = try await loop.account.context.submitter.send(parcel) { [store = loop.store] () throws(Failure) in
                try await store.write { transaction throws(Failure) in
                    try SubmissionTable.move(transaction, one.id, from: [.sending], to: .committing)
                }
            }
        } catch {
            guard case .bearer = credential, error.kind == .denied else { return try await failed(row, one, error) }
            // A token may have ended early: a fresh one is worth a try.
            await loop.account.context.credentials.refused(account)
            return try await failed(row, one, Failure(.unavailable, error.detail, message: error.message))
        }
        switch outcome {
        case .sent(let refused, let reply):
            let delivery = SubmitWork.delivery(one.rcptTo, refused: refused, reply: reply)
            try await loop.store.write { transaction throws(Failure) in
                try SubmissionTable.move(transaction, one.id, from: [.committing, .sending], to: .sent, delivery: delivery)
            }
            guard let sent = try await loop.store.read({ sql throws(Failure) in try SubmissionTable.get(sql, one.id) }) else { return }
            try await file(row, sent)
        case .refused(let message, let server): try await refuse(row, one, message, server)
        case .unsure: try await unsure(row, one)
        }
    }

    /// It did not work: a password, a policy or an address that is wrong will be wrong again, the rest is tried for some hours.
    private func failed(_ row: OutboxRow, _ one: Submission, _ failure: Failure) async throws(Failure) {
        let stage = try await loop.store.read { sql throws(Failure) in try SubmissionTable.get(sql, one.id)?.stage }
        if stage == .committing { return try await unsure(row, one) }
        let hours = Double(loop.store.clock.now().milliseconds - row.createdAt.milliseconds) / 3_600_000
        guard failure.kind.mayRetry || failure.kind == .cancelled, hours < 4 else {
            return try await refuse(row, one, failure.message.isEmpty ? failure.kind.words : failure.message, "")
        }
        throw failure
    }

    private func refuse(_ row: OutboxRow, _ one: Submission, _ message: String, _ server: String) async throws(Failure) {
        let words = server.isEmpty ? message : "\(message)\n\(server)"
        loop.account.log.notice("a message was refused", metadata: ["submission": "\(one.id)", "server": "\(server)"])
        try await loop.store.write { transaction throws(Failure) in
            try SubmissionTable.move(transaction, one.id, from: [.held, .sending, .committing], to: .refused, failure: words)
            try OutboxTable.finish(transaction, row.id)
        }
    }

    private func unsure(_ row: OutboxRow, _ one: Submission) async throws(Failure) {
        let words =
            "The connection ended before the server said whether it took the message. Ask the recipient, or look into Sent, before sending it again."
        try await loop.store.write { transaction throws(Failure) in
            try SubmissionTable.move(transaction, one.id, from: [.sending, .committing], to: .unsure, failure: words)
            try OutboxTable.unsure(transaction, row.id, error: words)
        }
    }

    private static func delivery(_ recipients: [String], refused: [String: String], reply: String) -> JSON {
        var all: [String: JSON] = [:]
        for recipient in recipients {
            let no = refused[recipient]
            all[recipient] = [
                "smtpReply": .string(no ?? reply), "delivered": .string(no == nil ? "queued" : "no"), "displayed": "unknown",
            ]
        }
        return .object(all)
    }

    // MARK: - Filing

    private func file(_ row: OutboxRow, _ one: Submission) async throws(Failure) {
        let (email, sentFolder) = try await loop.store.read { [id = loop.account.id] sql throws(Failure) in
            (try EmailTable.get(sql, one.email), try MailboxTable.withRole(sql, account: id, .sent))
        }
        var filedByServer = false
        if let sentFolder, let email, SubmitWork.filesItself(loop.row.smtp.host) {
            let name = try await loop.name(sentFolder.id)
            let found = try await loop.account.front.use(urgent: false, again: true) { connection throws(Failure) in
                try await loop.find(connection, in: name, messageID: email.messageIDs.first)
            }
            filedByServer = found != nil
            if !filedByServer, row.attempts < 3 {
                return try await loop.store.write { transaction throws(Failure) in
                    try OutboxTable.retry(
                        transaction, row.id, at: transaction.now.adding(seconds: [3, 7, 10][min(row.attempts, 2)]), error: "")
                }
            }
            loop.board.mark(sentFolder.id)
        }
        let isThere = email != nil
        try await loop.store.write { [account = loop.account.id, filedByServer] transaction throws(Failure) in
            if isThere {
                if filedByServer {
                    try Change.destroy(transaction, one.email)
                } else {
                    try Filing.apply(transaction, account: account, email: one.email, patch: one.onSuccess)
                }
            }
            for (original, keyword) in [(one.repliesTo, Keyword.answered), (one.forwards, Keyword.forwarded)] {
                guard let original, try EmailTable.get(transaction.sql, original) != nil else { continue }
                try Change.keywords(transaction, original, add: [keyword], remove: [])
            }
            try SubmissionTable.move(transaction, one.id, from: [.sent], to: .filed)
            try OutboxTable.finish(transaction, row.id)
        }
        loop.account.workBell.ring()
    }
}
