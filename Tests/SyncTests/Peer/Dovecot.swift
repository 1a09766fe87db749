import Core
import Foundation
import Glibc
import Synchronization

/// A real Dovecot on loopback, started once for the run; every test has a person of its own there.
struct Dovecot: Sendable {
    let base: String
    let port: Int

    /// What the server offers.
    enum Flavour: String, CaseIterable, Sendable {
        /// Everything: QRESYNC, NOTIFY, MOVE, UIDPLUS, LIST-STATUS.
        case full
        /// CONDSTORE and UIDPLUS, but neither QRESYNC nor NOTIFY nor MOVE.
        case middling
        /// IDLE and nothing else.
        case plain

        var capability: String? {
            switch self {
            case .full: nil
            case .middling:
                "imap_capability = IMAP4rev1 LITERAL+ IDLE ENABLE CONDSTORE UIDPLUS LIST-EXTENDED LIST-STATUS SPECIAL-USE ESEARCH"
            case .plain: "imap_capability = IMAP4rev1 IDLE"
            }
        }

        /// The server with this flavour, started when first asked for.
        var server: Dovecot { get throws { try Dovecot.servers[self]!.get() } }
    }

    private static let servers: [Flavour: Lazily] = Dictionary(
        uniqueKeysWithValues: Flavour.allCases.enumerated().map { number, flavour in
            (
                flavour,
                Lazily {
                    let base = "\(scratch)/\(flavour.rawValue)"
                    let port = 10000 + Int(getpid() % 60) * 16 + number * 5
                    try Shell.wait(
                        "/bin/bash", [peer("dovecot.sh"), "start", base, "\(port)", "200"],
                        environment: ["DOVECOT_EXTRA": flavour.capability ?? ""])
                    return Dovecot(base: base, port: port)
                }
            )
        })

    /// A server that starts once.
    final class Lazily: Sendable {
        private let value = Mutex<Result<Dovecot, any Error>?>(nil)
        private let start: @Sendable () throws -> Dovecot

        init(start: @escaping @Sendable () throws -> Dovecot) {
            self.start = start
            Dovecot.endAtExit
        }

        func get() throws -> Dovecot {
            try value.withLock { value in
                let result = value ?? Result { try start() }
                value = result
                return try result.get()
            }
        }
    }

    private static let endAtExit: Void = {
        atexit {
            for flavour in Flavour.allCases {
                _ = try? Shell.wait("/bin/bash", [Dovecot.peer("dovecot.sh"), "stop", "\(Dovecot.scratch)/\(flavour.rawValue)"])
            }
            try? FileManager.default.removeItem(atPath: Dovecot.scratch)
        }
    }()

    static let scratch =
        FileManager.default.fileExists(atPath: "/dev/shm")
        ? "/dev/shm/mailflow-sync-tests-\(getpid())" : NSTemporaryDirectory() + "mailflow-sync-\(getpid())"

    static func peer(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Peers/\(name)").path
    }

    private static let taken = Mutex(0)

    /// A person nobody else uses.
    func person() -> Person {
        let number = Dovecot.taken.withLock { count in
            count += 1
            return count
        }
        return Person(name: "user\(number)@example.test", password: "pw\(number)", dovecot: self)
    }
}

/// A mailbox owner on the test server, and the other mail client that they use.
struct Person: Sendable {
    let name: String
    let password: String
    let dovecot: Dovecot

    /// Another client does something; its words come back.
    @discardableResult
    func other(_ arguments: String..., input: String = "") async throws -> String {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("other.py").path
        return try await Shell.run("/usr/bin/python3", [script, "127.0.0.1", "\(dovecot.port)", name, password] + arguments, input: input)
    }

    /// A message arrives from outside.
    func receive(_ message: Message) async throws { try await other("deliver", "sender@example.org", input: message.text) }

    /// A message appears in a folder.
    func receive(_ message: Message, in folder: String) async throws {
        try await other("deliver", "sender@example.org", folder, input: message.text)
    }

    /// Many messages appear in a folder.
    func receive(_ messages: [Message], in folder: String) async throws {
        try await other("deliver", "sender@example.org", folder, input: messages.map(\.text).joined(separator: "\0"))
    }

    /// What another client sees in a folder.
    func sees(_ folder: String) async throws -> [Seen] {
        try await other("list", folder).split(separator: "\n").map { line in
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return Seen(uid: parts[0], flags: parts[1], messageID: parts.count > 2 ? parts[2] : "")
        }
    }

    struct Seen: Equatable { let uid, flags, messageID: String }

    /// Runs Dovecot's own administration for this person.
    func doveadm(_ arguments: String...) async throws {
        let words = arguments[0].split(separator: " ").map(String.init) + ["-u", name] + arguments.dropFirst()
        try await Shell.run("/usr/bin/doveadm", ["-c", "\(dovecot.base)/dovecot.conf"] + words)
    }
}

/// A message of a test.
struct Message: Sendable {
    var id: String
    var subject: String
    var body = "Hello from the harbour."
    var extra = ""

    var text: String {
        """
        From: Ada North <ada@example.org>\r
        To: Reader <reader@example.test>\r
        Subject: \(subject)\r
        Date: Sun, 22 Nov 2026 09:00:00 +0000\r
        Message-ID: <\(id)>\r
        \(extra)MIME-Version: 1.0\r
        Content-Type: text/plain; charset=utf-8\r
        \r
        \(body)\r

        """
    }
}

/// Runs programs and waits for them.
enum Shell {
    /// Runs a program on a thread of its own; returns what it said.
    @discardableResult
    static func run(_ program: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]) async throws
        -> String
    {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                continuation.resume(with: Result { try wait(program, arguments, input: input, environment: environment) })
            }
            thread.start()
        }
    }

    /// Runs a program and blocks. Files, not pipes: a pipe would be inherited by whatever is started meanwhile and never end.
    @discardableResult
    static func wait(_ program: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ name: String, _ text: String = "") throws -> String {
            let url = folder.appendingPathComponent(name)
            try Data(text.utf8).write(to: url)
            return url.path
        }
        let files = (try file("in", input), try file("out"), try file("err"))
        let pid = try spawn(program, arguments, environment, files)
        let status = end(pid)
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: files.1)), as: UTF8.self)
        guard status == 0 else {
            let complaint = String(decoding: try Data(contentsOf: URL(fileURLWithPath: files.2)), as: UTF8.self)
            throw Failure(.failed, "\(program) \(arguments): \(complaint) \(text)")
        }
        return text
    }

    /// Starts a program that runs until `stop`.
    static func start(_ program: String, _ arguments: [String]) throws -> pid_t {
        try spawn(program, arguments, [:], ("/dev/null", "/dev/null", "/dev/null"))
    }

    /// Ends a program that `start` started.
    static func stop(_ pid: pid_t) {
        kill(pid, SIGKILL)
        _ = end(pid)
    }

    private static func end(_ pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        return status
    }

    /// posix_spawn, not Foundation's Process: that one only ends when every daemon that the program started has ended too, and hands
    /// down the signals that threads of ours have blocked.
    private static func spawn(_ program: String, _ arguments: [String], _ environment: [String: String], _ files: (String, String, String))
        throws -> pid_t
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, files.0, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, files.1, O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, files.2, O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        let settings = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + settings).forEach { free($0) } }
        var pid: pid_t = 0
        guard posix_spawn(&pid, program, &actions, &attributes, words, settings) == 0 else {
            throw Failure(.failed, "\(program) cannot be started")
        }
        return pid
    }
}
