import Core
import StoreEngines
import Testing

@testable import Store

@Suite struct IngestTests {
    @Test(arguments: Engine.allCases) func countsFollowRows(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        _ = try await house.add(house.inbox, house.mail(1, keywords: [.seen]), house.mail(2), house.mail(3, refs: [2]))
        let inbox = try await house.mailbox(house.inbox)
        #expect([inbox.total, inbox.unread, inbox.totalThreads, inbox.unreadThreads] == [3, 2, 2, 1])
    }

    @Test(arguments: Engine.allCases) func oneEmailInTwoMailboxesIsOneEmail(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let first = try await house.add(house.inbox, house.mail(1))
        let second = try await house.add(house.archive, house.mail(1, uid: 77))
        #expect(first == second)
        #expect(try await house.places(first[0]!).map(\.uid) == [1, 77])
    }

    @Test(arguments: Engine.allCases) func theSameUIDTwiceChangesNothing(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let first = try await house.add(house.inbox, house.mail(1))
        #expect(try await house.add(house.inbox, house.mail(1)) == first)
        #expect(try await house.mailbox(house.inbox).total == 1)
    }

    /// A reply that comes before what it replies to, and a late message that joins two conversations.
    @Test(arguments: Engine.allCases) func conversationsHeal(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let early = try await house.add(house.inbox, house.mail(5, refs: [1]), house.mail(6, refs: [4]), house.mail(7))
        let before = try await [house.email(early[0]!)!.thread, house.email(early[1]!)!.thread]
        #expect(before[0] != before[1])
        _ = try await house.add(house.inbox, house.mail(4, refs: [1]))
        let after = try await [house.email(early[0]!)!.thread, house.email(early[1]!)!.thread]
        #expect(after[0] == after[1])
        let inbox = try await house.mailbox(house.inbox)
        #expect([inbox.total, inbox.totalThreads, inbox.unreadThreads] == [4, 2, 2])
    }

    @Test(arguments: Engine.allCases) func aHeaderThatNamesThousandsIsCut(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        var mail = house.mail(1)
        mail.references = (0..<5_000).map { "\($0)@elsewhere.example.test" }
        _ = try await house.add(house.inbox, mail)
        let rows = try await house.store.read { sql throws(Failure) in
            try sql.query("SELECT count(*) FROM thread_refs", []) { $0.int(0) }
        }
        #expect(rows[0] <= 215)
    }

    @Test(arguments: Engine.allCases) func aReplyWithoutReferencesJoinsBySubjectAndPeople(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        var question = house.mail(1)
        question.baseSubject = "lunch"
        var answer = house.mail(2)
        answer.baseSubject = "lunch"
        answer.isReply = true
        var stranger = house.mail(3)
        stranger.baseSubject = "lunch"
        stranger.isReply = true
        stranger.from = [Address(email: "robot@example.org")]
        let ids = try await house.add(house.inbox, question, answer, stranger)
        let threads = try await [house.email(ids[0]!)!.thread, house.email(ids[1]!)!.thread, house.email(ids[2]!)!.thread]
        #expect(threads[0] == threads[1])
        #expect(threads[0] != threads[2])
    }

    @Test(arguments: Engine.allCases) func aNewUIDVALIDITYKeepsIds(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let ids = try await house.add(house.inbox, house.mail(1), house.mail(2))
        try await house.store.write { [house] tx throws(Failure) in
            try Observe.renumbered(tx, account: house.account, mailbox: house.inbox, uidValidity: 9)
        }
        #expect(try await house.mailbox(house.inbox).total == 0)
        var again = house.mail(2, uid: 1)
        again.uidValidity = 9
        again.keywords = [.seen]
        #expect(try await house.add(house.inbox, again) == [ids[1]])
        #expect(try await house.email(ids[1]!)!.keywords == [.seen])
        let swept = try await house.store.write { [house] tx throws(Failure) in try Observe.sweep(tx, account: house.account) }
        #expect(swept == 1)
        #expect(try await house.email(ids[0]!) == nil)
    }

    @Test(arguments: Engine.allCases) func hostileTextsAreKept(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        var mail = house.mail(1)
        mail.subject = "nul \0 unit \u{1F} record \u{1E} quote ' \" \\ 你好 🙂"
        mail.from = [Address(name: "a\u{1F}b\u{1E}c", email: "x@example.test")]
        let id = try await house.add(house.inbox, mail)[0]!
        let stored = try #require(try await house.email(id))
        #expect(stored.from == [Address(name: "a b c", email: "x@example.test")])
        #expect(stored.subject.hasSuffix("你好 🙂"))
    }

    @Test(arguments: Engine.allCases) func searchFindsNewestFirstAndOnlyItsAccount(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let ids = try await house.add(house.inbox, house.mail(1), house.mail(2), house.mail(3)).map { $0! }
        try await house.store.write { tx throws(Failure) in
            for id in ids {
                try Ingest.body(
                    tx, id, preview: "p", hasAttachment: false,
                    search: SearchDocument(subject: "letter", sender: "ada", recipients: "nora", body: "日本 本語 ferry terminal roof"))
            }
        }
        func hits(_ terms: SearchTerm..., account: AccountID? = nil) async throws -> Int {
            try await house.store.read { [house] sql throws(Failure) in
                try SearchIndex.keys(sql, terms, accounts: [account ?? house.account], limit: 10).count
            }
        }
        #expect(try await hits(SearchTerm(terms: ["ferry"])) == 3)
        #expect(try await hits(SearchTerm(terms: ["ferry", "terminal"])) == 3)
        #expect(try await hits(SearchTerm(terms: ["terminal", "ferry"])) == 0)
        #expect(try await hits(SearchTerm(terms: ["ter"], isPrefix: true)) == 3)
        #expect(try await hits(SearchTerm(terms: ["日本"])) == 3)
        #expect(try await hits(SearchTerm(terms: ["ada"], field: .sender)) == 3)
        #expect(try await hits(SearchTerm(terms: ["ada"], field: .body)) == 0)
        #expect(try await hits(SearchTerm(terms: ["ferry"]), account: AccountID(999)) == 0)
        for text in ["\"", "' OR 1=1", "* ^ NEAR(", "a:b & !c | (d)", "\\", "scope"] {
            #expect(try await hits(SearchTerm(terms: [text])) == 0)
        }
        let keys = try await house.store.read { [house] sql throws(Failure) in
            try SearchIndex.keys(sql, [SearchTerm(terms: ["roof"])], accounts: [house.account], limit: 2)
        }
        #expect(keys == keys.sorted(by: >) && keys.count == 2)
    }
}
