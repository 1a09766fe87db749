import Core
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@testable import Web

@Suite struct PluginTests {
    @Test(arguments: ["/a", "/a/b%20c/", "/%C3%A4/x.vcf", "/a/...", "/a/.hidden"]) func plainPathsPass(_ path: String) throws {
        try PlainPath.check(path)
    }

    @Test(arguments: [
        "", "a", "/../api", "/a/..", "/a/./b", "/a/%2e%2e/b", "/a/%2E/b", "/a/.%2e/b", "/a//b", "//a", "/a%2fb", "/a%5Cb", "/a\\b",
        "/a%00b", "/a%0d",
        "/a%", "/a%4", "/a%zz",
    ]) func otherPathsDoNot(_ path: String) {
        #expect(throws: Problem.self) { try PlainPath.check(path) }
    }

    /// A client that waits gets all that comes late, also when what it sent was read long ago.
    @Test(arguments: ["REPORT", "GET"]) func aSlowAnswerComesWhole(_ method: String) async throws {
        try await MemoryHouse().web().quiet.test(.live) { client in
            let answer = try await client.execute(
                uri: "/dav/slow", method: try #require(HTTPRequest.Method(method)), body: .init(string: method == "GET" ? "" : "asked"))
            #expect(answer.status == .ok && String(buffer: answer.body) == "123")
        }
    }

    @Test func aMountTakesAnyMethodAndNoSession() async throws {
        let house = MemoryHouse()
        try await house.web().application(logger: .init(label: "test")).test(.router) { client in
            for method in ["PROPFIND", "REPORT", "MKCOL", "PUT", "DELETE", "MOVE", "OPTIONS", "GET"] {
                let answer = try await client.execute(
                    uri: "/dav/books/x?q=1", method: HTTPRequest.Method(method)!,
                    headers: [
                        .authorization: "Basic eDp5", .cookie: "mailflow=x", .init("Depth")!: "1", .init("X-Forwarded-For")!: "6.6.6.6",
                    ],
                    body: .init(string: method == "GET" ? "" : "body"))
                #expect(answer.status.code == (method == "PROPFIND" ? 207 : 200))
                let said = try JSON(parsing: Array(answer.body.readableBytesView))
                #expect(said["method"]?.string == method && said["path"] == "/books/x" && said["mount"] == "/dav" && said["user"] == .null)
                let names = (said["headers"]?.array ?? []).compactMap(\.string)
                #expect(names.contains("authorization") && names.contains("depth"))
                #expect(!names.contains("cookie") && !names.contains("x-forwarded-for"))
                #expect(answer.headers[.setCookie] == nil && answer.headers[.contentSecurityPolicy]?.contains("sandbox") == true)
            }
            for path in ["/dav/../api/session", "/dav/%2e%2e/api/session", "/dav//x", "/dav/a%00"] {
                #expect(try await client.execute(uri: path, method: .get).status == .badRequest)
            }
            let down = try await client.execute(uri: "/gone/x", method: HTTPRequest.Method("PROPFIND")!)
            #expect(down.status == .serviceUnavailable && down.headers[.retryAfter] == "5")
            #expect(try await client.execute(uri: "/.well-known/carddav", method: HTTPRequest.Method("PROPFIND")!).status.code == 207)
        }
    }

    private func small(_ configuration: inout WebConfiguration) {
        configuration.limits.pluginWhole = 1000
        configuration.limits.pluginUpload = 100_000
        configuration.limits.pluginPause = 0.5
    }

    @Test func largeBodiesComeWhileTheyAreRead() async throws {
        try await MemoryHouse().web(small).quiet.test(.live) { client in
            for (size, streamed) in [(0, false), (1000, false), (1001, true), (99_999, true)] {
                let answer = try await client.execute(
                    uri: "/reader/x", method: .put, body: ByteBuffer(repeating: 120, count: size))
                let said = try JSON(parsing: Array(answer.body.readableBytesView))
                #expect(answer.status == .ok && said["bytes"]?.int == Int64(size) && said["streamed"]?.bool == streamed)
                if streamed { #expect(said["size"]?.int == Int64(size)) }
            }
            let early = try await client.execute(uri: "/reader/early", method: .put, body: ByteBuffer(repeating: 120, count: 50_000))
            #expect(early.status == .ok && String(buffer: early.body).contains("\"bytes\":0"))
            #expect(
                try await client.execute(uri: "/reader/x", method: .put, body: ByteBuffer(repeating: 1, count: 100_001)).status.code == 413)
            // Nobody else's body is read that way.
            let whole = try await client.execute(uri: "/dav/x", method: .put, body: ByteBuffer(repeating: 120, count: 5000))
            #expect(whole.status == .ok)
        }
    }

    /// What a client sends by hand, and what it is told.
    @Test(arguments: [
        // Of unknown length, in two pieces, and the connection goes on.
        (["Transfer-Encoding: chunked\n\n5\nhello\n", "6\n world\n0\n\n"], 200, #""bytes":11"#),
        // Past the limit though nobody said so.
        (["Transfer-Encoding: chunked\n\n186A0\n" + String(repeating: "x", count: 100_000) + "\n", "1\nx\n"], 413, "too large"),
        // Nothing more for too long.
        (["Content-Length: 2000\n\nhello"], 408, "too long"),
        (["Transfer-Encoding: chunked\n\n5\nhello\n"], 408, "too long"),
        (["Content-Length: 2000\nContent-Encoding: gzip\n\n"], 415, "Compressed"),
    ])
    func aBodyByHand(_ parts: [String], _ status: Int, _ words: String) async throws {
        try await MemoryHouse().web(small).quiet.test(.live) { client in
            try await RawSocket.with(port: try #require(client.port)) { talk in
                try await talk.say("PUT /reader/x HTTP/1.1\nHost: localhost\n")
                for part in parts {
                    try await talk.say(part)
                    try await Task.sleep(for: .milliseconds(50))
                }
                while !String(buffer: talk.buffer).contains(words) { try await talk.more() }
                #expect(String(buffer: talk.buffer).hasPrefix("HTTP/1.1 \(status) "))
                guard status == 200 else { return }
                talk.buffer.clear()
                try await talk.say("GET /reader/x HTTP/1.1\nHost: localhost\n\n")
                while !String(buffer: talk.buffer).contains(#""bytes":0"#) { try await talk.more() }
            }
        }
    }

    @Test func filesOfAPluginHaveAPolicyOfTheirOwn() async throws {
        let house = MemoryHouse()
        try await house.web().application(logger: .init(label: "test")).test(.router) { client in
            let page = try await client.execute(uri: "/plugins/unsubscribe/web/page.html", method: .get)
            #expect(page.status == .ok && String(buffer: page.body) == "<p>page</p>")
            let policy = page.headers[.contentSecurityPolicy] ?? ""
            #expect(policy.contains("sandbox allow-scripts allow-forms allow-popups") && policy.contains("default-src 'none'"))
            #expect(
                policy.contains("/plugins/unsubscribe/web/") && policy.contains("connect-src 'none'")
                    && policy.contains("frame-ancestors 'self'"))
            #expect(page.headers[.accessControlAllowOrigin] == "*" && page.headers[.frameOptions] == nil)
            #expect(page.headers[HTTPField.Name("Cross-Origin-Resource-Policy")!] == "cross-origin")
            let again = try await client.execute(
                uri: "/plugins/unsubscribe/web/page.html", method: .get, headers: [.ifNoneMatch: page.headers[.eTag] ?? ""])
            #expect(again.status == .notModified)
            #expect(try await client.execute(uri: "/plugins/unsubscribe/web/none.html", method: .get).status == .notFound)
            #expect(try await client.execute(uri: "/plugins/unsubscribe/web/../plugin.json", method: .get).status == .badRequest)
        }
    }
}
