import Core
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOConcurrencyHelpers
import Testing

@testable import Web

@Suite struct BodyTests {
    private let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

    @Test func bodyIsItsOwnDocument() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            let browser = Browser(client)
            try await browser.setUp()
            let answer = try await browser.ask(.get, "/mail/e1/body")
            let policy = answer.headers[.contentSecurityPolicy] ?? ""
            #expect(answer.status == 200 && answer.headers[.contentType] == "text/html; charset=utf-8")
            #expect(
                policy.contains("default-src 'none'") && policy.contains("sandbox") && !policy.contains("script")
                    && policy.contains("frame-ancestors 'self'"))
            #expect(answer.headers[.init("X-Frame-Options")!] == nil)
            #expect(answer.text.contains("<p>Hello</p>") && answer.text.contains("src=\"blocked\""))
            #expect(try await browser.ask(.get, "/mail/e1/body?images=1&theme=dark").text.contains("/mail/image?u="))
            let gone = try await browser.ask(.get, "/mail/e2/body?theme=dark")
            #expect(
                gone.status == 404 && gone.json["detail"]?.string == "This message is <gone>."
                    && gone.headers[.contentType] == "application/problem+json")
            #expect(gone.headers[.contentSecurityPolicy] == policy, "the app can read the frame to see that it failed")
            #expect(try await Browser(client).ask(.get, "/mail/e1/body").status == 401)
        }
    }

    @Test func picturesNeedASignatureAndMustBePictures() async throws {
        let house = MemoryHouse()
        let png = png
        house.state.withLockedValue {
            $0.pictures["https://pictures.example.org/a.png"] = png
            $0.uploads["e1-2"] = .init(bytes: Array("<svg onload=alert(1)>".utf8), type: "image/png")
        }
        try await house.web().quiet.test(.router) { client in
            let browser = Browser(client)
            try await browser.setUp()
            let page = try await browser.ask(.get, "/mail/e1/body?images=1").text
            let links = page.matches(of: /src="([^"]+)"/).map { String($0.1) }
            let part = try #require(links.first { $0.hasPrefix("/mail/part") })
            let image = try #require(links.first { $0.hasPrefix("/mail/image") })
            let stranger = Browser(client)
            let good = try await stranger.ask(.get, image)
            #expect(good.status == 200 && good.body == png && good.headers[.contentType] == "image/png")
            #expect(good.headers[.init("Cross-Origin-Resource-Policy")!] == "cross-origin")
            #expect(good.headers[.cacheControl]?.hasPrefix("private") == true)
            #expect(try await stranger.ask(.get, part).status == 415, "SVG is no raster picture, whatever it says it is")
            let other = Base64Text.bytes("x") == nil ? "aHR0cDovLzEyNy4wLjAuMS8" : "aHR0cDovLzEyNy4wLjAuMS8"
            let bad = [
                image.replacing(/u=[^&]+/, with: "u=\(other)"), image.replacing(/s=.+/, with: "s=AAAA"),
                image.replacing(/k=u1/, with: "k=u2"),
                image.replacing("/mail/image", with: "/mail/part"), "/mail/image", "/mail/image?u=&k=&s=",
                image.replacing(/k=u1/, with: "k=u99999999999999999999"),
            ]
            for link in bad { #expect(try await stranger.ask(.get, link).status == 403, "\(link)") }
            house.advance(2 * 86400)
            #expect(try await stranger.ask(.get, image).status == 403, "links wear out")
        }
    }

    @Test(
        arguments: [
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"), ([0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg"),
            (Array("GIF89a".utf8), "image/gif"),
            (Array("RIFF1234WEBP".utf8), "image/webp"), (Array("<svg".utf8), nil), (Array("<html".utf8), nil), ([], nil), ([0x89], nil),
            (Array("%PDF-".utf8), nil),
            (Array("GIF88a".utf8), nil),
        ] as [([UInt8], String?)])
    func magicBytes(_ bytes: [UInt8], _ type: String?) {
        #expect(MediaTypes.raster(bytes) == type)
    }
}
