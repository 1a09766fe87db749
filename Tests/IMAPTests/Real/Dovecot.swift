import Core
import Foundation
import IMAP
import Synchronization

/// A real Dovecot on loopback, started once for the tests that want it and stopped when they are over.
final class Dovecot: Sendable {
    let base: String
    let port: Int
    let certificate: String

    /// Everything Dovecot can do, and COMPRESS.
    static let full = Result { try Dovecot(name: "full", port: 0, extra: "protocol imap {\n mail_plugins = $mail_plugins imap_zlib\n}") }
    /// A server that offers nothing but IMAP4rev1.
    static let bare = Result { try Dovecot(name: "bare", port: 10, extra: "imap_capability = IMAP4rev1") }

    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().path
    private static let started = Mutex<[Dovecot]>([])
    private static let people = Atomic(0)

    private init(name: String, port: Int, extra: String) throws {
        base = "/dev/shm/imap-data/\(ProcessInfo.processInfo.processIdentifier)-\(name)"
        // Two runs at once take different ports.
        self.port = 31000 + Int(ProcessInfo.processInfo.processIdentifier % 40) * 20 + port
        try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
        let users = (1...200).map { "user\($0)@example.test:{PLAIN}pw\($0)::::::" }.joined(separator: "\n") + "\n"
        try users.write(toFile: "\(base)/users", atomically: true, encoding: .utf8)
        try Dovecot.script(["start", base, String(self.port)], extra: extra)
        certificate = try String(contentsOfFile: "\(base)/tls/cert.pem", encoding: .utf8)
        let isFirst = Dovecot.started.withLock {
            $0.append(self)
            return $0.count == 1
        }
        if isFirst { atexit { Dovecot.stopAll() } }
    }

    private static func stopAll() {
        for server in started.withLock({ $0 }) {
            try? script(["stop", server.base], extra: "")
            try? FileManager.default.removeItem(atPath: server.base)
        }
    }

    private static func script(_ arguments: [String], extra: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        // A daemon keeps what it inherits: descriptors, until whose end Process waits, and blocked signals, so that nothing would stop it.
        let letGo =
            "for fd in /proc/self/fd/*; do n=${fd##*/}; if [ $n -gt 2 ]; then eval \"exec $n>&-\"; fi; done; exec /usr/bin/python3 -c 'import os,signal,sys; signal.pthread_sigmask(signal.SIG_SETMASK, []); [signal.signal(s, signal.SIG_DFL) for s in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)]; os.execv(sys.argv[1], sys.argv[1:])' /bin/bash \"$@\" </dev/null >/dev/null 2>&1"
        process.arguments = ["-c", letGo, "-", "\(repository)/Tests/Peers/dovecot.sh"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["DOVECOT_EXTRA": extra]) { $1 }
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(.failed, "dovecot.sh \(arguments) said \(process.terminationStatus)") }
    }

    /// A person with an empty account.
    func person() -> Credential {
        let number = Dovecot.people.add(1, ordering: .relaxed).newValue
        return .password(username: "user\(number)@example.test", password: "pw\(number)")
    }

    /// A signed-in connection, over TLS unless told otherwise.
    func connect(
        _ credential: Credential, tls: ServerAddress.TLS = .implicit, _ change: (inout ConnectionOptions) -> Void = { _ in }
    ) async throws(Failure) -> IMAPConnection {
        var options = ConnectionOptions()
        options.extraTrustRoots = [certificate]
        options.idleDelay = .milliseconds(1)
        change(&options)
        return try await IMAPConnection.open(address(tls), credential, policy: .lenient, options: options)
    }

    func address(_ tls: ServerAddress.TLS) -> ServerAddress {
        ServerAddress(host: "localhost", port: tls == .implicit ? port + 1 : port, tls: tls)
    }
}

extension ConnectionPolicy {
    static let lenient = ConnectionPolicy(allowPrivateHosts: true, allowInsecureTLS: true, allowNonstandardPorts: true)
}
