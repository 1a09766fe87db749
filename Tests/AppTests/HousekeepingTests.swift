import Core
import HostCrypto
import Logging
import Store
import Testing

@testable import mailflow

@Suite struct HousekeepingTests {
    @Test func anUploadThatNoMessageTookGoesAfterADay() async throws {
        let start = Timestamp(milliseconds: 1_790_000_000_000)
        let place = "/tmp/mailflow-housekeeping-\(SecureRandom.token()).db"
        let secrets = try SecretBox(keys: [[UInt8](repeating: 7, count: 32)])
        let store = try await Store.open(place, secrets: secrets, clock: WallClock { start })
        let (old, kept) = try await store.write { tx throws(Failure) in
            let user = try UserTable.add(tx, username: "nora", passwordHash: "x", isAdmin: true)
            let old = try BlobTable.add(tx, user: user, account: nil, type: "text/plain", [1])
            let kept = try BlobTable.add(tx, user: user, account: nil, type: "text/plain", [2])
            try BlobTable.keep(tx, kept, account: AccountID(1))
            return (old, kept)
        }
        let remains: @Sendable (Double) async throws -> [BlobID] = { seconds in
            let later = try await Store.open(place, secrets: secrets, clock: WallClock { start.adding(seconds: seconds) })
            await Housekeeping(store: later, log: Logger(label: "test")).tidy()
            let found = try await later.read { sql throws(Failure) in
                var found: [BlobID] = []
                for id in [old, kept] where try BlobTable.size(sql, id) != nil { found.append(id) }
                return found
            }
            await later.close()
            return found
        }
        #expect(try await remains(86_000) == [old, kept])
        #expect(try await remains(87_000) == [kept])
        await store.close()
    }
}
