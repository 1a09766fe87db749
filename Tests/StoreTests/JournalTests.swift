import Core
import StoreEngines
import Testing

@testable import Store

@Suite struct JournalTests {
    @Test(arguments: Engine.allCases) func severalChangesOfOneObjectAreOneRow(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let start = try await house.store.read { [house] sql throws(Failure) in try Journal.state(sql, account: house.account, type: .email)
        }
        #expect(start == 0)
        let id = try await house.store.write { [house] tx throws(Failure) in
            let id = try Ingest.add(tx, account: house.account, mailbox: house.inbox, [house.mail(1)])[0]!
            try Change.keywords(tx, id, add: [.seen], remove: [])
            return id
        }
        let entries = try await house.store.read { [house] sql throws(Failure) in
            try Journal.entries(sql, account: house.account, type: .email, after: 0, limit: 10)
        }
        #expect(entries.map { [$0.object, $0.change.rawValue] } == [[id.rawValue, ChangeKind.created.rawValue]])
    }

    @Test(arguments: Engine.allCases) func aFailedTransactionLeavesNoTrace(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        await #expect(throws: Failure(.failed, "stop")) {
            try await house.store.write { [house] tx throws(Failure) in
                _ = try Ingest.add(tx, account: house.account, mailbox: house.inbox, [house.mail(1)])
                throw Failure(.failed, "stop")
            }
        }
        #expect(try await house.mailbox(house.inbox).total == 0)
        let state = try await house.store.read { [house] sql throws(Failure) in try Journal.state(sql, account: house.account, type: .email)
        }
        #expect(state == 0)
    }

    @Test(arguments: Engine.allCases) func numbersHaveNoGapAndFollowCommits(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let ids = try await house.add(house.inbox, house.mail(1), house.mail(2), house.mail(3), house.mail(4)).map { $0! }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for round in 0..<40 {
                group.addTask {
                    try await house.store.write { tx throws(Failure) in
                        try Change.keywords(
                            tx, ids[round % 4], add: round % 8 < 4 ? [.flagged] : [], remove: round % 8 < 4 ? [] : [.flagged])
                    }
                }
            }
            try await group.waitForAll()
        }
        let seqs = try await house.store.read { sql throws(Failure) in
            try sql.query("SELECT seq FROM journal ORDER BY seq", []) { $0.int(0) }
        }
        #expect(seqs == Array(1...Int64(seqs.count)))
        let inbox = try await house.mailbox(house.inbox)
        #expect([inbox.total, inbox.unread] == [4, 4])
    }

    @Test(arguments: Engine.allCases) func theFeedTellsAfterTheCommit(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        var news = house.store.feed.listen().makeAsyncIterator()
        let generation = house.store.feed.generation(of: house.user)
        _ = try await house.add(house.inbox, house.mail(1))
        // Whoever wrote finds it grown.
        #expect(house.store.feed.generation(of: house.user) > generation)
        let first = try #require(await news.next())
        #expect(first.user == house.user)
        #expect(first.changed[house.account] == [.mailbox, .email, .thread])
    }

    @Test(arguments: Engine.allCases) func migrationsRunOnceEvenWhenSeveralStart(_ engine: Engine) async throws {
        let place = try engine.place()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { try await Store.open(place, secrets: Engine.box).close() } }
            try await group.waitForAll()
        }
        let store = try await Store.open(place, secrets: Engine.box)
        let steps = try await store.read { sql throws(Failure) in try sql.query("SELECT number FROM schema_steps", []) { $0.int(0) } }
        #expect(steps == Migration.all.map(\.number))
        try await store.write { tx throws(Failure) in try tx.sql.run("INSERT INTO schema_steps (number, name) VALUES (99, 'later')") }
        do {
            _ = try await Store.open(place, secrets: Engine.box)
            Issue.record("a newer schema was accepted")
        } catch {
            #expect(error.kind == .unsupported)
        }
    }
}
