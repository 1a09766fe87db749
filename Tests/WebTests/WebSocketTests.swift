import Core
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOConcurrencyHelpers
import Testing

@testable import Web

@Suite struct WebSocketTests {
    static let key = "dGhlIHNhbXBsZSBub25jZQ=="

    static func handshake(_ more: String, path: String = "/ws", proto: String = "jmap", version: String = "13", key: String = key) -> String
    {
        """
        GET \(path) HTTP/1.1
        Host: localhost
        Upgrade: websocket
        Connection: keep-alive, Upgrade
        Sec-WebSocket-Key: \(key)
        Sec-WebSocket-Version: \(version)
        Sec-WebSocket-Protocol: \(proto)
        \(more)


        """
    }

    /// Runs a body with a signed-in browser's cookie and the server's port.
    private func live(
        _ house: MemoryHouse = MemoryHouse(), _ change: @escaping (inout WebConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (MemoryHouse, String, Int) async throws -> Void
    ) async throws {
        try await house.web(change).quiet.test(.live) { client in
            let browser = Browser(client)
            try await browser.setUp()
            try await body(house, "Cookie: \(browser.cookie!)", client.port!)
        }
    }

    @Test func requestsPushAndGoodbye() async throws {
        try await live { house, cookie, port in
            try await RawSocket.with(port: port) { talk in
                try await talk.say(Self.handshake("\(cookie)\nOrigin: http://localhost"))
                let opened = try await talk.answer()
                #expect(opened.status == 101)
                #expect(
                    opened.head.lowercased().contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="), "the example of RFC 6455 1.3")
                #expect(opened.head.lowercased().contains("sec-websocket-protocol: jmap"))

                try await talk.text(#"{"@type":"Request","id":"R1","using":[],"methodCalls":[["Core/echo",{},"0"]]}"#)
                var said = try JSON(parsing: try await talk.frame().payload)
                #expect(said["@type"]?.string == "Response" && said["requestId"]?.string == "R1" && said["sessionState"]?.string == "ada")

                try await talk.text("{nope")
                said = try JSON(parsing: try await talk.frame().payload)
                #expect(
                    said["@type"]?.string == "RequestError" && said["type"]?.string == "urn:ietf:params:jmap:error:notJSON"
                        && said["requestId"] == .null)
                try await talk.text(#"{"@type":"Request","id":"R2"}"#)
                said = try JSON(parsing: try await talk.frame().payload)
                #expect(said["@type"]?.string == "RequestError" && said["requestId"]?.string == "R2" && said["status"]?.int == 400)
                try await talk.text(#"{"@type":"Request","id":"R3","methodCalls":[["Fail/now"]]}"#)
                said = try JSON(parsing: try await talk.frame().payload)
                #expect(said["@type"]?.string == "RequestError" && !said.text.contains("secret detail"))

                try await talk.text(#"{"@type":"WebSocketPushEnable","dataTypes":["Email"],"pushState":"old"}"#)
                said = try JSON(parsing: try await talk.frame().payload)
                #expect(
                    said["@type"]?.string == "StateChange" && said["changed"]?["a1"]?["Email"]?.string == "1"
                        && said["changed"]?["a1"]?["Mailbox"] == nil)
                house.publish(["a1": ["Mailbox": "2"]])
                house.publish(["a1": ["Email": "2"]])
                said = try JSON(parsing: try await talk.frame().payload)
                #expect(said["changed"] == ["a1": ["Email": "2"]] && said["pushState"]?.string?.isEmpty == false)

                // What a plugin says comes the same way, whatever types were asked for.
                house.say(["@type": "PluginMessage", "plugin": "todoist", "message": ["synced": 3]])
                said = try JSON(parsing: try await talk.frame().payload)
                #expect(said == ["@type": "PluginMessage", "plugin": "todoist", "message": ["synced": 3]])

                try await talk.frame(9, [1, 2, 3])
                let pong = try await talk.frame()
                #expect(pong.opcode == 10 && pong.payload == [1, 2, 3])
                // A message in three pieces with a ping in between.
                try await talk.frame(1, Array(#"{"@type":"Request","id":"#.utf8), final: false)
                try await talk.frame(9, [])
                try await talk.frame(0, Array(#""R4","#.utf8), final: false)
                try await talk.frame(0, Array(#""methodCalls":[]}"#.utf8))
                #expect(try await talk.frame().opcode == 10)
                #expect(try JSON(parsing: try await talk.frame().payload)["requestId"]?.string == "R4")
                try await talk.frame(8, [3, 232])
                let bye = try await talk.frame()
                #expect(bye.opcode == 8 && bye.payload == [3, 232])
            }
        }
    }

    @Test func upgradeWorksOnAKeptAliveConnection() async throws {
        try await live { _, cookie, port in
            try await RawSocket.with(port: port) { talk in
                for _ in 0..<2 {
                    try await talk.say("GET /health HTTP/1.1\nHost: localhost\n\n")
                    #expect(try await talk.answer().status == 200)
                }
                try await talk.say(Self.handshake("\(cookie)\nOrigin: http://localhost"))
                #expect(try await talk.answer().status == 101)
                try await talk.frame(9, [])
                #expect(try await talk.frame().opcode == 10)
            }
        }
    }

    @Test(arguments: [
        ("COOKIE\nOrigin: https://evil.example", "jmap", "13", key, 403), ("COOKIE\nOrigin: null", "jmap", "13", key, 403),
        ("COOKIE", "jmap", "13", key, 403),
        ("Origin: http://localhost", "jmap", "13", key, 401), ("COOKIE\nOrigin: http://localhost", "chat", "13", key, 426),
        ("COOKIE\nOrigin: http://localhost", "jmap", "8", key, 426), ("COOKIE\nOrigin: http://localhost", "jmap", "13", "short", 426),
        ("Authorization: Bearer wrong", "jmap", "13", key, 401),
    ])
    func refused(_ more: String, _ proto: String, _ version: String, _ key: String, _ status: Int) async throws {
        try await live { _, cookie, port in
            try await RawSocket.with(port: port) { talk in
                try await talk.say(Self.handshake(more.replacing("COOKIE", with: cookie), proto: proto, version: version, key: key))
                let answer = try await talk.answer()
                #expect(answer.status == status)
                #expect(answer.body.contains("urn:mailflow:error:"))
            }
        }
    }

    @Test func appPasswordOpensOneWithoutOrigin() async throws {
        let house = MemoryHouse()
        try await live(house) { house, _, port in
            house.state.withLockedValue { s in
                s.appPasswords.append((UserID(1), "the-secret", .init(id: "1", name: "x", createdAt: s.clock, lastUsedAt: nil)))
            }
            try await RawSocket.with(port: port) { talk in
                try await talk.say(Self.handshake("Authorization: Bearer the-secret"))
                #expect(try await talk.answer().status == 101)
            }
        }
    }

    @Test func tooLargeTooManyAndBinary() async throws {
        try await live(
            MemoryHouse(),
            {
                $0.limits.jmap = 5000
                $0.limits.streamsPerUser = 2
            }
        ) { _, cookie, port in
            func open(_ talk: inout RawSocket.Talk) async throws -> Int {
                try await talk.say(Self.handshake("\(cookie)\nOrigin: http://localhost"))
                return try await talk.answer().status
            }
            func code(_ frame: (opcode: UInt8, payload: [UInt8])) -> Int {
                frame.opcode == 8 ? Int(frame.payload[0]) << 8 | Int(frame.payload[1]) : 0
            }
            try await RawSocket.with(port: port) { talk in
                #expect(try await open(&talk) == 101)
                try await talk.frame(1, [UInt8](repeating: 32, count: 5001))
                #expect(code(try await talk.frame()) == 1009)
            }
            try await RawSocket.with(port: port) { talk in
                #expect(try await open(&talk) == 101)
                for _ in 0..<4 { try await talk.frame(1, [UInt8](repeating: 32, count: 1500), final: false) }
                #expect(code(try await talk.frame()) == 1009, "many pieces are no way around the limit")
            }
            try await RawSocket.with(port: port) { talk in
                #expect(try await open(&talk) == 101)
                try await talk.frame(2, [1, 2, 3])
                #expect(code(try await talk.frame()) == 1003)
            }
            try await RawSocket.with(port: port) { one in
                #expect(try await open(&one) == 101)
                try await RawSocket.with(port: port) { two in
                    #expect(try await open(&two) == 101)
                    try await RawSocket.with(port: port) { three in
                        let status = try await open(&three)
                        #expect(status == 429)
                    }
                    try await one.frame(9, [])
                    #expect(try await one.frame().opcode == 10)
                    try await two.frame(9, [])
                    #expect(try await two.frame().opcode == 10)
                }
            }
        }
    }

    @Test func onlySoManyRequestsAtOnce() async throws {
        let house = MemoryHouse()
        try await live(house, { $0.limits.requestsPerSocket = 3 }) { house, cookie, port in
            house.callGate.withLockedValue { $0 = true }
            try await RawSocket.with(port: port) { talk in
                try await talk.say(Self.handshake("\(cookie)\nOrigin: http://localhost"))
                #expect(try await talk.answer().status == 101)
                for number in 0..<20 { try await talk.text(#"{"@type":"Request","id":"\#(number)","methodCalls":[]}"#) }
                while house.state.withLockedValue({ $0.running }) < 3 { await Task.yield() }
                house.callGate.withLockedValue { $0 = false }
                var answered: Set<String> = []
                for _ in 0..<20 { answered.insert(try JSON(parsing: try await talk.frame().payload)["requestId"]?.string ?? "?") }
                #expect(answered == Set((0..<20).map(String.init)))
                #expect(house.state.withLockedValue { $0.mostRunning } == 3)
            }
        }
    }

    @Test func aRefusedBodySpoilsNothingBehindIt() async throws {
        try await live(MemoryHouse(), { $0.limits.jmap = 1000 }) { house, cookie, port in
            house.state.withLockedValue { s in
                s.appPasswords.append((UserID(1), "the-secret", .init(id: "1", name: "x", createdAt: s.clock, lastUsedAt: nil)))
            }
            try await RawSocket.with(port: port) { talk in
                func post(_ body: String) -> String {
                    "POST /jmap/api HTTP/1.1\nHost: localhost\nAuthorization: Bearer the-secret\nContent-Type: application/json\nContent-Length: \(body.utf8.count)\n\n\(body)"
                }
                for _ in 0..<20 {
                    try await talk.say(post(String(repeating: " ", count: 200_000)))
                    #expect(try await talk.answer().status == 400)
                    try await talk.say(post(#"{"methodCalls":[]}"#))
                    #expect(try await talk.answer().status == 200)
                }
            }
        }
    }

    @Test func httpAbuseIsRefused() async throws {
        try await live { _, _, port in
            let requests = [
                "GET / HTTP/1.1\nHost: localhost\nX: \(String(repeating: "a", count: 70_000))\n\n",
                "GET / HTTP/1.1\nHost: localhost\n" + (0..<200).map { "X-\($0): a\n" }.joined() + "\n",
                "POST /api/sign-in HTTP/1.1\nHost: localhost\nContent-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n",
                "POST /api/sign-in HTTP/1.1\nHost: localhost\nContent-Length: 5\nContent-Length: 6\n\nhello",
                "POST /api/sign-in HTTP/1.1\nHost: localhost\nContent-Length: -5\n\nhello", "\u{0}\u{1}\u{2}\n\n",
            ]
            for request in requests {
                try await RawSocket.with(port: port) { talk in
                    try await talk.say(request)
                    do {
                        let status = try await talk.answer().status
                        #expect((400..<500).contains(status), "\(request.prefix(60))")
                    } catch is RawSocket.Ended {}
                }
            }
            try await RawSocket.with(port: port) { talk in
                try await talk.say("GET /health HTTP/1.1\nHost: localhost\n\n")
                #expect(try await talk.answer().status == 200, "still there")
            }
        }
    }
}
