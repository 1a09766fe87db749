import Core
import Foundation

/// The file that says which process uses a data folder. Only one may: SQLite, the cache and the accounts belong to one server.
final class PidFile: Sendable {
    private let path: String
    private let handle: Int32

    init(_ path: String) {
        self.path = path
        handle = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    }

    /// Takes the folder; `conflict` when another process has it. The kernel gives it back however this process ends.
    func take() throws(Failure) {
        guard handle >= 0 else {
            throw Failure(.failed, "\(path): \(String(cString: strerror(errno)))", message: "\(path) cannot be written by this user.")
        }
        guard flock(handle, LOCK_EX | LOCK_NB) == 0 else {
            throw Failure(
                .conflict, path,
                message: "Another MailFlow server uses this data folder already. Stop it first, or choose another with --data.")
        }
        let text = Array("\(getpid())\n".utf8)
        ftruncate(handle, 0)
        _ = pwrite(handle, text, text.count, 0)
    }

    /// The process that has the folder; nil when none has.
    static func holder(_ path: String) -> Int32? {
        let handle = open(path, O_RDWR | O_CLOEXEC)
        guard handle >= 0 else { return nil }
        defer { close(handle) }
        if flock(handle, LOCK_EX | LOCK_NB) == 0 { return nil }
        return (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    /// Gives the folder back.
    func release() {
        ftruncate(handle, 0)
        close(handle)
    }
}
