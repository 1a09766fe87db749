import Core
import Foundation
import Store
import Testing

@testable import Sync

@Suite struct FirstSyncTests {
    @Test(arguments: Dovecot.Flavour.allCases) func allMailIsSoonThereAndSearchable(_ flavour: Dovecot.Flavour) async throws {
        let person = try flavour.server.person()
        for (folder, numbers) in [("INBOX", 1...90), ("Archive", 91...120)] {
            try await person.receive(numbers.map { Message(id: "first\($0)@example.org", subject: "Ferry \($0)") }, in: folder)
        }
        let rig = try await Rig()
        let account = try await rig.add(person)
        #expect(try await rig.until { try await rig.emails(account, "INBOX").count >= 50 } != nil)
        #expect(try await rig.until { try await rig.emails(account, "INBOX").count == 90 } != nil)
        #expect(try await rig.until { try await rig.emails(account, "Archive").count == 30 } != nil)
        #expect(
            try await rig.until { try await rig.emails(account, "INBOX").allSatisfy { $0.indexed && $0.preview.contains("harbour") } }
                != nil)
        let hits = try await rig.store.read { sql throws(Failure) in
            try SearchIndex.keys(sql, [SearchTerm(terms: ["harbour"])], accounts: [account], limit: 500)
        }
        #expect(try await rig.until { try await rig.status(account)["state"]?.string == "ok" } != nil)
        #expect(hits.count >= 90)
        #expect(try await rig.mailbox(account, "INBOX")?.unread == 90)
        #expect(try await rig.mailbox(account, "Sent")?.role == .sent)
        await rig.stop()
    }
}
