import Core
import HostCrypto
import StoreEngines
import Testing

@testable import Store

@Suite struct PeopleTests {
    @Test(arguments: Engine.allCases) func secretsAreSealedAndOpen(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let raw = try await house.store.read { sql throws(Failure) in try sql.query("SELECT secret FROM accounts", []) { $0.bytes(0) } }[0]
        #expect(!String(decoding: raw, as: UTF8.self).contains("secret"))
        let opened = try await house.store.passwords(house.account)
        #expect(opened.imap == "secret" && opened.smtp == "secret")
    }

    @Test(arguments: Engine.allCases) func onlyOneFirstUser(_ engine: Engine) async throws {
        let store = try await engine.store()
        let made = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<5 {
                group.addTask {
                    let id = try? await store.write { tx throws(Failure) in
                        try UserTable.add(tx, username: "user\(number)", passwordHash: "x", isAdmin: true, onlyFirst: true)
                    }
                    return id != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(made == 1)
    }

    @Test(arguments: Engine.allCases) func theEleventhTryWaits(_ engine: Engine) async throws {
        let store = try await engine.store()
        var waits: [Double?] = []
        for _ in 0..<11 {
            waits.append(
                try await store.write { tx throws(Failure) in try RateLimitTable.hit(tx, name: "sign-in 192.0.2.1", limit: 10, window: 900)
                })
        }
        #expect(waits.prefix(10).allSatisfy { $0 == nil })
        #expect(waits[10] == 900)
    }

    @Test(arguments: Engine.allCases) func aTryThatSucceededIsTakenBack(_ engine: Engine) async throws {
        let store = try await engine.store()
        func hit() async throws -> Double? {
            try await store.write { tx throws(Failure) in try RateLimitTable.hit(tx, name: "sign-in 192.0.2.1", limit: 3, window: 900) }
        }
        for _ in 0..<3 { #expect(try await hit() == nil) }
        try await store.write { tx throws(Failure) in
            try RateLimitTable.takeBack(tx, name: "sign-in 192.0.2.1")
            try RateLimitTable.takeBack(tx, name: "nobody")
        }
        #expect(try await hit() == nil)
        #expect(try await hit() == 900, "the other tries stay counted")
    }

    @Test(arguments: Engine.allCases) func sessionsAndAppPasswordsAreKeptAsHashes(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let (token, secret) = try await house.store.write { [house] tx throws(Failure) in
            (
                try SessionTable.begin(tx, user: house.user, address: "192.0.2.1", agent: "test").token,
                try AppPasswordTable.add(tx, user: house.user, name: "phone").secret
            )
        }
        let now = house.store.clock.now()
        let found = try await house.store.read { sql throws(Failure) -> [UserID?] in
            [
                try SessionTable.find(sql, token: token, now: now)?.user,
                try SessionTable.find(sql, token: token, now: now.adding(seconds: 8 * 86400))?.user,
                try AppPasswordTable.find(sql, secret: secret.uppercased())?.user,
                try AppPasswordTable.find(sql, secret: "wrong")?.user,
            ]
        }
        #expect(found == [house.user, nil, house.user, nil])
    }

    @Test(arguments: Engine.allCases) func correspondentsOneHasWrittenToComeFirst(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        var sent = house.mail(2)
        sent.from = [Address(email: "nora@example.test")]
        sent.to = [Address(name: "Adam", email: "adam@example.test")]
        _ = try await house.add(house.inbox, house.mail(1), house.mail(3), sent)
        let found = try await house.store.read { [house] sql throws(Failure) in
            try CorrespondentTable.find(sql, accounts: [house.account], text: "AD", limit: 5)
        }
        #expect(found.map(\.email) == ["adam@example.test", "ada@example.test"])
        let literal = try await house.store.read { [house] sql throws(Failure) in
            try CorrespondentTable.find(sql, accounts: [house.account], text: "%", limit: 5)
        }
        #expect(literal.isEmpty)
    }

    @Test(arguments: Engine.allCases) func removingAnAccountLeavesNothing(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        _ = try await house.add(house.inbox, house.mail(1))
        try await house.store.write { [house] tx throws(Failure) in try AccountTable.remove(tx, house.account) }
        for table in ["emails", "locations", "mailboxes", "threads", "thread_refs", "mailbox_threads", "identities", "correspondents"] {
            let left = try await house.store.read { sql throws(Failure) in try sql.query("SELECT count(*) FROM \(table)", []) { $0.int(0) }
            }
            #expect(left == [0], "\(table)")
        }
    }
}
