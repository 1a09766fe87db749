import Foundation

/// A running `mailflow serve` on a folder.
final class ServerProcess: @unchecked Sendable {
    private let process = Process()
    private let lock = NSLock()
    private var lines: [String] = []
    private var rest = Data()
    private let ready = DispatchSemaphore(value: 0)

    /// Starts it with nothing of this environment but what a program needs.
    init(_ program: String, _ folder: URL, port: Int, verbose: Bool) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["serve"]
        process.currentDirectoryURL = folder
        let kept = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "TZ"].contains($0.key) }
        process.environment = kept.merging([
            "PORT": "\(port)", "BIND": "127.0.0.1", "DATA_DIR": folder.path, "LOG_LEVEL": verbose ? "debug" : "info",
        ]) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil } else { self?.hear(data, verbose) }
        }
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    /// The last lines it said.
    var said: String { lock.withLock { lines.suffix(12).joined(separator: "\n") } }

    /// Waits until it answers, half a minute at most.
    func isReady() async -> Bool {
        for _ in 0..<600 {
            if ready.wait(timeout: .now()) == .success { return true }
            if !isRunning { return false }
            try? await Task.sleep(for: .milliseconds(50))
        }
        return false
    }

    /// Ends it and waits for that, by force after ten seconds.
    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        for _ in 0..<200 where process.isRunning { usleep(50_000) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    private func hear(_ data: Data, _ verbose: Bool) {
        lock.withLock {
            rest += data
            while let end = rest.firstIndex(of: 10) {
                let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
                rest = Data(rest[(end + 1)...])
                lines.append(line)
                if lines.count > 400 { lines.removeFirst(200) }
                if line.hasPrefix("MailFlow is ready") { ready.signal() }
                // What plugins say is what an author came for.
                if verbose || line.contains("plugin=") { say(line) }
            }
        }
    }
}
