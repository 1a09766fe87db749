import Core
import StoreEngines
import Testing

@testable import Store

@Suite struct EventTests {
    private func told(_ house: House, _ plugin: String) async throws -> [String] {
        try await house.store.read { sql throws(Failure) in
            try EventTable.waiting(sql, plugin: plugin, limit: 100) ?? []
        }.map { $0.name }
    }

    private func listen(_ house: House, _ plugin: String, _ events: [HouseEvent]) async throws {
        let listened = try await house.store.write { tx throws(Failure) in
            try EventTable.listen(tx, plugin: plugin, events.map(\.rawValue))
            return try EventTable.listened(tx.sql)
        }
        house.store.ears.listen(listened)
    }

    @Test(arguments: Engine.allCases) func whatHappensIsToldInOrderToThoseWhoListen(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        var before = house.mail(9)
        before.isNews = true
        _ = try await house.add(house.inbox, before)
        try await listen(house, "all", HouseEvent.allCases)
        try await listen(house, "flags", [.mailFlagged])
        var first = house.mail(1)
        first.isNews = true
        let email = try #require(try await house.add(house.inbox, first, house.mail(2))[0])
        try await house.store.write { tx throws(Failure) in
            try Change.keywords(tx, email, add: [.seen, .flagged], remove: [])
            try Change.keywords(tx, email, add: [], remove: [.flagged])
        }
        try await house.store.write { tx throws(Failure) in try Change.mailboxes(tx, email, [house.archive]) }
        try await house.store.write { tx throws(Failure) in try Change.destroy(tx, email) }
        try await house.store.write { tx throws(Failure) in
            try MailboxTable.insert(tx, account: house.account, path: "New", delimiter: "/", onServer: true)
            _ = try SessionTable.begin(tx, user: house.user, address: "", agent: "")
            tx.tell(.settingsChanged, plugin: "other", ["scope": ""])
        }
        try await house.store.write { tx throws(Failure) in try UserTable.remove(tx, house.user) }
        let names = try await told(house, "all")
        #expect(
            names == [
                "mail.received", "mail.flagged", "mail.moved", "mail.removed", "user.signedin", "folder.changed", "user.removed",
                "account.removed",
            ])
        #expect(try await told(house, "flags") == ["mail.flagged"])
        let entries = try await house.store.read { sql throws(Failure) in try EventTable.waiting(sql, plugin: "all", limit: 100) ?? [] }
        #expect(zip(entries, entries.dropFirst()).allSatisfy { $0.number < $1.number })
        let flagged = try JSON(parsing: Array(entries[1].facts.utf8))
        #expect(flagged["added"] == ["$seen"] && flagged["removed"] == [] && flagged["user"]?.string == "\(house.user)")
        #expect(
            flagged["id"]?.string == "\(email)" && flagged["accountId"]?.string == "\(house.account)" && flagged["state"]?.string != nil)
        #expect(try JSON(parsing: Array(entries[2].facts.utf8))["mailboxIds"] == ["\(house.archive)": true])
    }

    @Test(arguments: Engine.allCases) func theCursorMovesAndANewListenerBeginsNow(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        try await listen(house, "one", [.userSignedIn])
        for _ in 0..<3 {
            try await house.store.write { tx throws(Failure) in _ = try SessionTable.begin(tx, user: house.user, address: "", agent: "") }
        }
        let three = try await house.store.read { sql throws(Failure) in try EventTable.waiting(sql, plugin: "one", limit: 2) ?? [] }
        #expect(three.count == 2)
        try await house.store.write { tx throws(Failure) in
            try EventTable.heard(tx, plugin: "one", number: three[1].number)
            try EventTable.heard(tx, plugin: "one", number: three[0].number)
            try EventTable.listen(tx, plugin: "two", ["user.signedin"])
        }
        #expect(try await told(house, "one").count == 1)
        #expect(try await told(house, "two").isEmpty)
        let backlog = try await house.store.read { sql throws(Failure) in try EventTable.backlog(sql, plugin: "one") }
        #expect(backlog.waiting == 1 && backlog.at != nil)
        try await house.store.write { tx throws(Failure) in
            try tx.sql.run("UPDATE plugin_events SET at = ?", [tx.now.adding(seconds: -EventTable.kept - 1)])
            try EventTable.purge(tx)
            try EventTable.leave(tx, plugin: "two")
        }
        #expect(try await told(house, "one").isEmpty)
        #expect(try await house.store.read { sql throws(Failure) in try EventTable.waiting(sql, plugin: "two", limit: 1) }?.count == nil)
    }

    @Test(arguments: Engine.allCases) func withoutListenersNothingIsWritten(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        var mail = house.mail(1)
        mail.isNews = true
        _ = try await house.add(house.inbox, mail)
        #expect(try await house.store.read { sql throws(Failure) in try sql.query("SELECT 1 FROM plugin_events", []) { $0.int(0) } } == [])
    }
}
