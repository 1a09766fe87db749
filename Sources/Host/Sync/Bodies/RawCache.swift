public import Core
import Dispatch
public import Foundation
public import Store

/// Raw messages kept in the data folder, bounded for each account; what was not used for longest goes first. Losing it loses nothing.
public final class RawCache: @unchecked Sendable {
    private struct Shelf {
        var entries: [Int64: (size: Int64, used: UInt64)] = [:]
        var total: Int64 = 0
    }

    private let folder: URL
    private let limit: Int64
    private let queue = DispatchQueue(label: "raw-cache", qos: .utility)
    private var shelves: [AccountID: Shelf] = [:]
    private var tick: UInt64 = 0

    /// A cache below a folder, made when needed, that holds at most so many bytes of each account.
    public init(folder: URL, bytesPerAccount limit: Int64 = 256 << 20) {
        self.folder = folder
        self.limit = limit
    }

    /// The message, nil when it is not here.
    public func get(_ account: AccountID, _ email: EmailID) async -> [UInt8]? {
        await onQueue { cache in
            guard cache.shelf(account).entries[email.rawValue] != nil else { return nil }
            guard let data = try? Data(contentsOf: cache.file(account, email)) else {
                cache.forget(account, email.rawValue)
                return nil
            }
            cache.tick += 1
            cache.shelves[account]?.entries[email.rawValue]?.used = cache.tick
            return [UInt8](data)
        }
    }

    /// Keeps a message. A disk that is full or unwritable is no failure: it is only a cache.
    public func put(_ account: AccountID, _ messages: [(EmailID, [UInt8])]) async {
        await onQueue { cache in
            for (email, bytes) in messages where Int64(bytes.count) <= cache.limit / 4 { cache.write(account, email, bytes) }
            cache.evict(account)
        }
    }

    /// The message in a file of one's own, nil when it is not here.
    public func spill(_ account: AccountID, _ email: EmailID, in scratch: ScratchFolder) async throws(Failure) -> ScratchFile? {
        let target = try scratch.file()
        let isHere = await onQueue { cache in
            guard cache.shelf(account).entries[email.rawValue] != nil else { return false }
            guard target.take(contentsOf: cache.file(account, email)) else {
                cache.forget(account, email.rawValue)
                return false
            }
            cache.tick += 1
            cache.shelves[account]?.entries[email.rawValue]?.used = cache.tick
            return true
        }
        return isHere ? target : nil
    }

    /// Keeps a message that is in a file.
    public func put(_ account: AccountID, _ email: EmailID, _ file: ScratchFile) async {
        await onQueue { cache in
            guard file.size <= cache.limit / 4 else { return }
            cache.keep(account, email, size: file.size) { try FileManager.default.copyItem(at: file.url, to: $0) }
            cache.evict(account)
        }
    }

    /// Forgets everything of an account.
    public func remove(_ account: AccountID) async {
        await onQueue { cache in
            cache.shelves[account] = nil
            try? FileManager.default.removeItem(at: cache.folder.appendingPathComponent(account.description))
        }
    }

    private func onQueue<T: Sendable>(_ body: @escaping @Sendable (RawCache) -> T) async -> T {
        await withCheckedContinuation { continuation in queue.async { continuation.resume(returning: body(self)) } }
    }

    private func file(_ account: AccountID, _ email: EmailID) -> URL {
        folder.appendingPathComponent(account.description).appendingPathComponent(String(email.rawValue % 256, radix: 16))
            .appendingPathComponent("\(email).eml")
    }

    private func write(_ account: AccountID, _ email: EmailID, _ bytes: [UInt8]) {
        keep(account, email, size: Int64(bytes.count)) { try Data(bytes).write(to: $0) }
    }

    private func keep(_ account: AccountID, _ email: EmailID, size: Int64, _ make: (URL) throws -> Void) {
        let target = file(account, email)
        let new = target.appendingPathExtension("new")
        let folder = target.deletingLastPathComponent()
        _ = shelf(account)
        if !FileManager.default.fileExists(atPath: folder.path) {
            try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        try? FileManager.default.removeItem(at: new)
        guard (try? make(new)) != nil, rename(new.path, target.path) == 0 else {
            try? FileManager.default.removeItem(at: new)
            return
        }
        forget(account, email.rawValue)
        tick += 1
        shelves[account]?.entries[email.rawValue] = (size, tick)
        shelves[account]?.total += size
    }

    private func forget(_ account: AccountID, _ email: Int64) {
        guard let old = shelves[account]?.entries.removeValue(forKey: email) else { return }
        shelves[account]?.total -= old.size
    }

    private func evict(_ account: AccountID) {
        guard let shelf = shelves[account], shelf.total > limit else { return }
        var excess = shelf.total - limit / 10 * 9
        for (email, entry) in shelf.entries.sorted(by: { $0.value.used < $1.value.used }) where excess > 0 {
            try? FileManager.default.removeItem(at: file(account, EmailID(email)))
            forget(account, email)
            excess -= entry.size
        }
    }

    /// The account's shelf, read from the disk the first time; file times give the order of use.
    private func shelf(_ account: AccountID) -> Shelf {
        if let known = shelves[account] { return known }
        var shelf = Shelf()
        let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey]
        let files = FileManager.default.enumerator(
            at: folder.appendingPathComponent(account.description), includingPropertiesForKeys: Array(keys), options: .skipsHiddenFiles)
        var found: [(id: Int64, size: Int64, at: Date)] = []
        while let url = files?.nextObject() as? URL {
            guard url.pathExtension == "eml", let id = EmailID(url.deletingPathExtension().lastPathComponent),
                let values = try? url.resourceValues(forKeys: keys), let size = values.fileSize
            else { continue }
            found.append((id.rawValue, Int64(size), values.contentModificationDate ?? .distantPast))
        }
        for entry in found.sorted(by: { $0.at < $1.at }) {
            tick += 1
            shelf.entries[entry.id] = (entry.size, tick)
            shelf.total += entry.size
        }
        shelves[account] = shelf
        return shelf
    }
}
