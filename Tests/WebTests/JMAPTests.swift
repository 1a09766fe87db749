import Core
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOConcurrencyHelpers
import NIOCore
import Testing

@testable import Web

@Suite struct JMAPOverHTTPTests {
    @Test func sessionAndCalls() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.live) { client in
            let browser = Browser(client)
            try await browser.setUp()
            let found = try await browser.ask(.get, "/.well-known/jmap")
            #expect(found.status == 307 && found.headers[.location] == "/jmap/session")
            let session = try await browser.ask(.get, "/jmap/session").json
            #expect(session["apiUrl"]?.string?.hasSuffix("/jmap/api") == true)
            #expect(session["capabilities"]?["urn:ietf:params:jmap:websocket"]?["url"]?.string?.hasPrefix("ws://") == true)
            let answer = try await browser.ask(.post, "/jmap/api", ["using": [], "methodCalls": [["Core/echo", [:], "0"]]])
            #expect(answer.json["methodResponses"]?.array?.count == 1)
            let wrong = try await browser.ask(.post, "/jmap/api", ["nothing": true])
            #expect(wrong.status == 400 && wrong.json["type"]?.string == "urn:ietf:params:jmap:error:notRequest")
            let text = try await browser.ask(.post, "/jmap/api", [:], headers: [.contentType: "text/plain"])
            #expect(text.status == 400 && text.json["type"]?.string == "urn:ietf:params:jmap:error:notJSON")
            let failed = try await browser.ask(.post, "/jmap/api", ["methodCalls": [["Fail/now"]]])
            #expect(failed.status == 500 && !failed.text.contains("secret detail"), "details stay in the log")
        }
    }

    @Test func uploadsAndDownloads() async throws {
        let house = MemoryHouse()
        try await house.web { $0.limits.upload = 100_000 }.quiet.test(.live) { client in
            let browser = Browser(client)
            try await browser.setUp()
            func upload(_ bytes: [UInt8], _ type: String, account: String = "a1") async throws -> Browser.Answer {
                var headers: HTTPFields = [.contentType: type, .init("X-CSRF-Token")!: browser.csrf!]
                headers[.cookie] = browser.cookie
                return try await client.execute(
                    uri: "/jmap/upload/\(account)/", method: .post, headers: headers, body: ByteBuffer(bytes: bytes)
                ) {
                    .init(status: $0.status.code, headers: $0.headers, body: Array($0.body.readableBytesView))
                }
            }
            let made = try await upload(Array("<script>alert(1)</script>".utf8), "text/html; charset=utf-8")
            #expect(made.status == 201 && made.json["size"]?.int == 25 && made.json["type"]?.string == "text/html")
            #expect(try await upload([], "a/b", account: "a2").status == 404)
            #expect(try await upload([1], "not a type").json["type"]?.string == "application/octet-stream")
            let tooLarge = try await upload([UInt8](repeating: 65, count: 100_001), "text/plain")
            #expect(tooLarge.status == 413 && tooLarge.json["limit"]?.string == "maxSizeUpload")

            _ = try await upload(Array("0123456789".utf8), "text/html")
            let whole = try await browser.ask(.get, "/jmap/download/a1/b1/..%2F%22cod%E2%80%AEgpj.exe?type=text/html")
            #expect(whole.status == 200 && whole.text == "0123456789")
            #expect(whole.headers[.contentType] == "application/octet-stream")
            #expect(whole.headers[.contentDisposition]?.hasPrefix("attachment;") == true)
            #expect(whole.headers[.contentDisposition]?.contains("codgpj.exe") == true, "\(whole.headers[.contentDisposition] ?? "")")
            #expect(whole.headers[.contentSecurityPolicy]?.contains("sandbox") == true)
            let part = try await browser.ask(.get, "/jmap/download/a1/b1/x", headers: [.range: "bytes=2-4"])
            #expect(part.status == 206 && part.text == "234" && part.headers[.contentRange] == "bytes 2-4/10")
            #expect(try await browser.ask(.get, "/jmap/download/a1/b1/x", headers: [.range: "bytes=10-"]).status == 416)
            #expect(try await browser.ask(.get, "/jmap/download/a1/b9/x").status == 404)
        }
    }

    @Test(
        arguments: [
            (nil, "whole"), ("bytes=0-", "0..<10"), ("bytes=9-99", "9..<10"), ("bytes=-3", "7..<10"), ("bytes=-0", "impossible"),
            ("bytes=-99", "0..<10"), ("bytes=5-2", "whole"), ("bytes=0-1,3-4", "whole"), ("lines=1-2", "whole"),
            ("bytes=99999999999999999999-", "whole"), ("bytes=--5", "whole"), ("bytes=10-", "impossible"), ("bytes=", "whole"),
            ("bytes=0-9223372036854775807", "0..<10"),
        ] as [(String?, String)])
    func ranges(_ header: String?, _ expected: String) {
        let text =
            switch ByteRange.read(header, size: 10) {
            case .whole: "whole"
            case .impossible: "impossible"
            case .part(let part): "\(part)"
            }
        #expect(text == expected)
    }

    @Test(arguments: [
        ("report.pdf", "attachment; filename=\"report.pdf\""), ("../../etc/passwd", "attachment; filename=\"passwd\""),
        ("a\"b\r\nSet-Cookie: x", "attachment; filename=\"a_bSet-Cookie: x\"; filename*=UTF-8''a%22bSet-Cookie%3A%20x"),
        ("Übersicht.txt", "attachment; filename=\"_bersicht.txt\"; filename*=UTF-8''%C3%9Cbersicht.txt"),
        ("", "attachment; filename=\"download\""),
        ("...", "attachment; filename=\"download\""), ("100%.txt", "attachment; filename=\"100_.txt\"; filename*=UTF-8''100%25.txt"),
        ("cod\u{202E}gpj.exe", "attachment; filename=\"codgpj.exe\""),
    ])
    func dispositions(_ name: String, _ expected: String) {
        #expect(ContentDisposition.attachment(name) == expected)
    }

    @Test(arguments: [
        ("text/html", "application/octet-stream"), ("image/svg+xml", "application/octet-stream"), ("text/xml", "application/octet-stream"),
        ("application/xhtml+xml", "application/octet-stream"), ("application/pdf", "application/octet-stream"), ("image/png", "image/png"),
        ("TEXT/Plain; charset=x", "text/plain; charset=utf-8"), ("text/javascript", "application/octet-stream"),
        ("", "application/octet-stream"),
        ("text/html\r\nX: y", "application/octet-stream"), ("application/vnd.ms-excel", "application/vnd.ms-excel"),
        ("application/vnd.x+xml", "application/octet-stream"), ("message/rfc822", "message/rfc822"), ("a/b/c", "application/octet-stream"),
    ])
    func downloadsAreNeverPages(_ type: String, _ expected: String) {
        #expect(MediaTypes.harmless(type) == expected)
    }

    @Test func eventSourceTellsAndEnds() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.live) { client in
            let browser = Browser(client)
            try await browser.setUp()
            #expect(try await browser.ask(.get, "/jmap/eventsource/?types=*&closeafter=maybe&ping=0").status == 400)
            #expect(try await browser.ask(.get, "/jmap/eventsource/?types=*&closeafter=no&ping=x").status == 400)
            let teller = Task {
                while house.state.withLockedValue({ $0.watchers.isEmpty }) { await Task.yield() }
                house.publish(["a1": ["Mailbox": "2"]])
                house.publish(["a1": ["Email": "2", "Thread": "2"]])
            }
            let answer = try await browser.ask(.get, "/jmap/eventsource/?types=Email,Thread&closeafter=state&ping=0")
            await teller.value
            #expect(answer.headers[.contentType] == "text/event-stream")
            #expect(
                answer.text.contains(
                    "event: state\ndata: {\"@type\":\"StateChange\",\"changed\":{\"a1\":{\"Email\":\"2\",\"Thread\":\"2\"}}}\n\n"))
            #expect(!answer.text.contains("Mailbox"), "only the types asked for")
            // One that comes back with the id it saw last is told at once what it missed.
            let id = try #require(answer.text.split(separator: "\n").first { $0.hasPrefix("id: ") }).dropFirst(4)
            house.publish(["a1": ["Email": "3"]])
            let again = try await browser.ask(
                .get, "/jmap/eventsource/?types=*&closeafter=state&ping=0", headers: [.init("Last-Event-ID")!: String(id)])
            #expect(again.text.contains("\"Email\":\"3\""))
        }
    }

    @Test func pluginsSpeakOnTheEventStream() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            let browser = Browser(client)
            try await browser.setUp()
            let teller = Task {
                house.say(["@type": "PluginMessage", "plugin": "todoist", "message": "hello"])
                // Ready for a second one: the first is on its way. The stream ends with the state.
                while house.state.withLockedValue({ $0.watchers.isEmpty || $0.listened < 2 }) { await Task.yield() }
                house.publish(["a1": ["Email": "2"]])
            }
            let answer = try await browser.ask(.get, "/jmap/eventsource/?types=Email&closeafter=state&ping=0")
            await teller.value
            #expect(
                answer.text.contains(
                    #"event: plugin\#ndata: {"@type":"PluginMessage","message":"hello","plugin":"todoist"}\#n\#n"#))
        }
    }
}
