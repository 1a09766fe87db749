import Core
import IMAP
import Testing

@testable import Store
@testable import Sync

@Suite struct ResyncPlanTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var cursor = MailboxCursor(uidValidity: 7, uidNext: 100, modSeq: 50, headersFrom: 1)
        var validity: Int64? = 7
        var next: Int64? = 100
        var modSeq: Int64? = 50
        var exists: Int64 = 10
        var held: Int64 = 10
        var qresync = true
        let plan: ResyncPlan
    }

    static let cases: [Case] = [
        Case(testDescription: "never seen", cursor: MailboxCursor(), plan: .begin),
        Case(testDescription: "numbered anew", validity: 8, plan: .restart),
        Case(testDescription: "numbered anew and begun again", cursor: MailboxCursor(uidValidity: 7), plan: .begin),
        Case(testDescription: "nothing happened", plan: .level),
        Case(testDescription: "a new message", next: 101, modSeq: 51, exists: 11, plan: .changes(since: ModSeq(50), vanished: true)),
        Case(testDescription: "a flag, CONDSTORE only", modSeq: 51, qresync: false, plan: .changes(since: ModSeq(50), vanished: false)),
        Case(
            testDescription: "a deletion, CONDSTORE only", modSeq: 50, exists: 9, qresync: false,
            plan: .changes(since: ModSeq(50), vanished: false)),
        Case(testDescription: "a server put back to an older state", modSeq: 40, plan: .windows),
        Case(testDescription: "no MODSEQ", modSeq: nil, plan: .windows),
        Case(testDescription: "no MODSEQ, one fewer", modSeq: nil, exists: 9, plan: .windows),
        Case(
            testDescription: "half taken in: the number says nothing",
            cursor: MailboxCursor(uidValidity: 7, uidNext: 100, modSeq: 50, headersFrom: 60),
            exists: 90, plan: .level),
    ]

    @Test(arguments: cases) func whatToAskFor(_ one: Case) {
        var selected = SelectedMailbox(name: .inbox)
        selected.uidValidity = one.validity.map { UIDValidity($0) }
        selected.uidNext = one.next.map { UID($0) }
        selected.highestModSeq = one.modSeq.map { ModSeq($0) }
        selected.exists = one.exists
        #expect(ResyncPlan.make(cursor: one.cursor, selected: selected, held: one.held, qresync: one.qresync) == one.plan)
    }

    @Test(arguments: [
        (validity: Int64(7), next: Int64(100), messages: Int64(10), modSeq: Int64?(50), stale: false),
        (8, 100, 10, 50, true), (7, 101, 10, 50, true), (7, 100, 9, 50, true), (7, 100, 10, 51, true), (7, 100, 10, nil, false),
    ]) func whenCountersMeanWork(_ one: (validity: Int64, next: Int64, messages: Int64, modSeq: Int64?, stale: Bool)) {
        var status = MailboxStatus()
        status.uidValidity = UIDValidity(one.validity)
        status.uidNext = UID(one.next)
        status.messages = one.messages
        status.highestModSeq = one.modSeq.map { ModSeq($0) }
        let cursor = MailboxCursor(uidValidity: 7, uidNext: 100, modSeq: 50, headersFrom: 1)
        #expect(ResyncPlan.isStale(cursor: cursor, status: status, held: 10) == one.stale)
    }
}

@Suite struct DeletionProofTests {
    private func uids(_ numbers: Int64...) -> UIDSet { UIDSet(numbers.map { UID($0) }) }

    private func snapshot(_ uids: UIDSet, exists: Int64? = nil, validity: Int64 = 7) -> DeletionProof.Snapshot {
        DeletionProof.Snapshot(uidValidity: UIDValidity(validity), uids: uids, exists: exists ?? Int64(uids.count))
    }

    @Test func twoAgreeingSnapshotsProve() {
        var proof = DeletionProof()
        #expect(proof.see(snapshot(uids(1, 3)), held: uids(1, 2, 3)) == .unsure)
        #expect(proof.see(snapshot(uids(1, 3)), held: uids(1, 2, 3)) == .gone(uids(2)))
    }

    @Test func oneThatDoesNotMatchEXISTSProvesNothing() {
        var proof = DeletionProof()
        #expect(proof.see(snapshot(uids(1), exists: 3), held: uids(1, 2, 3)) == .unsure)
        #expect(proof.see(snapshot(uids(1), exists: 3), held: uids(1, 2, 3)) == .unsure)
        #expect(proof.see(snapshot(uids(1, 3)), held: uids(1, 2, 3)) == .unsure)
    }

    @Test func onlyWhatIsGoneInBothIsGone() {
        var proof = DeletionProof()
        #expect(proof.see(snapshot(uids(3)), held: uids(1, 2, 3)) == .unsure)
        #expect(proof.see(snapshot(uids(1, 3)), held: uids(1, 2, 3)) == .gone(uids(2)))
    }

    @Test func anotherNumberingBeginsAgain() {
        var proof = DeletionProof()
        #expect(proof.see(snapshot(uids(1)), held: uids(1, 2)) == .unsure)
        #expect(proof.see(snapshot(uids(1), validity: 8), held: uids(1, 2)) == .unsure)
        #expect(proof.see(snapshot(uids(1, 2), validity: 8), held: uids(1, 2)) == .gone(UIDSet()))
    }

    @Test func anEmptyMailboxIsBelievedAfterTheSecondLook() {
        var proof = DeletionProof()
        #expect(proof.see(snapshot(UIDSet()), held: uids(1, 2)) == .unsure)
        #expect(proof.see(snapshot(UIDSet()), held: uids(1, 2)) == .gone(uids(1, 2)))
    }
}

@Suite struct OutboxPlanTests {
    private func row(_ id: Int64, _ work: OutboxWork, email: Int64? = nil, at: Int64 = 0, state: OutboxState = .waiting) -> OutboxRow {
        OutboxRow(
            id: OutboxID(id), account: AccountID(1), work: work, email: email.map { EmailID($0) }, state: state, attempts: 0,
            notBefore: Timestamp(milliseconds: at), createdAt: Timestamp(milliseconds: 0), error: "")
    }

    private func plan(_ rows: [OutboxRow]) -> [Int64] { OutboxPlan.make(rows, now: Timestamp(milliseconds: 100)).group.map(\.id.rawValue) }

    @Test func equalWorkIsOneCommand() {
        #expect(plan([row(1, .move(to: 5), email: 1), row(2, .move(to: 5), email: 2), row(3, .move(to: 6), email: 3)]) == [1, 2])
    }

    @Test func oneEmailIsNeverTwiceInACommand() {
        let seen = OutboxWork.keywords(add: ["$seen"], remove: [])
        #expect(plan([row(1, seen, email: 1), row(2, seen, email: 1)]) == [1])
    }

    @Test func whatWaitsHoldsBackOnlyItsEmail() {
        let rows = [row(1, .submit(submission: 1), email: 1, at: 500), row(2, .remove, email: 1), row(3, .remove, email: 2)]
        #expect(plan(rows) == [3])
        #expect(OutboxPlan.make(Array(rows.prefix(2)), now: Timestamp(milliseconds: 100)).due == Timestamp(milliseconds: 500))
    }

    @Test func aFolderThatWaitsHoldsBackWhatFollows() {
        let rows = [row(1, .createMailbox(mailbox: 9), at: 500), row(2, .move(to: 9), email: 1), row(3, .submit(submission: 1), email: 2)]
        #expect(plan(rows) == [3])
    }

    @Test func whatWasInterruptedIsLookedAtAlone() {
        #expect(plan([row(1, .move(to: 5), email: 1, state: .running), row(2, .move(to: 5), email: 2)]) == [1])
    }

    @Test func appendsGoOneByOne() {
        #expect(plan([row(1, .append(to: 5, blob: 1), email: 1), row(2, .append(to: 5, blob: 1), email: 2)]) == [1])
    }
}

@Suite struct BatchPlanTests {
    @Test func runsAreBoundedInBytesAndNumber() {
        let runs = BatchPlan.bodies([30, 30, 30, 200, 10, 10], bytes: 100, count: 2, size: { $0 })
        #expect(runs == [[30, 30], [30], [200], [10, 10]])
    }

    @Test func headersGrow() {
        let sizes = [0, 100, 500, 5_000].map { BatchPlan.headers(alreadyPulled: $0) }
        #expect(sizes == sizes.sorted() && sizes.first == 100 && sizes.last == 1_000)
    }
}

@Suite struct BackoffTests {
    @Test(arguments: [
        (Failure.Kind.unavailable, 2.0, 300.0), (.timeout, 2, 300), (.denied, 900, 6 * 3600), (.notFound, 60, 3600),
    ]) func growsToALimit(_ kind: Failure.Kind, _ first: Double, _ most: Double) {
        var backoff = Backoff()
        let waits = (0..<20).map { _ in Double(backoff.delay(after: Failure(kind, ""), chance: 0.5).components.seconds) }
        #expect(abs(waits[0] - first) < 1)
        #expect(waits == waits.sorted())
        #expect(abs((waits.last ?? 0) - most) < 1)
        backoff.succeeded()
        #expect(abs(Double(backoff.delay(after: Failure(kind, ""), chance: 0.5).components.seconds) - first) < 1)
    }

    @Test func theServersWishCounts() {
        var backoff = Backoff()
        #expect(backoff.delay(after: Failure(.unavailable, "", retryAfter: 120), chance: 0) >= .seconds(120))
    }
}

@Suite struct OutgoingTests {
    @Test(arguments: [
        ("To: a\r\nBcc: b\r\n\tc\r\nSubject: s\r\n\r\nBcc: body\r\n", "To: a\r\nSubject: s\r\n\r\nBcc: body\r\n"),
        ("bCC : b\nTo: a\n\nx\n", "To: a\r\n\r\nx\r\n"),
        ("Bccx: b\r\n\r\n", "Bccx: b\r\n\r\n"),
        ("Resent-Bcc: b\r\nTo: a\r\n\r\n", "To: a\r\n\r\n"),
        ("", ""),
        ("Bcc: only", ""),
        ("\r\nBcc: body\r\n\r\n", "\r\nBcc: body\r\n\r\n"),
        ("To: a\r\n\r\none\rtwo\nthree\r", "To: a\r\n\r\none\r\ntwo\r\nthree\r\n"),
    ]) func bccStaysHere(_ raw: String, _ out: String) async throws {
        let file = try ScratchFolder.temporary.file()
        try await file.append(Array(raw.utf8))
        let parcel = try await Outgoing.parcel(file, in: .temporary)
        #expect(String(decoding: try await parcel.data(), as: UTF8.self) == out)
    }

    @Test(
        arguments: [
            (["X-New": "1"], "To: a\r\n\r\nX-New: body\r\n", "X-New: 1\r\nTo: a\r\n\r\nX-New: body\r\n"),
            (["x-old": "2"], "To: a\r\nX-Old: 1\r\n\tmore\r\nX-OLD: 1\r\nZ: z\r\n\r\nb\r\n", "x-old: 2\r\nTo: a\r\nZ: z\r\n\r\nb\r\n"),
            (["Z": nil], "Z: 1\nTo: a\n\nZ: 1\n", "To: a\r\n\r\nZ: 1\r\n"),
            ([:], "To: a\r\n\r\n", "To: a\r\n\r\n"),
        ] as [(JSON, String, String)]) func fieldsAreSetAndTakenOut(_ fields: JSON, _ raw: String, _ out: String) async throws
    {
        let file = try ScratchFolder.temporary.file()
        try await file.append(Array(raw.utf8))
        let parcel = try await Outgoing.parcel(file, headers: fields, in: .temporary)
        #expect(String(decoding: try await parcel.data(), as: UTF8.self) == out)
    }

    @Test func aLargeMessageIsCutAnywhere() async throws {
        let header =
            "Subject: s\r\n" + String(repeating: "X-Long: \(String(repeating: "y", count: 900))\r\n", count: 600)
            + "Bcc: hidden@example.test\r\n"
        let body = String(repeating: "line\r\n", count: 200_000)
        let file = try ScratchFolder.temporary.file()
        try await file.append(Array((header + "\r\n" + body).utf8))
        let parcel = try await Outgoing.parcel(file, in: .temporary)
        let out = String(decoding: try await parcel.data(), as: UTF8.self)
        #expect(!out.contains("hidden@") && out.hasSuffix("\r\n\r\n" + body) && parcel.size == file.size - 26)
    }
}
