import Core
import Foundation
import Glibc

/// A bad line for as long as the test runs.
final class Line: Sendable {
    private let pid: pid_t
    let port: Int

    init(_ person: Person, kind: String, bytes: Int, count: Int, port: Int) throws {
        self.port = port
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("faults.py").path
        pid = try Shell.start("/usr/bin/python3", [script, "\(port)", "\(person.dovecot.port)", kind, "\(bytes)", "\(count)"])
    }

    /// Returns when it takes connections.
    func listens() async throws {
        let end = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < end {
            if takes() { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Failure(.timeout, "the line on port \(port) does not listen")
    }

    /// Whether somebody listens there: asked of the kernel, so that no connection is used up.
    private func takes() -> Bool {
        let wanted = "0100007F:" + String(format: "%04X", port)
        let table = (try? String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)) ?? ""
        return table.split(separator: "\n").contains { $0.contains(wanted + " 00000000:0000 0A") }
    }

    deinit { Shell.stop(pid) }
}
