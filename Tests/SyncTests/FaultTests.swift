import Core
import Foundation
import Store
import Testing

@testable import Sync

/// Lines that break in the middle of anything: in the end everything is here, once.
@Suite(.serialized) struct FaultTests {
    @Test(arguments: [("cut", 4_000), ("cut", 30_000), ("bye", 12_000)]) func aFirstSyncSurvives(_ kind: String, _ bytes: Int) async throws
    {
        let person = try Dovecot.Flavour.full.server.person()
        for (folder, numbers) in [("INBOX", 1...100), ("Archive", 101...150)] {
            try await person.receive(numbers.map { Message(id: "\($0)@example.org", subject: "Subject \($0)") }, in: folder)
        }
        let line = try Line(person, kind: kind, bytes: bytes, count: 6, port: person.dovecot.port + 2000)
        let rig = try await Rig()
        let account = try await rig.add(person, port: line.port)
        // A person who waits presses "try again"; the back-off is tested by itself.
        let again = Task { while !Task.isCancelled { try await Task.sleep(for: .milliseconds(300)); rig.accounts.nudge(account) } }
        #expect(try await rig.until(.seconds(40)) { try await rig.emails(account, "INBOX").count == 100 } != nil)
        #expect(try await rig.until(.seconds(20)) { try await rig.emails(account, "Archive").count == 50 } != nil)
        #expect(try await rig.until(.seconds(20)) { try await rig.emails(account, "INBOX").allSatisfy(\.indexed) } != nil)
        again.cancel()
        await rig.stop()
        withExtendedLifetime(line) {}
    }

    @Test func anAppendOverABadLineHappensOnce() async throws {
        let person = try Dovecot.Flavour.full.server.person()
        let rig = try await Rig()
        let account = try await rig.add(person)
        try #require(try await rig.until { try await rig.status(account)["state"]?.string == "ok" } != nil)
        let drafts = try #require(try await rig.mailbox(account, "Drafts")).id
        await rig.accounts.stop()
        // The server hears everything, we do not hear its answer.
        for (number, bytes) in [900, 1_000, 1_100, 1_200].enumerated() {
            let line = try Line(person, kind: "cut", bytes: bytes, count: 5, port: person.dovecot.port + 2100 + number)
            try await rig.store.write { [user = rig.user, port = line.port] tx throws(Failure) in
                _ = try OutboxTests.draft(tx, user, account, drafts, Message(id: "bad\(number)@example.test", subject: "Draft").text)
                guard var row = try AccountTable.get(tx.sql, account) else { return }
                row.imap.port = port
                try AccountTable.update(tx, row)
            }
            let accounts = Accounts(context: rig.context)
            try await accounts.start()
            let again = Task { while !Task.isCancelled { try await Task.sleep(for: .milliseconds(300)); accounts.nudge(account) } }
            #expect(try await rig.until(.seconds(60)) { try await rig.work(account).isEmpty } != nil)
            again.cancel()
            await accounts.stop()
            withExtendedLifetime(line) {}
        }
        #expect(try await person.sees("Drafts").map(\.messageID).sorted() == (0..<4).map { "bad\($0)@example.test" })
        await rig.stop()
    }
}
