import Core
import Foundation
import Synchronization
import Testing

@testable import Plugins

/// Bodies of requests that a plugin reads while they come, inside the server and apart from it.
@Suite struct UploadTests {
    /// A client that sends pieces, and how often it was asked for one.
    private final class Client: Sendable {
        let asked = Mutex(0)
        let most = Mutex(0)
        private let waiting = Mutex(0)
        let piece: @Sendable (Int) async throws(Failure) -> [UInt8]

        init(_ piece: @escaping @Sendable (Int) async throws(Failure) -> [UInt8]) { self.piece = piece }

        /// So many pieces of a size.
        convenience init(_ count: Int, of size: Int) {
            self.init { number in number < count ? [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size) : [] }
        }

        func upload(_ size: Int? = nil) -> PluginUpload {
            PluginUpload(size: size) { () async throws(Failure) in
                let number = self.asked.withLock { asked in
                    defer { asked += 1 }
                    return asked
                }
                let now = self.waiting.withLock { waiting in
                    waiting += 1
                    return waiting
                }
                self.most.withLock { $0 = max($0, now) }
                defer { self.waiting.withLock { $0 -= 1 } }
                return try await self.piece(number)
            }
        }
    }

    private func session(_ house: House, _ ground: Ground, _ change: (inout PluginLimits) -> Void = { _ in }) async throws -> PluginSession
    {
        try await ground.session("pulls", house, likes: [["verb": "route.body/1"]], change)
    }

    /// What it answered after its head.
    private func said(_ session: PluginSession, _ path: String, _ client: Client, _ size: Int? = nil) async throws -> String {
        let opening = try await session.open("route/1", client.upload(size)) { id in
            [JSON.object(["method": "PUT", "path": .string(path), "body": ["id": .string(id), "size": .null]]).bytes, []]
        }
        return String(decoding: try await #require(opening).body.whole(), as: UTF8.self)
    }

    @Test(arguments: Ground.allCases) func aHundredMegabytesPassOneByOne(_ ground: Ground) async throws {
        let house = try House()
        let session = try await session(house, ground)
        let client = Client(1600, of: 65_536)
        // What 65,536 steps of `sum * 31 + byte` with the same byte come to.
        var (power, steps): (UInt64, UInt64) = (1, 0)
        for _ in 0..<65_536 { (power, steps) = (power &* 31, steps &* 31 &+ 1) }
        let sum = (0..<1600).reduce(UInt64(0)) { $0 &* power &+ UInt64(UInt8(truncatingIfNeeded: $1)) &* steps }
        let line = try await said(session, "/count", client, 1600 << 16)
        #expect(line == "0 \(1600 << 16) bytes in 1600 pieces of at most 65536, sum \(sum)")
        // One piece is on its way at a time, and none before it is wanted.
        #expect(client.most.withLock { $0 } == 1 && client.asked.withLock { $0 } == 1601)
        try await House.until("a pull after the end") { house.lines.contains("second -5") }
        #expect(session.state.withLock { $0.uploads.isEmpty && $0.asked.isEmpty })
        #expect(await session.stop())
    }

    @Test(arguments: Ground.allCases) func aPieceIsNeverMoreThanItsLimit(_ ground: Ground) async throws {
        let house = try House()
        let session = try await session(house, ground)
        let line = try await said(session, "/count", Client(2, of: 700_000))
        #expect(line.hasPrefix("0 1400000 bytes in 6 pieces of at most 262144,"), "\(line)")
        #expect(try await said(session, "/echo", Client(3, of: 5)).utf8.count == 15)
        #expect(try await said(session, "/count", Client(0, of: 0)).hasPrefix("0 0 bytes in 0 pieces"))
        await session.stop()
    }

    @Test(
        arguments: [(Failure.Kind.cancelled, -9), (.timeout, -8), (.tooLarge, -10)] as [(Failure.Kind, Int)], Ground.allCases)
    func itHearsWhyABodyEnds(_ end: (Failure.Kind, Int), _ ground: Ground) async throws {
        let house = try House()
        let session = try await session(house, ground)
        let client = Client { number throws(Failure) in
            guard number < 2 else { throw Failure(end.0, "as it is") }
            return [1, 2, 3]
        }
        #expect(try await said(session, "/count", client).hasPrefix("\(end.1) 6 bytes in 2 pieces"))
        await session.stop()
    }

    @Test(arguments: [("/twice", "second -6"), ("/cancel", "-9 3 bytes in 1 pieces"), ("/other", "-5 0 bytes")], Ground.allCases)
    func whatItMayNot(_ deed: (path: String, line: String), _ ground: Ground) async throws {
        let house = try House()
        let session = try await session(house, ground)
        let client = Client { number throws(Failure) in
            // A client that takes its time, and that can be given up.
            do { try await Task.sleep(for: .milliseconds(100)) } catch { throw Failure(.cancelled, "given up") }
            return number < 3 ? [1, 2, 3] : []
        }
        _ = try await said(session, deed.path, client)
        try await House.until(deed.line) { house.lines.contains(deed.line) }
        #expect(session.state.withLock { $0.uploads.isEmpty })
        await session.stop()
    }

    @Test(arguments: Ground.allCases) func anAnswerEndsTheBody(_ ground: Ground) async throws {
        let house = try House()
        let session = try await session(house, ground)
        let client = Client(1000, of: 10)
        #expect(try await said(session, "/early", client) == "early")
        #expect(client.asked.withLock { $0 } == 0)
        #expect(try await said(session, "/half", client) == "enough")
        try await House.until("a pull after the answer") { house.lines.contains("late -5") || house.lines.contains("late 0") }
        #expect(house.lines.contains("late -5"))
        #expect(session.state.withLock { $0.uploads.isEmpty && $0.asked.isEmpty })
        await session.stop()
    }

    @Test(arguments: Ground.allCases) func aSlowClientIsNotALatePlugin(_ ground: Ground) async throws {
        let house = try House()
        let session = try await session(house, ground) { $0.deadlines = ["route/1": 1] }
        let client = Client { number throws(Failure) in
            do { try await Task.sleep(for: .milliseconds(number == 2 ? 2500 : 300)) } catch { throw Failure(.cancelled, "") }
            return number < 5 ? [7] : []
        }
        #expect(try await said(session, "/count", client).hasPrefix("0 5 bytes"))
        // Who reads nothing is late as ever.
        let began = ContinuousClock.now
        do {
            _ = try await said(session, "/never", client)
            Issue.record("it was answered")
        } catch { #expect((error as? Failure)?.kind == .timeout) }
        #expect(began.duration(to: .now) < .seconds(10))
        #expect(session.state.withLock { $0.uploads.isEmpty })
        await session.stop()
    }

    @Test func itsEndIsTheBodysEnd() async throws {
        let house = try House()
        let session = try await session(house, .apart)
        let client = Client { number throws(Failure) in
            if number > 0 { do { try await Task.sleep(for: .seconds(60)) } catch { throw Failure(.cancelled, "given up") } }
            return [1]
        }
        do {
            _ = try await said(session, "/crash", client)
            Issue.record("it was answered")
        } catch { #expect((error as? Failure)?.kind == .unavailable) }
        #expect(session.state.withLock { $0.uploads.isEmpty })
    }

    @Test(arguments: Ground.allCases) func bodiesAreManyButNotEndless(_ ground: Ground) async throws {
        let house = try House()
        let session = try await session(house, ground) {
            $0.uploads = 2
            $0.deadlines = ["route/1": 30]
        }
        let gate = Mutex(false)
        let client = Client { number throws(Failure) in
            while !gate.withLock({ $0 }) {
                do { try await Task.sleep(for: .milliseconds(5)) } catch { throw Failure(.cancelled, "given up") }
            }
            return []
        }
        let both = (0..<2).map { _ in Task { try await said(session, "/count", client) } }
        try await House.until("two bodies") { client.asked.withLock { $0 } == 2 }
        do {
            _ = try await said(session, "/count", client)
            Issue.record("a third was taken")
        } catch { #expect((error as? Failure)?.kind == .unavailable && (error as? Failure)?.retryAfter == 10) }
        gate.withLock { $0 = true }
        for one in both { #expect(try await one.value.hasPrefix("0 0 bytes")) }
        await session.stop()
    }

    @Test func onlyWhoNamesItIsGivenBodiesThisWay() async throws {
        let house = try House()
        let plain: [String: JSON] = ["answers": ["route/1"], "hooks": []]
        try house.install("pulls", plain.merging(["likes": [["verb": "route.body/1"]]]) { $1 })
        try house.install("echo", plain)
        try house.write("[pulls]\nenabled = yes\n[echo]\nenabled = yes\n", "plugins.conf")
        let registry = house.registry()
        await registry.start()
        #expect(await registry.line("pulls") == "on")
        #expect(registry.board.readsBodies("pulls") && !registry.board.readsBodies("echo") && !registry.board.readsBodies("none"))
        let answer = try await registry.route(
            "pulls",
            PluginRequest(
                method: "PUT", path: "/count", query: "", headers: [], user: nil, body: [], upload: Client(4, of: 100_000).upload(400_000)))
        #expect(String(decoding: try await answer.body.whole(), as: UTF8.self).hasPrefix("0 400000 bytes in 4 pieces"))
        try await registry.setEnabled("pulls", false, by: "ada")
        #expect(!registry.board.readsBodies("pulls"))
        await registry.stop()
    }
}
