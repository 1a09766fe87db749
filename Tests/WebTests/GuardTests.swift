import Core
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing
import Web

@testable import Web

@Suite struct GuardTests {
    @Test func changesNeedTheProofOfOurOwnPage() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            let browser = Browser(client)
            try await browser.setUp()
            let body: JSON = ["name": "phone"]
            let token = HTTPField.Name("X-CSRF-Token")!
            let cases: [(String, HTTPFields, Int)] = [
                ("no proof", [token: ""], 403), ("wrong proof", [token: "AAAA"], 403),
                ("foreign origin", [.origin: "https://evil.example"], 403), ("null origin", [.origin: "null"], 403),
                ("cross-site fetch", [.init("Sec-Fetch-Site")!: "cross-site"], 403),
                ("same-site fetch", [.init("Sec-Fetch-Site")!: "same-site"], 403),
                ("form", [.contentType: "text/plain"], 415), ("urlencoded", [.contentType: "application/x-www-form-urlencoded"], 415),
                ("compressed", [.contentEncoding: "gzip"], 415),
                ("ours", [.origin: "http://localhost", .init("Sec-Fetch-Site")!: "same-origin"], 200),
            ]
            for (name, headers, status) in cases {
                #expect(try await browser.ask(.post, "/api/app-passwords", body, headers: headers).status == status, "\(name)")
            }
            // Log-in CSRF: signing in is guarded, too, and the proof of one browser is worth nothing in another.
            let stranger = Browser(client)
            stranger.csrf = browser.csrf
            #expect(try await stranger.ask(.post, "/api/sign-in", ["username": "ada", "password": "correct horse"]).status == 403)
            try await stranger.ask(.get, "/api/session")
            stranger.csrf = browser.csrf
            #expect(try await stranger.ask(.post, "/api/sign-in", ["username": "ada", "password": "correct horse"]).status == 403)
        }
    }

    /// What no page sends is no page that is out of date.
    @Test(
        arguments: [
            ("PROPFIND", "/", 301, nil), ("REPORT", "/", 405, "GET, HEAD"), ("PROPFIND", "/principals/", 405, "GET, HEAD"),
            ("PROPFIND", "/davx/", 405, "GET, HEAD"), ("MKCOL", "/mail/x", 405, "GET, HEAD"), ("LOCK", "/index.html", 405, "GET, HEAD"),
            ("PROPPATCH", "/jmap/session", 405, "GET, HEAD, POST, PUT, PATCH, DELETE"),
            ("MADEUP", "/api/session", 405, "GET, HEAD, POST, PUT, PATCH, DELETE"),
            ("TRACE", "/", 405, "GET, HEAD"), ("PUT", "/", 403, nil), ("DELETE", "/api/session", 403, nil),
        ] as [(String, String, UInt, String?)])
    func methodsThatNothingKnowsAreToldSo(_ method: String, _ path: String, _ status: UInt, _ allowed: String?) async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            let answer = try await client.execute(uri: path, method: try #require(HTTPRequest.Method(method)))
            #expect(answer.status.code == Int(status))
            #expect(answer.headers[.allow] == allowed)
            #expect(answer.headers[.location] == (status == 301 ? "/.well-known/carddav" : nil))
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            let body = String(buffer: answer.body)
            #expect(body.contains("out of date") == (status == 403))
            if status == 405 { #expect(body.contains(method)) }
        }
    }

    @Test(arguments: [
        ("/api/session", 200), ("/api/nothing", 404), ("/jmap/session", 401), ("/health", 200), ("/mail/image", 403),
        ("/plugins/none/", 404),
        ("/mail/e1/body", 401), ("/%2e%2e/%2e%2e/etc/passwd", 404), ("/..%2f..%2fetc%2fpasswd", 404), ("/api/admin/plugins", 401),
        ("/ws", 401),
    ])
    func everyAnswerCarriesTheHeaders(_ path: String, _ status: Int) async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            let answer = try await Browser(client).ask(.get, path)
            #expect(answer.status == status)
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            #expect(answer.headers[.referrerPolicy] == "no-referrer")
            #expect(answer.headers[.openerPolicy] == "same-origin")
            #expect(answer.headers[.permissionsPolicy]?.contains("camera=()") == true)
            if status >= 400, !path.hasSuffix("body") {
                #expect(answer.headers[.contentType] == "application/problem+json")
                #expect(answer.json["detail"]?.string?.isEmpty == false)
            }
        }
    }

    @Test func behindHTTPS() async throws {
        let house = MemoryHouse()
        try await house.web { $0.appURL = "https://mail.example.org" }.quiet.test(.router) { client in
            let browser = Browser(client)
            let answer = try await browser.ask(.get, "/api/session")
            #expect(answer.headers[.strictTransportSecurity]?.contains("max-age=") == true)
            #expect(answer.headers[.setCookie]?.hasPrefix("__Host-mailflow=") == true)
            #expect(answer.headers[.setCookie]?.hasSuffix("; Secure") == true)
            try await browser.setUp()
            #expect(try await browser.ask(.get, "/jmap/session").json["apiUrl"]?.string == "https://mail.example.org/jmap/api")
        }
    }

    @Test(arguments: [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"), ("10.0.0.1", "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.7, 203.0.113.9, 10.9.9.9", "203.0.113.9"), ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("10.0.0.1", "garbage", "10.0.0.1"), ("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        ("10.0.0.1", "203.0.113.9:80", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
    ])
    func forwardedAddress(_ peer: String, _ header: String, _ expected: String) {
        let configuration = WebConfiguration(secret: [], trustedProxies: [AddressRange("10.0.0.0/8")!])
        let origin = Origin(
            peer: IPAddress(peer), authority: "mail.example.org", headers: [.xForwardedFor: header, .xForwardedProto: "https"],
            configuration: configuration)
        #expect(origin.client?.description == expected)
        #expect(origin.secure == peer.hasPrefix("10."))
    }

    @Test func ranges() {
        let range = AddressRange("10.20.0.0/14")!
        #expect(range.contains(IPAddress("10.23.255.255")!) && !range.contains(IPAddress("10.24.0.0")!))
        #expect(AddressRange("::1")!.contains(IPAddress("::1")!))
        #expect(AddressRange("127.0.0.0/8")!.contains(IPAddress("::ffff:127.0.0.1")!), "an IPv4-mapped address is the IPv4 address")
        #expect(!AddressRange("0.0.0.0/0")!.contains(IPAddress("::2")!))
        for bad in ["", "/", "10.0.0.0/33", "10.0.0/8", "::1/129", "10.0.0.0/-1", "10.0.0.0/8/8", "host"] {
            #expect(AddressRange(bad) == nil, "\(bad)")
        }
    }

    @Test func badBodiesGetProblemsNotCrashes() async throws {
        let house = MemoryHouse()
        try await house.web { $0.limits.json = 2000 }.quiet.test(.router) { client in
            let browser = Browser(client)
            try await browser.setUp()
            let bodies = ["", "null", "[]", "{", "\u{0}", "{\"name\":5}", "{\"name\":null}", "\"x\"", String(repeating: "[", count: 1500)]
            for body in bodies {
                var headers: HTTPFields = [.contentType: "application/json", .init("X-CSRF-Token")!: browser.csrf!]
                headers[.cookie] = browser.cookie
                try await client.execute(uri: "/api/app-passwords", method: .post, headers: headers, body: ByteBuffer(string: body)) {
                    response in
                    #expect(response.status.code == 400, "\(body.prefix(20))")
                }
            }
            let big = try await browser.ask(.post, "/api/app-passwords", ["name": .string(String(repeating: "x", count: 3000))])
            #expect(big.status == 413)
        }
    }

    /// A request of which the rest never comes gets its answer when the server is told to stop, and the server stops.
    @Test(.timeLimit(.minutes(1)), arguments: ["/api/sign-in", "/jmap/upload/a1/", "/jmap/api"])
    func aRequestThatNeverArrivesDoesNotHoldUpTheEnd(_ path: String) async throws {
        let house = MemoryHouse()
        let clock = ContinuousClock()
        let (holding, ended) = try await house.web().quiet.test(.live) { client in
            let browser = Browser(client)
            try await browser.setUp()
            let port = try #require(client.port)
            let head =
                "POST \(path) HTTP/1.1\nHost: localhost:\(port)\nCookie: \(browser.cookie ?? "")\nX-CSRF-Token: \(browser.csrf ?? "")\n"
                + "Content-Type: application/json\nContent-Length: 100\n\n{"
            let holding = Task {
                try await RawSocket.with(port: port) { talk in
                    try await talk.say(head)
                    return try await talk.answer().status
                }
            }
            // It is with the server when something said after it is answered.
            try await Task.sleep(for: .milliseconds(200))
            try await browser.ask(.get, "/health")
            return (holding, clock.now)
        }
        #expect(clock.now - ended < .seconds(10))
        #expect(try await holding.value == 503)
    }

    @Test func pluginsSeeNoSecretsAndSetNoCookies() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            let browser = Browser(client)
            try await browser.setUp()
            let answer = try await browser.ask(
                .get, "/plugins/unsubscribe/hook/x?q=1", headers: [.authorization: "Bearer x", .accept: "text/plain"])
            #expect(answer.status == 200 && answer.json["path"]?.string == "/hook/x")
            let seen = answer.json["headers"]?.array?.compactMap(\.string) ?? []
            #expect(!seen.contains("cookie") && !seen.contains("authorization") && seen.contains("accept"))
            #expect(answer.headers[.setCookie] == nil)
            #expect(answer.headers[.contentSecurityPolicy]?.contains("sandbox") == true)
        }
    }

    @Test func adminSwitchesPlugins() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            let browser = Browser(client)
            try await browser.setUp()
            #expect(try await browser.ask(.put, "/api/admin/plugins/unsubscribe", ["enabled": false]).json["enabled"]?.bool == false)
            #expect(try await browser.ask(.get, "/api/plugins").json["list"]?.array?.isEmpty == true)
            #expect(try await browser.ask(.put, "/api/admin/plugins/unsubscribe", ["enabled": "yes"]).json["field"]?.string == "enabled")
            #expect(try await browser.ask(.put, "/api/admin/plugins/none", ["enabled": true]).status == 404)
            #expect(try await browser.ask(.get, "/health").json["status"]?.string == "ok")
            #expect(
                try await browser.ask(.put, "/api/admin/policy", ["allowPrivateHosts": true, "admin": true]).json["field"]?.string
                    == "admin")
            #expect(try await browser.ask(.put, "/api/admin/policy", ["allowPrivateHosts": true]).json["allowPrivateHosts"]?.bool == true)
            #expect(try await browser.ask(.get, "/api/policy").json["registration"] == nil)
        }
    }

    @Test func logTextIsOneHarmlessLine() {
        #expect(LogText.clean("a\r\nb\u{1B}[31m\u{202E}c") == "a\\u{d}\\u{a}b\\u{1b}[31m\\u{202e}c")
        #expect(LogText.clean(String(repeating: "x", count: 900)).count == 500)
    }
}
