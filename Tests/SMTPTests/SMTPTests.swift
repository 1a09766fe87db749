import Core
import Foundation
import Mail
import Net
import Testing

@testable import SMTP

let lenient = ConnectionPolicy(allowPrivateHosts: true, allowInsecureTLS: true, allowNonstandardPorts: true)

/// A real Dovecot and Postfix for these tests.
final class Peers: @unchecked Sendable {
    // Of this process alone: a run that was ended may have left its servers behind.
    static let base = "/tmp/mailflow-smtp-\(getpid())"
    static let imapPort = 12000 + Int(getpid() % 300) * 20
    static let port = imapPort + 10
    static let shared = Peers()

    let isRunning: Bool

    private init() {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Peers")
            .path
        let dovecot = Self.run("\(root)/dovecot.sh", "start", "\(Self.base)/dc", "\(Self.imapPort)")
        let postfix =
            dovecot && Self.run("\(root)/postfix.sh", "start", "\(Self.base)/pf", "\(Self.port)", "\(Self.base)/dc", "\(Self.imapPort)")
        isRunning = postfix
        atexit {
            let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
                "Peers"
            ).path
            _ = Peers.run("\(root)/postfix.sh", "stop", "\(Peers.base)/pf")
            _ = Peers.run("\(root)/dovecot.sh", "stop", "\(Peers.base)/dc")
        }
    }

    static func run(_ command: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    var sender: SMTPSender { SMTPSender(caFile: "\(Self.base)/dc/tls/cert.pem", timeout: 20) }
    let me = Credential.password(username: "user1@example.test", password: "pw1")

    func server(_ tls: ServerAddress.TLS) -> ServerAddress {
        ServerAddress(host: "localhost", port: Self.port + (tls == .implicit ? 1 : tls == .none ? 3 : 0), tls: tls)
    }

    /// The bytes of the only message with this text in a mailbox, when it has come; waits up to ten seconds.
    func delivered(_ user: String, containing text: String) async throws -> [UInt8]? {
        let folder = URL(fileURLWithPath: "\(Self.base)/dc/mail/\(user)@example.test/Maildir/new")
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            for file in (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? [] {
                if let data = try? Data(contentsOf: file), String(decoding: data, as: UTF8.self).contains(text) { return [UInt8](data) }
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }
}

func message(_ marker: String, to: [String]) throws -> (raw: [UInt8], envelope: SMTPEnvelope) {
    var out = OutgoingMessage(
        from: [Address(email: "user1@example.test")], date: SentDate(time: Timestamp(milliseconds: 1_772_526_030_000)),
        messageId: "\(marker)@example.test")
    out.to = to.map { Address(email: $0) }
    out.bcc = [Address(email: "user3@example.test")]
    out.subject = marker
    out.html = "<p>Grüße \(marker)</p>"
    out.text = ".\n..\nline \(marker)\n.\nend"
    return (try MessageBuilder.build(out), SMTPEnvelope(from: "user1@example.test", recipients: try out.recipients()))
}

@Suite(.serialized) struct SubmissionTests {
    let peers = Peers.shared

    init() throws { try #require(peers.isRunning, "Dovecot or Postfix does not start; see \(Peers.base)") }

    @Test(arguments: ServerAddress.TLS.allCases) func delivers(_ tls: ServerAddress.TLS) async throws {
        let marker = "m\(UInt32.random(in: 0...UInt32.max))"
        let (raw, envelope) = try message(marker, to: ["user2@example.test"])
        let asked = Asked()
        let outcome = await peers.sender.send(
            raw, envelope, to: peers.server(tls), peers.me, policy: lenient, progress: { asked.progress($0, $1) },
            pointOfNoReturn: { asked.ask() })
        guard case .delivered(let words) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(words.contains("queued"))
        #expect(asked.count == 1)
        #expect(asked.last == raw.count)
        let got = try #require(try await peers.delivered("user2", containing: marker))
        let parsed = MessageParser.parse(got)
        #expect(parsed.header.subject == marker)
        #expect(!String(decoding: got, as: UTF8.self).contains("user3"))
        let text = try #require(MessageParser.part(got, parsed.bodies.text[0].partId!))
        #expect(String(decoding: text.bytes, as: UTF8.self).replacing("\r\n", with: "\n").hasPrefix(".\n..\nline \(marker)\n.\nend"))
        #expect(try await peers.delivered("user3", containing: marker) != nil)
    }

    @Test func refusals() async throws {
        let (raw, _) = try message("r", to: ["user2@example.test"])
        let permanent = await peers.sender.send(
            raw, SMTPEnvelope(from: "user1@example.test", recipients: ["user2@example.test", "refused@example.test"]),
            to: peers.server(.starttls), peers.me, policy: lenient)
        guard case .refused(let refusal) = permanent else {
            Issue.record("\(permanent)")
            return
        }
        #expect(refusal.code == 550)
        #expect(refusal.recipients.keys.sorted() == ["refused@example.test"])
        #expect(refusal.server.contains("No such person here"))
        let temporary = await peers.sender.send(
            raw, SMTPEnvelope(from: "user1@example.test", recipients: ["later@example.test"]), to: peers.server(.starttls), peers.me,
            policy: lenient)
        guard case .deferred(let later) = temporary else {
            Issue.record("\(temporary)")
            return
        }
        #expect(later.code == 450)
        #expect(temporary.mayRetry)
    }

    @Test func tooLarge() async throws {
        let raw = Array("Subject: x\r\n\r\n".utf8) + [UInt8](repeating: 120, count: 53_000_000)
        let outcome = await peers.sender.send(
            raw, SMTPEnvelope(from: "user1@example.test", recipients: ["user2@example.test"]), to: peers.server(.starttls), peers.me,
            policy: lenient)
        guard case .refused(let refusal) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(refusal.code == 552)
    }

    @Test func aLargeMessageGoesFromItsFile() async throws {
        let (raw, envelope) = try message("from-a-file", to: ["user1@example.test"])
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).eml")
        defer { try? FileManager.default.removeItem(at: file) }
        let filler = String(repeating: String(repeating: "z", count: 76) + "\r\n", count: 50_000)
        try (Data(raw) + Data(filler.utf8)).write(to: file)
        let outcome = await peers.sender.send(file: file, envelope, to: peers.server(.starttls), peers.me, policy: lenient)
        guard case .delivered = outcome else { return #expect(Bool(false), "\(outcome)") }
        let delivered = try #require(try await peers.delivered("user1", containing: "from-a-file"))
        #expect(delivered.count > raw.count + 50_000 * 76)
    }

    @Test(arguments: ["a\nb\r\n", "a\rb\r\n", "no end", "\r\n.\r\n\r", ""]) func aFileWithBrokenLinesIsNotSent(_ text: String) async throws
    {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).eml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        let (_, envelope) = try message("broken", to: ["user1@example.test"])
        let outcome = await peers.sender.send(file: file, envelope, to: peers.server(.starttls), peers.me, policy: lenient)
        guard case .notSent = outcome else { return #expect(Bool(false), "\(outcome)") }
    }

    @Test func thePointOfNoReturnStops() async throws {
        let marker = "n\(UInt32.random(in: 0...UInt32.max))"
        let (raw, envelope) = try message(marker, to: ["user4@example.test"])
        let outcome = await peers.sender.send(
            raw, envelope, to: peers.server(.starttls), peers.me, policy: lenient, pointOfNoReturn: { false })
        #expect(outcome == .abandoned)
        #expect(!outcome.mayRetry)
    }

    @Test func checks() async {
        let ok = await peers.sender.test(peers.server(.starttls), peers.me, policy: lenient)
        #expect(ok.code == .ok, "\(ok)")
        let implicit = await peers.sender.test(peers.server(.implicit), peers.me, policy: lenient)
        #expect(implicit.code == .ok, "\(implicit)")
        let wrong = await peers.sender.test(
            peers.server(.starttls), .password(username: "user1@example.test", password: "no"), policy: lenient)
        #expect(wrong.code == .wrongPassword, "\(wrong)")
        #expect(wrong.server.hasPrefix("535"))
        let untrusted = await SMTPSender().test(peers.server(.starttls), peers.me, policy: lenient)
        #expect(untrusted.code == .certificate, "\(untrusted)")
        let skipped = await SMTPSender().test(
            ServerAddress(host: "localhost", port: Peers.port, tls: .starttls, skipVerify: true), peers.me, policy: lenient)
        #expect(skipped.code == .ok, "\(skipped)")
        let noTLS = await peers.sender.test(
            ServerAddress(host: "localhost", port: Peers.port + 3, tls: .starttls), peers.me, policy: lenient)
        #expect(noTLS.code == .tlsNotOffered, "\(noTLS)")
        let wrongMode = await peers.sender.test(
            ServerAddress(host: "localhost", port: Peers.port, tls: .implicit), peers.me, policy: lenient)
        #expect(wrongMode.code == .notThisProtocol, "\(wrongMode)")
        let noSignIn = await peers.sender.test(
            ServerAddress(host: "localhost", port: Peers.port + 2, tls: .starttls), peers.me, policy: lenient)
        #expect(noSignIn.code == .failed, "\(noSignIn)")
        let imap = await peers.sender.test(ServerAddress(host: "localhost", port: Peers.imapPort, tls: .none), peers.me, policy: lenient)
        #expect(imap.code == .notThisProtocol, "\(imap)")
    }
}

final class Asked: @unchecked Sendable {
    private let lock = NSLock()
    private(set) var count = 0
    private(set) var last = 0
    func ask() -> Bool {
        lock.withLock { count += 1 }
        return true
    }
    func progress(_ sent: Int, _ total: Int) { lock.withLock { last = sent } }
}

@Suite struct PolicyTests {
    let envelope = SMTPEnvelope(from: "a@example.test", recipients: ["b@example.test"])
    let credential = Credential.password(username: "a", password: "b")

    @Test(arguments: [
        (ServerAddress(host: "127.0.0.1", port: 587, tls: .starttls), ConnectionCheck.Code.policy),
        (ServerAddress(host: "smtp.example.test", port: 25, tls: .starttls), .policy),
        (ServerAddress(host: "smtp.example.test", port: 587, tls: .none), .policy),
        (ServerAddress(host: "smtp.example.test", port: 587, tls: .starttls, skipVerify: true), .policy),
        (ServerAddress(host: "bad host", port: 587, tls: .starttls), .nameNotFound),
    ])
    func strict(_ server: ServerAddress, _ code: ConnectionCheck.Code) async {
        let resolver = NameResolver { _ throws(Failure) in [IPAddress("127.0.0.1")!] }
        #expect(await SMTPSender(resolver: resolver).test(server, credential).code == code)
    }

    @Test func closedPort() async {
        #expect(
            await SMTPSender().test(ServerAddress(host: "127.0.0.1", port: 31199, tls: .starttls), credential, policy: lenient).code
                == .refused)
    }

    @Test(arguments: [
        SMTPEnvelope(from: "a@x", recipients: []), .init(from: "", recipients: ["a@x"]),
        .init(from: "a@x", recipients: ["b@x>\r\nRCPT TO:<c@x"]), .init(from: "a@x\r\nDATA", recipients: ["a@x"]),
        .init(from: "a@x", recipients: ["a b@x"]), .init(from: "a@x", recipients: ["x"]),
    ])
    func attack39EnvelopeInjection(_ envelope: SMTPEnvelope) async {
        let outcome = await SMTPSender().send(
            [65], envelope, to: ServerAddress(host: "127.0.0.1", port: 31199, tls: .none), nil, policy: lenient)
        guard case .refused = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }
}

/// A server that follows a script: after the greeting it gives the answer whose key begins the client's line.
@Suite(.serialized) struct FaultTests {
    static let script = """
        import sys, socket
        port, spec = int(sys.argv[1]), eval(sys.argv[2])
        s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('127.0.0.1', port)); s.listen(1)
        print('ready', flush=True)
        s.settimeout(20)
        c, _ = s.accept()
        f = c.makefile('rb')
        def say(t):
            if t == 'hang':
                f.read(); sys.exit()
            if t == 'close':
                c.close(); f.close(); sys.exit()
            c.sendall(t.encode())
        say(spec['greeting'])
        data = False; got = b''
        for line in f:
            if data:
                got += line
                if line == b'.\\r\\n':
                    print(repr(got), flush=True)
                    data = False; say(spec['.'])
                continue
            word = line.split()[0].decode().upper() if line.split() else ''
            a = spec.get(word, '250 ok\\r\\n')
            say(a)
            if word == 'DATA' and a.startswith('354'): data = True
        """
    static let base: [String: String] = [
        "greeting": "220 x\r\n", "EHLO": "250-x\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN\r\n", "AUTH": "235 ok\r\n", "DATA": "354 go\r\n",
        ".": "250 2.0.0 taken\r\n", "QUIT": "221 bye\r\n",
    ]

    func run(
        _ changes: [String: String], port: Int, _ credential: Credential? = .password(username: "u", password: "p"),
        _ body: String = "Subject: x\r\n\r\nbody\r\n"
    ) async throws -> (SMTPOutcome, String) {
        let process = Process()
        let out = Pipe()
        let spec = Self.base.merging(changes) { $1 }
        let text = "{" + spec.map { "\($0.key.debugDescription): \($0.value.debugDescription)" }.joined(separator: ", ") + "}"
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.script, "\(port)", text]
        process.standardOutput = out
        try process.run()
        #expect(String(decoding: out.fileHandleForReading.availableData, as: UTF8.self).contains("ready"))
        let outcome = await SMTPSender(timeout: 3).send(
            Array(body.utf8), SMTPEnvelope(from: "a@example.test", recipients: ["b@example.test", "c@example.test"]),
            to: ServerAddress(host: "127.0.0.1", port: port, tls: .none), credential, policy: lenient)
        process.terminate()
        let rest = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (outcome, rest)
    }

    @Test func howItEnds() async throws {
        var port = 31120
        func outcome(_ changes: [String: String]) async throws -> SMTPOutcome {
            port += 1
            return try await run(changes, port: port).0
        }
        #expect(try await outcome([:]) == .delivered(server: "2.0.0 taken"))
        // Lost after the final dot: nobody knows.
        if case .unknown = try await outcome([".": "close"]) {} else { Issue.record("close after the dot") }
        if case .unknown = try await outcome([".": "hang"]) {} else { Issue.record("hang after the dot") }
        // Refused after the final dot: known.
        if case .refused(let refusal) = try await outcome([".": "554 5.7.1 spam\r\n"]) {
            #expect(refusal.server == "554 5.7.1 spam")
        } else {
            Issue.record("554 after the dot")
        }
        if case .deferred = try await outcome([".": "451 4.3.0 later\r\n"]) {} else { Issue.record("451 after the dot") }
        // Lost before: nothing was sent.
        if case .notSent = try await outcome(["RCPT": "close"]) {} else { Issue.record("close at RCPT") }
        if case .notSent(let check) = try await outcome(["DATA": "hang"]) {
            #expect(check.code == .timeout)
        } else {
            Issue.record("hang at DATA")
        }
        if case .refused(let refusal) = try await outcome(["DATA": "554 no\r\n"]) {
            #expect(refusal.code == 554)
        } else {
            Issue.record("554 at DATA")
        }
        if case .refused(let refusal) = try await outcome(["MAIL": "553 5.7.1 not your address\r\n"]) {
            #expect(refusal.server.contains("not your address"))
        } else {
            Issue.record("553 at MAIL")
        }
        if case .notSent(let check) = try await outcome(["AUTH": "534 5.7.9 Application-specific password required\r\n"]) {
            #expect(check.code == .needsAppPassword)
        } else {
            Issue.record("534")
        }
        if case .notSent(let check) = try await outcome(["AUTH": "454 4.7.0 later\r\n"]) {
            #expect(check.code == .failed)
        } else {
            Issue.record("454")
        }
        if case .notSent(let check) = try await outcome(["greeting": "554 go away\r\n"]) {
            #expect(check.code == .failed)
        } else {
            Issue.record("554 greeting")
        }
        if case .notSent(let check) = try await outcome(["greeting": "HTTP/1.1 400 Bad Request\r\n\r\n"]) {
            #expect(check.code == .notThisProtocol)
        } else {
            Issue.record("HTTP")
        }
        if case .notSent(let check) = try await outcome(["greeting": "close"]) {
            #expect(check.code == .refused)
        } else {
            Issue.record("close at once")
        }
        if case .notSent(let check) = try await outcome(["greeting": "hang"]) {
            #expect(check.code == .timeout)
        } else {
            Issue.record("silence")
        }
    }

    @Test func attack40Smuggling() async throws {
        let (outcome, got) = try await run(
            [:], port: 31160, nil, "Subject: x\r\n\r\na\n.\nb\r.\rc\n.\r\nd\r\n.\n\r\n.\r\nMAIL FROM:<evil@example.test>\r\n")
        #expect(outcome == .delivered(server: "2.0.0 taken"))
        #expect(
            got.contains(
                "a\\r\\n..\\r\\nb\\r\\n..\\r\\nc\\r\\n..\\r\\nd\\r\\n..\\r\\n\\r\\n..\\r\\nMAIL FROM:<evil@example.test>\\r\\n.\\r\\n"),
            "\(got)")
    }
}
