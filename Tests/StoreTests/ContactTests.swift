import Core
import StoreEngines
import Testing

@testable import Store

@Suite struct ContactTests {
    private func content(_ uid: String, _ extra: String = "") -> CardContent {
        var content = CardContent(bytes: Array("BEGIN:VCARD\r\nUID:\(uid)\r\n\(extra)END:VCARD\r\n".utf8), uid: uid, name: uid)
        content.facts = [("n", uid)]
        content.emails = [("\(uid)@Example.test", "\(uid) example test")]
        return content
    }

    private func book(_ house: House) async throws -> AddressBook {
        try await house.store.write { tx throws(Failure) in
            try AddressBookTable.prepare(tx, user: house.user)
            return try AddressBookTable.all(tx.sql, user: house.user)[0]
        }
    }

    @Test(arguments: Engine.allCases) func cardsAndJournalAreOne(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let book = try await book(house)
        let id = try await house.store.write { [content] tx throws(Failure) in
            try CardTable.add(tx, user: house.user, book: book.id, resource: "a.vcf", content("a", ""))
        }
        func state() async throws -> Int64 {
            try await house.store.read { sql throws(Failure) in try Journal.state(sql, user: house.user, type: .contactCard) }
        }
        let before = try await state()
        #expect(before > 0)
        // A transaction that fails leaves neither a card nor a number.
        let second = content("b")
        await #expect(throws: Failure.self) {
            try await house.store.write { tx throws(Failure) in
                _ = try CardTable.add(tx, user: house.user, book: book.id, resource: "b.vcf", second)
                throw Failure(.cancelled, "no")
            }
        }
        #expect(try await state() == before)
        // The database itself keeps doubles out.
        for (uid, resource) in [("a", "x.vcf"), ("x", "a.vcf")] {
            let double = content(uid)
            await #expect(throws: Failure.self) {
                try await house.store.write { tx throws(Failure) in
                    _ = try CardTable.add(tx, user: house.user, book: book.id, resource: resource, double)
                }
            }
        }
        // The same bytes again are no change.
        try await house.store.write { [content] tx throws(Failure) in
            try CardTable.update(tx, user: house.user, try CardTable.get(tx.sql, user: house.user, [id])[id]!, content("a", ""))
        }
        #expect(try await state() == before)
        let bytes = try await house.store.read { sql throws(Failure) in try CardTable.bytes(sql, id) }
        #expect(bytes == content("a").bytes)
    }

    @Test(arguments: Engine.allCases) func removalsAreRememberedForAWhile(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let id = try await book(house).id
        let user = house.user
        try await house.store.write { [content] tx throws(Failure) in
            for name in ["a", "b", "c"] { _ = try CardTable.add(tx, user: user, book: id, resource: "\(name).vcf", content(name, "")) }
            let b = try CardTable.find(tx.sql, book: id, uid: "b")!
            try CardTable.remove(tx, user: user, b)
        }
        func step(_ since: Int64?, limit: Int = 100) async throws -> CardMembers.Step? {
            try await house.store.read { sql throws(Failure) in
                try CardMembers.step(sql, try AddressBookTable.get(sql, user: user, id)!, after: since, limit: limit)
            }
        }
        let all = try #require(try await step(nil))
        #expect(all.changed.map(\.uid) == ["a", "c"] && all.removed.isEmpty && all.change == 4)
        #expect(try await step(3)?.removed == ["b.vcf"])
        #expect(try await step(5) == nil)
        #expect(try await step(-1) == nil)
        // Page by page nothing is left out.
        var (at, seen) = (Int64(0), [String]())
        repeat {
            let next = try #require(try await step(at, limit: 1))
            seen += next.changed.map(\.resource) + next.removed
            at = next.change
            if !next.hasMore { break }
        } while seen.count < 10
        #expect(seen == ["a.vcf", "c.vcf", "b.vcf"])
        let now = house.store.clock.now()
        let early = try await house.store.write { tx throws(Failure) in try CardMembers.forget(tx, id, before: now.adding(seconds: -1)) }
        #expect(early == 0)
        let gone = try await house.store.write { tx throws(Failure) in try CardMembers.forget(tx, id, before: now.adding(seconds: 1)) }
        #expect(gone == 1)
        #expect(try await step(3) == nil)
        #expect(try await step(4)?.removed == [])
        #expect(try await step(nil)?.changed.count == 2)
    }

    @Test(arguments: Engine.allCases) func oneFirstBookHoweverManyAsk(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { try? await house.store.write { tx throws(Failure) in try AddressBookTable.prepare(tx, user: house.user) } }
            }
        }
        let books = try await house.store.read { sql throws(Failure) in try AddressBookTable.all(sql, user: house.user) }
        #expect(books.map(\.name) == ["Personal"] && books[0].isDefault)
    }

    @Test(arguments: Engine.allCases) func writersAtOnceLoseNothing(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let id = try await book(house).id
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask { [content] in
                    _ = try? await house.store.write { tx throws(Failure) in
                        try CardTable.add(tx, user: house.user, book: id, resource: "\(number).vcf", content("\(number)", ""))
                    }
                }
            }
        }
        let changes = try await house.store.read { sql throws(Failure) in
            try sql.query("SELECT change FROM cards ORDER BY change", []) { $0.int(0) }
        }
        #expect(changes == Array(1...20))
    }

    @Test(arguments: Engine.allCases) func limitsHold(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let id = try await book(house).id
        let large = content("a", "NOTE:" + String(repeating: "x", count: ContactLimits.cardSize) + "\r\n")
        let failure = await #expect(throws: Failure.self) {
            try await house.store.write { tx throws(Failure) in
                _ = try CardTable.add(tx, user: house.user, book: id, resource: "a.vcf", large)
            }
        }
        #expect(failure?.kind == .tooLarge)
        let books = await #expect(throws: Failure.self) {
            try await house.store.write { tx throws(Failure) in
                for number in 0..<ContactLimits.books { _ = try AddressBookTable.add(tx, AddressBook(user: house.user, name: "\(number)")) }
            }
        }
        #expect(books?.kind == .tooLarge)
    }

    @Test(arguments: Engine.allCases) func nothingIsLeftOfAUser(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let id = try await book(house).id
        try await house.store.write { [content] tx throws(Failure) in
            let card = try CardTable.add(tx, user: house.user, book: id, resource: "a.vcf", content("a", ""))
            _ = try CardTable.add(tx, user: house.user, book: id, resource: "b.vcf", content("b", ""))
            try CardTable.remove(tx, user: house.user, try CardTable.get(tx.sql, user: house.user, [card])[card]!)
        }
        try await house.store.write { tx throws(Failure) in try UserTable.remove(tx, house.user) }
        for table in ["address_books", "cards", "card_texts", "card_emails", "card_removals"] {
            let left = try await house.store.read { sql throws(Failure) in try sql.query("SELECT count(*) FROM \(table)", []) { $0.int(0) }
            }
            #expect(left == [0], "\(table)")
        }
    }

    @Test(arguments: Engine.allCases) func sentMailIsLearntWhenItIsSent(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        var draft = house.mail(1, keywords: [.draft])
        draft.from = [Address(email: "nora@example.test")]
        draft.to = [Address(name: "Adam", email: "Adam@example.test")]
        let email = try #require(try await house.add(house.drafts, draft)[0])
        func people() async throws -> [Correspondent] {
            try await house.store.read { sql throws(Failure) in
                try CorrespondentTable.find(sql, accounts: [house.account], text: "", limit: 9)
            }
        }
        #expect(try await people().isEmpty)
        try await house.store.write { tx throws(Failure) in
            try tx.sql.run(
                """
                INSERT INTO submissions (account_id, identity_id, email_id, thread_id, mail_from, rcpt_to, send_at, stage, created_at)
                VALUES (?, 1, ?, 1, 'nora@example.test', '', 0, 'committing', 0)
                """, house.account, email)
            let id = try tx.sql.query("SELECT id FROM submissions", []) { $0.id(0, SubmissionKind.self) }[0]
            try SubmissionTable.move(tx, id, from: [.committing], to: .sent)
        }
        #expect(try await people().map { "\($0.email) \($0.sent)" } == ["adam@example.test 1"])
    }

    @Test(arguments: [
        ("no-reply@a.example", true), ("noreply+x@a.example", true), ("bounces-7@a.example", true), ("MAILER-DAEMON@a.example", true),
        ("do_not_reply@a.example", true), ("ada@noreply.example", false), ("notify.me@a.example", false),
    ])
    func robots(_ email: String, _ isRobot: Bool) { #expect(CorrespondentTable.isRobot(email) == isRobot) }
}
