import Core
import StoreEngines
import Testing

@testable import Store

@Suite struct ChangeTests {
    @Test(arguments: Engine.allCases) func aMoveIsRowsJournalAndOutboxAtOnce(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let id = try await house.add(house.inbox, house.mail(1))[0]!
        try await house.store.write { [house] tx throws(Failure) in try Change.mailboxes(tx, id, [house.archive]) }
        #expect(try await house.places(id).map { [$0.mailbox.rawValue, $0.uid ?? -1] } == [[house.archive.rawValue, -1]])
        #expect(try await house.mailbox(house.inbox).total == 0)
        #expect(try await house.mailbox(house.archive).unread == 1)
        let work = try await house.work()
        #expect(work.map(\.work) == [.move(to: house.archive.rawValue)])
        // Sync still sees the UID in the inbox and must not bring it back.
        #expect(try await house.add(house.inbox, house.mail(1)) == [nil])
        // The server says where it is now.
        try await house.store.write { [house] tx throws(Failure) in
            try Settle.arrived(tx, work[0], mailbox: house.archive, uidValidity: 3, uid: 40)
            try OutboxTable.finish(tx, work[0].id)
        }
        #expect(try await house.places(id).map(\.uid) == [40])
        #expect(try await house.work().isEmpty)
    }

    /// Moved twice before the server was told once: the second operation takes the UID that the first one got.
    @Test(arguments: Engine.allCases) func movesQueueUp(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let id = try await house.add(house.inbox, house.mail(1))[0]!
        try await house.store.write { [house] tx throws(Failure) in
            try Change.mailboxes(tx, id, [house.archive])
            try Change.mailboxes(tx, id, [house.drafts])
        }
        let work = try await house.work()
        #expect(work.count == 2)
        try await house.store.write { [house] tx throws(Failure) in
            try Settle.arrived(tx, work[0], mailbox: house.archive, uidValidity: 3, uid: 40)
            try OutboxTable.finish(tx, work[0].id)
        }
        let next = try await house.store.read { sql throws(Failure) in try DepartureTable.of(sql, work[1].id) }
        #expect(next?.mailbox == house.archive && next?.uid == 40)
    }

    @Test(arguments: Engine.allCases) func whatTheServerWillNeverDoIsUndone(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let id = try await house.add(house.inbox, house.mail(1))[0]!
        try await house.store.write { [house] tx throws(Failure) in
            try Change.keywords(tx, id, add: [.flagged, .seen], remove: [])
            try Change.mailboxes(tx, id, [house.archive])
        }
        for row in try await house.work().reversed() {
            try await house.store.write { tx throws(Failure) in try Settle.undo(tx, row, error: "no") }
        }
        #expect(try await house.places(id).map { [$0.mailbox.rawValue, $0.uid ?? -1] } == [[house.inbox.rawValue, 1]])
        #expect(try await house.email(id)!.keywords.isEmpty)
        #expect(try await house.mailbox(house.inbox).unread == 1)
    }

    @Test(arguments: Engine.allCases) func theServersFlagsDoNotOverrideAWaitingChange(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let id = try await house.add(house.inbox, house.mail(1))[0]!
        try await house.store.write { [house] tx throws(Failure) in
            try Change.keywords(tx, id, add: [.seen], remove: [])
            try Observe.flags(tx, mailbox: house.inbox, uidValidity: 1, uid: 1, keywords: [.flagged], modseq: 5)
        }
        #expect(try await house.email(id)!.keywords == [.seen, .flagged])
        try await house.store.write { [house] tx throws(Failure) in
            try Observe.flags(tx, mailbox: house.inbox, uidValidity: 1, uid: 1, keywords: [], modseq: 6)
        }
        #expect(try await house.email(id)!.keywords == [.seen])
    }

    @Test(arguments: Engine.allCases) func destroyLeavesNothingAndDoesNotComeBack(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let id = try await house.add(house.inbox, house.mail(1))[0]!
        try await house.store.write { tx throws(Failure) in try Change.destroy(tx, id) }
        #expect(try await house.email(id) == nil)
        #expect(try await house.add(house.inbox, house.mail(1)) == [nil])
        #expect(try await house.work().map(\.work) == [.remove])
        #expect(try await house.mailbox(house.inbox).total == 0)
    }

    @Test(arguments: Engine.allCases) func aForeignMailboxIsRefused(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let id = try await house.add(house.inbox, house.mail(1))[0]!
        await #expect(throws: Failure.self) {
            try await house.store.write { tx throws(Failure) in try Change.mailboxes(tx, id, [MailboxID(4711)]) }
        }
        await #expect(throws: Failure.self) { try await house.store.write { tx throws(Failure) in try Change.mailboxes(tx, id, []) } }
        #expect(try await house.work().isEmpty)
    }

    @Test(arguments: Engine.allCases) func aHeldSubmissionCanBeCancelledAReleasedOneNot(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let email = try await house.add(house.drafts, house.mail(1))[0]!
        let id = try await house.store.write { [house] tx throws(Failure) in
            let thread = try EmailTable.get(tx.sql, email)!.thread
            let identity = try IdentityTable.all(tx.sql, account: house.account)[0]
            return try SubmissionTable.add(
                tx,
                Submission(
                    account: house.account, identity: identity.id, email: email, thread: thread, mailFrom: "nora@example.test",
                    rcptTo: ["ada@example.test"], sendAt: tx.now.adding(seconds: 10)))
        }
        #expect(try await house.work().count == 1)
        try await house.store.write { tx throws(Failure) in try SubmissionTable.cancel(tx, id) }
        #expect(try await house.work().isEmpty)
        await #expect(throws: Failure.self) { try await house.store.write { tx throws(Failure) in try SubmissionTable.cancel(tx, id) } }
    }
}
