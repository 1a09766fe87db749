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
