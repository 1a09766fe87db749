import Core
import Foundation

/// A real Postfix beside the full Dovecot, started when first asked for.
struct Postfix: Sendable {
    /// Submission that asks for no TLS.
    let server: ServerAddress

    static let shared: Result<Postfix, any Error> = Result {
        let dovecot = try Dovecot.Flavour.full.server
        // Postfix makes sockets below its folder: the path must be short.
        let port = dovecot.port + 4000
        try Shell.wait("/bin/bash", [Dovecot.peer("postfix.sh"), "start", base, "\(port)", dovecot.base, "\(dovecot.port)"])
        atexit {
            _ = try? Shell.wait("/bin/bash", [Dovecot.peer("postfix.sh"), "stop", Postfix.base])
            try? FileManager.default.removeItem(atPath: Postfix.base)
        }
        return Postfix(server: ServerAddress(host: "127.0.0.1", port: port + 3, tls: .none))
    }

    static let base = "\(FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : "/tmp")/sync-pf-\(getpid())"
}
