public import Core
import Dispatch
public import Foundation

/// Where large things are put down while they are worked on. What is found there at the start belongs to nobody.
public struct ScratchFolder: Sendable {
    private let url: URL

    /// A folder that is made, for its owner only, when it is needed.
    public init(_ url: URL) { self.url = url }

    /// A folder of this process among the system's temporary files.
    public static let temporary = ScratchFolder(
        FileManager.default.temporaryDirectory.appendingPathComponent("mailflow-\(ProcessInfo.processInfo.processIdentifier)"))

    /// A new, empty file that goes with the last reference to it. Fails with `unavailable` when the disk is full or not writable.
    public func file() throws(Failure) -> ScratchFile {
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw ScratchFile.failure("\(url.lastPathComponent): \(error)") }
        return try ScratchFile(url.appendingPathComponent(UUID().uuidString))
    }

    /// Removes what an earlier process left behind.
    public func clear() { try? FileManager.default.removeItem(at: url) }
}

/// A file that lives as long as somebody holds it. Its work is done on threads of its own, never on the cooperative pool.
public final class ScratchFile: Sendable {
    /// Where it is.
    public let url: URL
    private static let queue = DispatchQueue(label: "scratch", attributes: .concurrent)

    /// Makes an empty file, readable by its owner only.
    init(_ url: URL) throws(Failure) {
        let descriptor = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ScratchFile.failure(String(cString: strerror(errno))) }
        close(descriptor)
        self.url = url
    }

    deinit { unlink(url.path) }

    /// Adds bytes at the end.
    public func append(_ bytes: [UInt8]) async throws(Failure) {
        let error = await work { [url] () -> Int32 in
            let descriptor = open(url.path, O_WRONLY | O_APPEND | O_CLOEXEC)
            guard descriptor >= 0 else { return errno }
            defer { close(descriptor) }
            var at = 0
            while at < bytes.count {
                let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress! + at, bytes.count - at) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return errno }
                at += count
            }
            return 0
        }
        guard error == 0 else { throw ScratchFile.failure(String(cString: strerror(error))) }
    }

    /// The bytes, mapped and not read: they cost address space, not memory. They stay readable when the file goes.
    public func data() async throws(Failure) -> Data {
        guard let data = await work({ [url] in try? Data(contentsOf: url, options: .alwaysMapped) }) else {
            throw ScratchFile.failure("cannot be read back")
        }
        return data
    }

    /// Becomes a copy of another file; false when that cannot be read or copied. Blocks.
    public func take(contentsOf other: URL) -> Bool {
        unlink(url.path)
        return (try? FileManager.default.copyItem(at: other, to: url)) != nil
    }

    /// How many bytes it has.
    public var size: Int64 {
        var facts = stat()
        return stat(url.path, &facts) == 0 ? Int64(facts.st_size) : 0
    }

    /// At most `count` bytes from a place; empty at the end.
    public func bytes(at offset: Int64, _ count: Int) async throws(Failure) -> [UInt8] {
        let read = await work { [url] () -> [UInt8]? in
            let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            defer { close(descriptor) }
            return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                filled = max(0, pread(descriptor, buffer.baseAddress!, count, off_t(offset)))
            }
        }
        guard let read else { throw ScratchFile.failure("cannot be read back") }
        return read
    }

    /// Runs work that reads or writes the file where waiting hurts nobody.
    public func work<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
        await withCheckedContinuation { continuation in ScratchFile.queue.async { continuation.resume(returning: body()) } }
    }

    static func failure(_ detail: String) -> Failure {
        Failure(.unavailable, "scratch file: \(detail)", message: "The server has no room to work on this file. Try again later.")
    }
}
