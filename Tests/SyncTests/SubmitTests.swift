import Core
import Foundation
import Store
import Synchronization
import Testing

@testable import Sync

/// Sending: once, after the undo window, filed once, and what becomes of it when it does not work.
@Suite struct SubmitTests {
    /// A way out that answers as told and remembers what went through.
    private final class Outlet: Sendable {
        enum Answer: Sendable { case accept, refuse, busy, lost, endAfterCommit }
        private let state: Mutex<(answers: [Answer], parcels: [Submitter.Parcel])>
        /// What the server does with a message it has taken.
        private let taken: @Sendable (Submitter.Parcel) async throws -> Void

        init(_ answers: [Answer], taken: @escaping @Sendable (Submitter.Parcel) async throws -> Void = { _ in }) {
            state = Mutex((answers, []))
            self.taken = taken
        }

        var parcels: [Submitter.Parcel] { state.withLock { $0.parcels } }

        var submitter: Submitter {
            Submitter { [self] parcel, commit throws(Failure) in
                let answer = state.withLock { $0.answers.count > 1 ? $0.answers.removeFirst() : $0.answers[0] }
                switch answer {
                case .busy: throw Failure(.unavailable, "421 busy")
                case .refuse: return .refused(message: "The server refuses the message.", server: "550 no")
                case .accept, .lost, .endAfterCommit:
                    try await commit()
                    state.withLock { $0.parcels.append(parcel) }
                    do { try await taken(parcel) } catch { throw Failure(.failed, "\(error)") }
                    if answer == .endAfterCommit { throw Failure(.unavailable, "the line was cut") }
                    return answer == .lost ? .unsure : .sent(refused: [:], reply: "250 ok")
                }
            }
        }
    }

    private struct Stage {
        let rig: Rig
        let account: AccountID
        let person: Person
        let draft: EmailID
        let submission: SubmissionID
        let original: EmailID
    }

    private func begin(_ outlet: Outlet, person: Person? = nil, smtp: ServerAddress? = nil, holdSeconds: Double = 0) async throws -> Stage {
        let person = try person ?? Dovecot.Flavour.full.server.person()
        try await person.receive(Message(id: "question@example.org", subject: "Question"))
        let rig = try await Rig(submitter: outlet.submitter)
        await rig.accounts.watching(rig.user, true)
        let account = try await rig.add(person, smtp: smtp)
        try #require(try await rig.until { try await rig.status(account)["state"]?.string == "ok" } != nil)
        let original = try #require(try await rig.email(account, "INBOX", "question@example.org")).id
        let drafts = try #require(try await rig.mailbox(account, "Drafts")).id
        let sent = try #require(try await rig.mailbox(account, "Sent")).id
        let text = Message(id: "answer@example.test", subject: "Re: Question", extra: "Bcc: hidden@example.org\r\n").text
        let (draft, submission) = try await rig.store.write { [user = rig.user, name = person.name] tx throws(Failure) in
            let draft = try OutboxTests.draft(tx, user, account, drafts, text)
            let identity = try IdentityTable.all(tx.sql, account: account)[0].id
            var one = Submission(
                account: account, identity: identity, email: draft, thread: try EmailTable.get(tx.sql, draft)!.thread, mailFrom: name,
                rcptTo: ["sender@example.org", "hidden@example.org"], sendAt: tx.now.adding(seconds: holdSeconds))
            one.repliesTo = original
            one.onSuccess = ["keywords/$draft": nil, "mailboxIds/\(drafts)": nil, "mailboxIds/\(sent)": true]
            return (draft, try SubmissionTable.add(tx, one))
        }
        rig.accounts.nudge(account)
        return Stage(rig: rig, account: account, person: person, draft: draft, submission: submission, original: original)
    }

    private func stage(_ s: Stage) async throws -> Submission? {
        try await s.rig.store.read { sql throws(Failure) in try SubmissionTable.get(sql, s.submission) }
    }

    private func ended(_ s: Stage, _ stage: Submission.Stage) async throws -> Bool {
        try await s.rig.until { try await self.stage(s)?.stage == stage } != nil
    }

    @Test func sentOnceFiledOnceAndTheOriginalMarked() async throws {
        let outlet = Outlet([.accept])
        let s = try await begin(outlet)
        #expect(try await ended(s, .filed))
        #expect(try await s.rig.until { try await s.rig.work(s.account).isEmpty } != nil)
        #expect(outlet.parcels.count == 1)
        let parcel = try #require(outlet.parcels.first)
        #expect(parcel.to == ["sender@example.org", "hidden@example.org"])
        #expect(!String(decoding: try await parcel.message.data(), as: UTF8.self).contains("Bcc"))
        #expect(try await s.person.sees("Drafts").isEmpty)
        #expect(try await s.person.sees("Sent").map(\.messageID) == ["answer@example.test"])
        #expect(try await s.person.sees("Sent").map(\.flags) == ["\\Seen"])
        #expect(try await s.person.sees("INBOX").first?.flags.contains("\\Answered") == true)
        #expect(try await s.rig.emails(s.account, "Sent").map(\.id) == [s.draft])
        await s.rig.stop()
    }

    /// Gmail and others put what goes through them into Sent by themselves: theirs stays, and the draft goes.
    @Test func whatTheServerFilesItselfIsThereOnce() async throws {
        let person = try Dovecot.Flavour.full.server.person()
        let outlet = Outlet([.accept]) { parcel in
            let text = String(decoding: try await parcel.message.data(), as: UTF8.self)
            try await person.other("deliver", "sender@example.org", "Sent", input: "X-Filed-By: the server\r\n" + text)
        }
        let s = try await begin(outlet, person: person, smtp: ServerAddress(host: "smtp.gmail.com", port: 465, tls: .implicit))
        #expect(try await ended(s, .filed))
        #expect(try await s.rig.until { try await s.rig.work(s.account).isEmpty } != nil)
        #expect(try await s.person.sees("Sent").map(\.messageID) == ["answer@example.test"])
        #expect(try await s.person.sees("Drafts").isEmpty)
        #expect(try await s.person.sees("INBOX").first?.flags.contains("\\Answered") == true)
        #expect(try await s.rig.until { try await s.rig.emails(s.account, "Sent").count == 1 } != nil)
        #expect(try await s.rig.emails(s.account, "Drafts").isEmpty)
        // It stands in the conversation it answers.
        let question = try #require(try await s.rig.email(s.account, "INBOX", "question@example.org"))
        #expect(outlet.parcels.count == 1 && question.keywords.contains(.answered))
        await s.rig.stop()
    }

    @Test func heldUntilItsTimeAndTakenBackBefore() async throws {
        let outlet = Outlet([.accept])
        let s = try await begin(outlet, holdSeconds: 3600)
        #expect(try await s.rig.until { try await s.rig.work(s.account).count == 1 } != nil)
        #expect(outlet.parcels.isEmpty)
        try await s.rig.change(s.account) { tx throws(Failure) in try SubmissionTable.cancel(tx, s.submission) }
        #expect(try await stage(s)?.stage == .canceled)
        #expect(try await s.person.sees("Drafts").count == 1)
        #expect(outlet.parcels.isEmpty)
        await s.rig.stop()
    }

    @Test func aRefusalComesBackWithItsReasonAndTheDraftStays() async throws {
        let outlet = Outlet([.refuse])
        let s = try await begin(outlet)
        #expect(try await ended(s, .refused))
        #expect(try await stage(s)?.failure.contains("550 no") == true)
        #expect(try await s.person.sees("Drafts").count == 1)
        #expect(try await s.person.sees("Sent").isEmpty)
        #expect(try await s.person.sees("INBOX").first?.flags.contains("\\Answered") == false)
        await s.rig.stop()
    }

    @Test func aBusyServerIsTriedAgain() async throws {
        let outlet = Outlet([.busy, .accept])
        let s = try await begin(outlet)
        #expect(try await ended(s, .filed))
        #expect(outlet.parcels.count == 1)
        await s.rig.stop()
    }

    @Test(arguments: [true, false]) func whatMayHaveBeenSentIsNeverSentAgain(_ isCut: Bool) async throws {
        let outlet = Outlet([isCut ? .endAfterCommit : .lost, .accept])
        let s = try await begin(outlet)
        #expect(try await ended(s, .unsure))
        await s.rig.accounts.stop()
        let again = Accounts(context: s.rig.context)
        try await again.start()
        #expect(try await s.rig.until { try await s.rig.status(s.account)["state"]?.string == "ok" } != nil)
        #expect(outlet.parcels.count == 1)
        #expect(try await stage(s)?.failure.isEmpty == false)
        await again.stop()
        await s.rig.stop()
    }

    /// The process ended after the server took the message and before it was filed: it is filed, not sent.
    @Test func anInterruptedFilingIsFinished() async throws {
        let outlet = Outlet([.accept])
        let s = try await begin(outlet, holdSeconds: 3600)
        #expect(try await s.rig.until { try await s.rig.work(s.account).count == 1 } != nil)
        await s.rig.accounts.stop()
        try await s.rig.store.write { tx throws(Failure) in
            try SubmissionTable.move(tx, s.submission, from: [.held], to: .sent)
            try tx.sql.run("UPDATE outbox SET not_before = 0, state = 'running' WHERE submission_id = ?", [s.submission])
        }
        let again = Accounts(context: s.rig.context)
        try await again.start()
        #expect(try await ended(s, .filed))
        #expect(try await s.rig.until { try await s.person.sees("Sent").count == 1 } != nil)
        #expect(outlet.parcels.isEmpty)
        await again.stop()
        await s.rig.stop()
    }
}
