import Core
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Web

@Suite struct AssetTests {
    private func folder() throws -> String {
        let path = NSTemporaryDirectory() + "mailflow-assets-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path + "/assets", withIntermediateDirectories: true)
        for (name, text) in [
            ("index.html", "<!DOCTYPE html><title>MailFlow</title>"), ("assets/app-3FA9C2D1.js", "script"),
            ("assets/app-3FA9C2D1.js.br", "BR"),
            ("assets/app-3FA9C2D1.js.gz", "GZ"), ("favicon.svg", "<svg/>"), (".secret", "no"),
        ] { try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8) }
        try "outside".write(toFile: path + "-outside.txt", atomically: true, encoding: .utf8)
        return path
    }

    @Test func filesPagesAndMisses() async throws {
        let path = try folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await MemoryHouse().web { $0.assets = path }.quiet.test(.live) { client in
            let browser = Browser(client)
            let page = try await browser.ask(.get, "/")
            #expect(page.status == 200 && page.text.contains("MailFlow") && page.headers[.cacheControl] == "no-cache")
            #expect(page.headers[.contentSecurityPolicy] == SecurityHeaders.appPolicy)
            for address in [
                "/a1/m3/e42", "/sign-in", "/setup", "/register", "/contacts", "/message/e42", "/settings/plugins/todoist", "/admin/plugins",
            ] {
                #expect(try await browser.ask(.get, address).text.contains("MailFlow"), "\(address) is an address of the app")
            }
            let tag = try #require(page.headers[.eTag])
            #expect(try await browser.ask(.get, "/", headers: [.ifNoneMatch: tag]).status == 304)
            let script = try await browser.ask(.get, "/assets/app-3FA9C2D1.js", headers: [.acceptEncoding: "gzip, br"])
            #expect(script.text == "BR" && script.headers[.contentEncoding] == "br" && script.headers[.vary] == "Accept-Encoding")
            #expect(script.headers[.cacheControl]?.contains("immutable") == true)
            #expect(try await browser.ask(.get, "/assets/app-3FA9C2D1.js", headers: [.acceptEncoding: "gzip, br;q=0"]).text == "GZ")
            #expect(try await browser.ask(.get, "/assets/app-3FA9C2D1.js").text == "script")
            let head = try await browser.ask(.head, "/assets/app-3FA9C2D1.js")
            #expect(head.status == 200 && head.body.isEmpty && head.headers[.contentLength] == "6")
            for miss in [
                "/assets/none.js", "/.secret", "/assets/../../x.txt", "/%2e%2e%2f\(path.split(separator: "/").last!)-outside.txt",
                "/api/none", "/jmap/none", "//etc/passwd.txt",
            ] {
                #expect(try await browser.ask(.get, miss).status == 404, "\(miss)")
            }
        }
    }

    @Test(arguments: [
        ("app-3FA9C2D1.js", true), ("app.3fa9c2d1e.css", true), ("index.html", false), ("manifest.webmanifest", false),
        ("app-components.js", false), ("sw.js", false),
    ])
    func hashedNames(_ name: String, _ hashed: Bool) {
        #expect(AssetFolder.holdsHash(name) == hashed)
    }
}
