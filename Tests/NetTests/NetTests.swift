import Core
import Foundation
import Testing

@testable import Net

/// The port of the real HTTP server, of this process alone.
private let httpPort = 18100 + Int(getpid() % 700)

let open = ConnectionPolicy(allowPrivateHosts: true)

func failure<Value>(_ body: () async throws(Failure) -> Value) async -> Failure? {
    do throws(Failure) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}

func resolving(_ addresses: String...) -> NameResolver {
    let list = addresses.compactMap { IPAddress($0) }
    return NameResolver { _ throws(Failure) in list }
}

@Suite struct HostGuardTests {
    @Test(arguments: [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "100.127.1.1", "192.0.0.8",
        "192.0.2.1", "198.18.0.1", "198.19.255.1", "198.51.100.7", "203.0.113.7", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "192.88.99.1", "::", "::1", "[::1]",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:7f00:1", "::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1",
        "2001::1", "2001:db8::1", "2002:7f00:1::",
        "2002:a00:1::", "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1", "100::1", "3fff::1", "5f00::1", "2130706433", "0x7f000001",
        "0x7f.1", "017700000001", "127.1", "0177.0.0.1",
        "localhost", "LOCALHOST.", "a.localhost", "printer.local", "db.internal", "router.lan", "nas.home.arpa",
    ])
    func attack49RefusesWhatIsNotTheInternet(_ host: String) async {
        let found = await failure { () async throws(Failure) in
            try await HostGuard.resolve(host, 993, policy: .init(), resolver: resolving("93.184.216.34"))
        }
        #expect(found?.kind == .denied, "\(host): \(String(describing: found))")
    }

    @Test(arguments: [
        "", "a b", "a/b", "user@host", "host:25", "a..b", "-", "exa\u{0}mple.org", "http://x", "ex\r\nample.org", "[::1", "fe80::1%eth0",
        String(repeating: "a", count: 300),
    ])
    func refusesWhatIsNoHost(_ host: String) async {
        let found = await failure { () async throws(Failure) in
            try await HostGuard.resolve(host, 993, policy: .init(), resolver: resolving("127.0.0.1"))
        }
        #expect(found?.kind == .invalid || found?.kind == .denied)
    }

    @Test(arguments: ["127.0.0.1", "10.1.2.3", "::ffff:192.168.0.1", "fe80::1", "100.64.0.9"])
    func attack49NamesThatLeadInside(_ address: String) async throws {
        // nip.io and its like: a public name with a private address, alone or beside a public one.
        for resolver in [resolving(address), resolving("93.184.216.34", address)] {
            let found = await failure { () async throws(Failure) in
                try await HostGuard.resolve("name.example.org", 993, policy: .init(), resolver: resolver)
            }
            #expect(found?.kind == .denied)
        }
        let allowed = try await HostGuard.resolve("name.example.org", 993, policy: open, resolver: resolving(address))
        #expect(allowed.map(\.ip) == [IPAddress(address)!])
    }

    @Test func globalAddressesPass() async throws {
        let found = try await HostGuard.resolve(
            "MAIL.example.org.", 993, policy: .init(), resolver: resolving("93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"))
        #expect(found.map(\.ip.description) == ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
        #expect(found.allSatisfy { $0.host == "mail.example.org" && $0.port == 993 })
        let never = await failure { () async throws(Failure) in
            try await HostGuard.resolve("x.example.org", 1, policy: open, resolver: resolving("224.0.0.1"))
        }
        #expect(never?.kind == .denied)
    }

    @Test(arguments: [
        (143, HostGuard.Purpose.imap, true), (993, .imap, true), (25, .smtp, false), (465, .smtp, true), (587, .smtp, true),
        (22, .imap, false), (8080, .http, true), (0, .http, false), (70_000, .imap, false),
    ])
    func ports(_ port: Int, _ purpose: HostGuard.Purpose, _ allowed: Bool) {
        #expect(((try? HostGuard.checkPort(port, for: purpose, policy: .init())) != nil) == allowed)
        if (1...65535).contains(port) {
            #expect((try? HostGuard.checkPort(port, for: purpose, policy: .init(allowNonstandardPorts: true))) != nil)
        }
    }

    @Test func aSlowNameServerTimesOut() async {
        let found = await failure { () async throws(Failure) in
            try await WaitingThreads.net.run(within: 0.05, "test") { Thread.sleep(forTimeInterval: 0.5) }
        }
        #expect(found?.kind == .timeout)
    }
}

@Suite(.serialized) struct GuardedHTTPTests {
    static let peer = HTTPPeer(port: httpPort)

    @Test func fetchesWithLimits() async throws {
        try Self.peer.start()
        let base = "http://127.0.0.1:\(httpPort)"
        let answer = try await GuardedHTTP.fetch(
            HTTPFetch(
                "\(base)/echo?x=1", method: "POST", headers: [("X-Test", "yes")], body: Array("List-Unsubscribe=One-Click".utf8),
                policy: open))
        #expect(answer.status == 200)
        #expect(answer["content-type"] == "text/plain")
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(
            text.contains("POST /echo?x=1") && text.lowercased().contains("x-test: yes") && text.hasSuffix("List-Unsubscribe=One-Click"))

        let large = await failure { () async throws(Failure) in
            try await GuardedHTTP.fetch(HTTPFetch("\(base)/endless", maxBytes: 100_000, policy: open))
        }
        #expect(large?.kind == .tooLarge)
        let bomb = await failure { () async throws(Failure) in
            try await GuardedHTTP.fetch(HTTPFetch("\(base)/bomb", maxBytes: 100_000, policy: open))
        }
        #expect(bomb?.kind == .tooLarge)
        let slow = await failure { () async throws(Failure) in
            try await GuardedHTTP.fetch(HTTPFetch("\(base)/slow", timeout: 0.4, policy: open))
        }
        #expect(slow?.kind == .timeout)
        #expect(try await GuardedHTTP.fetch(HTTPFetch("\(base)/missing", policy: open)).status == 404)
    }

    @Test func attack49Redirects() async throws {
        try Self.peer.start()
        let base = "http://127.0.0.1:\(httpPort)"
        let followed = try await GuardedHTTP.fetch(HTTPFetch("\(base)/to?/echo", headers: [("Authorization", "secret")], policy: open))
        #expect(followed.url == "\(base)/echo")
        let endless = await failure { () async throws(Failure) in try await GuardedHTTP.fetch(HTTPFetch("\(base)/to?/loop", policy: open)) }
        #expect(endless?.kind == .unavailable)
        for place in [
            "file:///etc/passwd", "gopher://127.0.0.1/", "http://user:pw@127.0.0.1/", "http://224.0.0.1/",
            "http://0x7f000001:\(httpPort)/never",
            "ftp://127.0.0.1/",
        ] {
            let found = await failure { () async throws(Failure) in
                try await GuardedHTTP.fetch(
                    HTTPFetch("\(base)/to?\(place)", allowedHosts: ["127.0.0.1"], policy: ConnectionPolicy(allowPrivateHosts: true)))
            }
            if place.contains("0x7f") { continue }  // libcurl reads it as 127.0.0.1, which this policy allows.
            #expect(found?.kind == .invalid || found?.kind == .denied, "\(place): \(String(describing: found))")
        }
        let other = await failure { () async throws(Failure) in
            try await GuardedHTTP.fetch(HTTPFetch("\(base)/to?http://127.0.0.2:\(httpPort)/", allowedHosts: ["127.0.0.1"], policy: open))
        }
        #expect(other?.kind == .denied)
        // Another host gets no secrets.
        let moved = try await GuardedHTTP(resolver: resolving("127.0.0.1")).fetch(
            HTTPFetch("\(base)/to?http://other.example.org:\(httpPort)/echo", headers: [("Authorization", "secret")], policy: open))
        #expect(!String(decoding: moved.body, as: UTF8.self).contains("secret"))
    }

    @Test(arguments: [
        "http://127.0.0.1:\(httpPort)/", "http://2130706433:\(httpPort)/", "http://0x7f.1:\(httpPort)/",
        "http://[::ffff:127.0.0.1]:\(httpPort)/",
        "http://localhost:\(httpPort)/", "http://0177.1/",
    ])
    func attack49Strict(_ url: String) async throws {
        let found = await failure { () async throws(Failure) in try await GuardedHTTP.fetch(HTTPFetch(url)) }
        #expect(found?.kind == .denied, "\(url): \(String(describing: found))")
    }

    @Test(arguments: [
        "", "ftp://a.example/", "http://", "http://u:p@a.example/", "http://a.example/\r\nX: y", "file:///etc/passwd",
        "javascript:alert(1)", "http://a b/", "/x",
    ])
    func noURL(_ url: String) async {
        let found = await failure { () async throws(Failure) in
            try await GuardedHTTP(resolver: resolving("93.184.216.34")).fetch(HTTPFetch(url))
        }
        #expect(found?.kind == .invalid, "\(url): \(String(describing: found))")
    }

    /// The name says something public when it is checked and something private afterwards: the checked address is the one connected to.
    @Test func attack49Rebinding() async throws {
        try Self.peer.start()
        let calls = Locked(0)
        let resolver = NameResolver { _ throws(Failure) in
            let call = calls.with { count in
                count += 1
                return count
            }
            return [IPAddress(call == 1 ? "127.0.0.1" : "127.0.0.2")!]
        }
        let answer = try await GuardedHTTP(resolver: resolver).fetch(HTTPFetch("http://rebind.example.org:\(httpPort)/peer", policy: open))
        #expect(String(decoding: answer.body, as: UTF8.self) == "127.0.0.1")
        #expect(calls.with { $0 } == 1)
    }

    @Test func headersCannotBeInjected() async {
        for header in [("X", "a\r\nB: c"), ("X\r\nY", "a"), ("", "a"), ("X Y", "a")] {
            let found = await failure { () async throws(Failure) in
                try await GuardedHTTP.fetch(
                    HTTPFetch("http://127.0.0.1:\(httpPort)/", headers: [(name: header.0, value: header.1)], policy: open))
            }
            #expect(found?.kind == .invalid)
        }
    }

    @Test func streamsAndCancels() async throws {
        try Self.peer.start()
        let got = Locked(0)
        let answer = try await GuardedHTTP().stream(HTTPFetch("http://127.0.0.1:\(httpPort)/echo", policy: open)) { piece in
            got.with { $0 += piece.count }
            return true
        }
        #expect(answer.body.isEmpty)
        #expect(got.with { $0 } > 10)
        let stopped = await failure { () async throws(Failure) in
            try await GuardedHTTP().stream(HTTPFetch("http://127.0.0.1:\(httpPort)/endless", policy: open)) { _ in false }
        }
        #expect(stopped?.kind == .cancelled)
        let task = Task {
            await failure { () async throws(Failure) in
                try await GuardedHTTP.fetch(HTTPFetch("http://127.0.0.1:\(httpPort)/slow", policy: open))
            }
        }
        task.cancel()
        #expect(await task.value?.kind == .cancelled)
    }
}

/// A small real HTTP server for these tests.
final class HTTPPeer: @unchecked Sendable {
    private let port: Int
    private let process = Process()
    private let started = Locked(false)

    init(port: Int) { self.port = port }

    func start() throws {
        guard
            !started.with({ was in
                defer { was = true }; return was
            })
        else { return }
        let script = """
            import sys, time, zlib, os, threading
            from http.server import *
            class H(BaseHTTPRequestHandler):
                protocol_version = 'HTTP/1.1'
                def log_message(self, *a): pass
                def give(self, body, status=200, **headers):
                    self.send_response(status)
                    self.send_header('Content-Type', 'text/plain')
                    self.send_header('Content-Length', str(len(body)))
                    for k, v in headers.items(): self.send_header(k, v)
                    self.end_headers()
                    self.wfile.write(body)
                def do_GET(self):
                    body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
                    path, _, query = self.path.partition('?')
                    try:
                        if path == '/echo': self.give((self.command + ' ' + self.path + chr(10) + str(self.headers)).encode() + body)
                        elif path == '/peer': self.give(self.connection.getsockname()[0].encode())
                        elif path == '/to': self.give(b'', 302, Location=query)
                        elif path == '/loop': self.give(b'', 302, Location='/loop')
                        elif path == '/endless':
                            self.send_response(200); self.end_headers()
                            for _ in range(100000): self.wfile.write(b'x' * 65536)
                        elif path == '/bomb':
                            c = zlib.compressobj(9, zlib.DEFLATED, 31)
                            self.give(c.compress(bytes(50_000_000)) + c.flush(), **{'Content-Encoding': 'gzip'})
                        elif path == '/slow': time.sleep(3); self.give(b'late')
                        else: self.give(b'', 404)
                    except (BrokenPipeError, ConnectionResetError): pass
                do_POST = do_GET
            s = ThreadingHTTPServer(('0.0.0.0', int(sys.argv[1])), H)
            s.daemon_threads = True
            parent = os.getppid()
            def watch():
                while os.getppid() == parent: time.sleep(0.5)
                os._exit(0)
            threading.Thread(target=watch, daemon=True).start()
            print('ready', flush=True)
            s.serve_forever()
            """
        let out = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script, "\(port)"]
        process.standardOutput = out
        try process.run()
        #expect(String(decoding: out.fileHandleForReading.availableData, as: UTF8.self).contains("ready"))
    }
}

@Suite struct DiscoveryTests {
    static func seams(services: [String: [ServiceRecord]] = [:], files: [String: String] = [:], answers: Set<String> = [])
        -> Discovery.Seams
    {
        Discovery.Seams(
            services: { services[$0] ?? [] }, fetch: { files[$0].map { Array($0.utf8) } },
            answers: { answers.contains("\($0.host):\($0.port)") })
    }

    @Test(arguments: [
        ("a@gmail.com", "imap.gmail.com", "Gmail"), ("a@GoogleMail.com", "imap.gmail.com", "Gmail"),
        ("a@hotmail.de", "outlook.office365.com", "Outlook"), ("a@me.com", "imap.mail.me.com", "iCloud"),
        ("a@firm.onmicrosoft.com", "outlook.office365.com", "Microsoft 365"), ("a@proton.me", "127.0.0.1", "Proton Mail"),
        ("a@163.com", "imap.163.com", "163"),
    ])
    func table(_ email: String, _ host: String, _ provider: String) async {
        let found = await Discovery.find(email, seams: Self.seams())
        #expect(found?.found == .table)
        #expect(found?.imap.host == host)
        #expect(found?.provider == provider)
    }

    @Test func serviceRecords() async {
        let found = await Discovery.find(
            "ann@firm.example",
            seams: Self.seams(services: [
                "_imaps._tcp.firm.example": [.init(priority: 0, weight: 1, port: 993, target: "Imap.Fastmail.com.")],
                "_imap._tcp.firm.example": [.init(priority: 0, weight: 0, port: 0, target: ".")],
                "_submission._tcp.firm.example": [.init(priority: 0, weight: 1, port: 587, target: "smtp.firm.example")],
            ]))
        #expect(found?.found == .srv)
        #expect(found?.imap == ServerAddress(host: "imap.fastmail.com", port: 993, tls: .implicit))
        #expect(found?.smtp == ServerAddress(host: "smtp.firm.example", port: 587, tls: .starttls))
        #expect(found?.provider == "Fastmail")
    }

    static let file = """
        <?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="firm.example"><displayName>Firm</displayName>
        <incomingServer type="pop3"><hostname>pop.firm.example</hostname><port>995</port><socketType>SSL</socketType></incomingServer>
        <incomingServer type="imap"><hostname>imap.firm.example</hostname><port>143</port><socketType>STARTTLS</socketType><username>%EMAILLOCALPART%</username></incomingServer>
        <incomingServer type="imap"><hostname>imap.firm.example</hostname><port>993</port><socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>
        <outgoingServer type="smtp"><hostname> smtp.firm.example </hostname><port>587</port><socketType>STARTTLS</socketType></outgoingServer></emailProvider></clientConfig>
        """

    @Test func autoconfig() async {
        let found = await Discovery.find(
            "a+b@firm.example",
            seams: Self.seams(files: ["https://autoconfig.firm.example/mail/config-v1.1.xml?emailaddress=a%2Bb%40firm.example": Self.file]))
        #expect(found?.found == .autoconfig)
        #expect(found?.imap == ServerAddress(host: "imap.firm.example", port: 993, tls: .implicit))
        #expect(found?.smtp?.host == "smtp.firm.example")
        #expect(found?.username(for: "a+b@firm.example") == "a+b")
        #expect(found?.provider == "Firm")
    }

    @Test(arguments: [
        "", "<", "<html/>", "<clientConfig/>",
        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>"
            + file.replacing("<?xml version=\"1.0\"?>", with: "").replacing("Firm<", with: "&a;<"),
        file.replacing("imap.firm.example", with: "bad host"), file.replacing("993", with: "99999").replacing("143", with: "x"),
        file.replacing("SSL", with: "plain").replacing("STARTTLS", with: "plain"),
        "<!DOCTYPE b [<!ENTITY a \"" + String(repeating: "x", count: 1000) + "\"><!ENTITY b \"" + String(repeating: "&a;", count: 1000)
            + "\">]><clientConfig>&b;</clientConfig>",
    ])
    func brokenAutoconfig(_ file: String) { #expect(Autoconfig.read(Array(file.utf8)) == nil) }

    @Test func guesses() async {
        let found = await Discovery.find(
            "a@small.example", seams: Self.seams(answers: ["mail.small.example:993", "mail.small.example:587", "small.example:993"]))
        #expect(found?.found == .guess)
        #expect(found?.imap == ServerAddress(host: "mail.small.example", port: 993, tls: .implicit))
        #expect(found?.smtp == ServerAddress(host: "mail.small.example", port: 587, tls: .starttls))
        #expect(await Discovery.find("a@small.example", seams: Self.seams()) == nil)
    }

    @Test(arguments: ["", "a", "@", "a@", "a@b", "a@127.0.0.1", "a@[::1]", "a@ex ample.org", "a@example.org\r\n"]) func noAddress(
        _ email: String
    ) async {
        #expect(await Discovery.find(email, seams: Self.seams(answers: ["b:993"])) == nil)
    }
}
