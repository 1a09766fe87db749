import Core
import Foundation
import Store
import Testing

@testable import Sync

/// The cache of raw messages: bounded for each account, and what was not used for longest goes first.
@Suite struct RawCacheTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("raw-\(UUID().uuidString)")
    private let mine = AccountID(1)
    private let other = AccountID(2)

    private func message(_ size: Int) -> [UInt8] { [UInt8](repeating: 120, count: size) }

    private func here(_ cache: RawCache, _ account: AccountID, _ ids: ClosedRange<Int64>) async -> [Int64] {
        var all: [Int64] = []
        for id in ids where await cache.get(account, EmailID(id)) != nil { all.append(id) }
        return all
    }

    @Test func theBoundHoldsAndTheLeastUsedGoesFirst() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let cache = RawCache(folder: folder, bytesPerAccount: 1_000)
        for id in 1...10 as ClosedRange<Int64> { await cache.put(mine, [(EmailID(id), message(100))]) }
        #expect(await here(cache, mine, 1...10).count == 10)
        // The first is asked for again, so the second and the third were not used for longest.
        _ = await cache.get(mine, EmailID(1))
        await cache.put(mine, [(EmailID(11), message(100))])
        #expect(await here(cache, mine, 1...11) == [1, 4, 5, 6, 7, 8, 9, 10, 11], "a tenth is cleared at once")
        #expect(try size() <= 1_000)
        // Another account has a bound of its own, and one message is never a quarter of it.
        await cache.put(other, [(EmailID(12), message(250)), (EmailID(13), message(251))])
        #expect(await here(cache, other, 12...13) == [12])
        #expect(await here(cache, mine, 12...12).isEmpty, "nobody reads another account's")
        await cache.remove(mine)
        #expect(await here(cache, mine, 1...11).isEmpty)
        #expect(await here(cache, other, 12...12) == [12])
    }

    @Test func itIsKnownAgainAfterARestartAndMayBeDeleted() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        await RawCache(folder: folder, bytesPerAccount: 1_000).put(mine, [(EmailID(1), message(100)), (EmailID(2), message(100))])
        let again = RawCache(folder: folder, bytesPerAccount: 1_000)
        #expect(await here(again, mine, 1...2) == [1, 2])
        try FileManager.default.removeItem(at: folder)
        #expect(await here(again, mine, 1...2).isEmpty)
        await again.put(mine, [(EmailID(3), message(100))])
        #expect(await here(again, mine, 1...3) == [3])
    }

    private func size() throws -> Int {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.fileSizeKey])
        var total = 0
        while let url = files?.nextObject() as? URL {
            if url.pathExtension == "eml" { total += try url.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0 }
        }
        return total
    }
}
