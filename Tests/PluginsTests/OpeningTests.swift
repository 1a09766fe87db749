import Core
import Foundation
import Synchronization
import Testing

@testable import Plugins

/// How answers begin: what a plugin says in one turn is handed over together, and nothing waits for more than that.
@Suite struct OpeningTests {
    private func session(_ house: House, _ ground: Ground) async throws -> PluginSession { try await ground.session("begins", house) }

    /// Why asking failed; nil when it did not.
    private func refusal(_ session: PluginSession, _ way: String) async -> Failure.Kind? {
        do throws(Failure) {
            _ = try await open(session, way)
            return nil
        } catch { return error.kind }
    }

    private func open(_ session: PluginSession, _ way: String) async throws(Failure) -> Opening? {
        try await session.open("route/1", nil) { _ in [Array("{}".utf8), Array(way.utf8)] }
    }

    @Test(arguments: Ground.allCases) func eachWayBeginsWithItsHead(_ ground: Ground) async throws {
        let house = try House()
        let session = try await session(house, ground)
        for (way, rest) in [("whole", "rest"), ("pieces", "rest"), ("elsewhere", "rest"), ("only", "")] {
            let opening = try #require(try await open(session, way))
            #expect(opening.head == Array("head".utf8), "\(way)")
            if case .whole = opening.body {
                #expect(way != "pieces" && way != "elsewhere", "\(way)")
            } else {
                #expect(way != "whole" && way != "only", "\(way)")
            }
            let body = try await opening.body.whole()
            #expect(String(decoding: body, as: UTF8.self) == rest, "\(way)")
        }
        #expect(await session.stop())
    }

    /// The turn is over and the answer is not: whoever asked has the head, and by leaving tells the plugin.
    @Test(arguments: Ground.allCases) func aHeadDoesNotWaitForItsBody(_ ground: Ground) async throws {
        let house = try House()
        let session = try await session(house, ground)
        do {
            let opening = try #require(try await open(session, "open"))
            #expect(opening.head == Array("head".utf8))
            guard case .pieces = opening.body else { return #expect(Bool(false), "the body has not come") }
            #expect(!house.lines.contains("cancelled"))
        }
        try await House.until("the plugin hears that nobody listens") { house.lines.contains("cancelled") }
        #expect(session.state.withLock { $0.asked.isEmpty && $0.held.isEmpty })
        #expect(await session.stop())
    }

    @Test(arguments: Ground.allCases) func whatDoesNotBeginFails(_ ground: Ground) async throws {
        let house = try House()
        let session = try await session(house, ground)
        for (way, kind) in [("empty", Failure.Kind.failed), ("fails", .conflict)] {
            #expect(await refusal(session, way) == kind, "\(way)")
        }
        #expect(await session.stop())
        // One that is not on is not asked.
        #expect(try await open(session, "whole") == nil)
    }

    @Test(arguments: Ground.allCases) func whoGivesUpIsForgotten(_ ground: Ground) async throws {
        let house = try House()
        let session = try await session(house, ground)
        let asker = Task { await refusal(session, "silent") }
        try await House.until("it is asked") { session.state.withLock { !$0.asked.isEmpty } }
        asker.cancel()
        #expect(await asker.value == .cancelled)
        try await House.until("the plugin hears of it") { house.lines.contains("cancelled") }
        #expect(session.state.withLock { $0.asked.isEmpty })
        // One that was given up before it was asked is not asked.
        let late = Task {
            while !Task.isCancelled { await Task.yield() }
            return await refusal(session, "silent")
        }
        late.cancel()
        #expect(await late.value == .cancelled)
        // The end of the session ends whoever still waits.
        let last = Task { await refusal(session, "silent") }
        try await House.until("it is asked") { session.state.withLock { !$0.asked.isEmpty } }
        #expect(await session.stop())
        #expect(await last.value == .cancelled)
    }

    /// Whoever asks while one start of a plugin follows another is answered by one of them.
    @Test(arguments: [["yes", "yes"], ["no", "yes"]]) func nobodyFallsBetweenTwoStarts(_ isolate: [String]) async throws {
        let house = try House()
        try house.install("echo")
        func write(_ round: Int) throws {
            let grants = ["mail.read", "mail.read kv"][round % 2]
            try house.write("[echo]\nenabled = yes\nisolate = \(isolate[round % 2])\ngrant = \(grants)\n", "plugins.conf")
        }
        try write(0)
        let registry = house.registry()
        await registry.start()
        try await House.until("it is on") { await registry.line("echo") == "on" }
        let request = PluginRequest(method: "GET", path: "/", query: "", headers: [], user: nil, body: Array("hello".utf8))
        let askers = (0..<3).map { _ in
            Task {
                var answers = 0
                while !Task.isCancelled {
                    let response = try await registry.route("echo", request)
                    let body = try await response.body.whole()
                    #expect(response.status == 200 && body.starts(with: Array("hello".utf8)))
                    answers += 1
                }
                return answers
            }
        }
        for round in 1...20 {
            try write(round)
            await registry.reload()
        }
        for asker in askers { asker.cancel() }
        for asker in askers {
            do { #expect(try await asker.value > 0) } catch { #expect((error as? Failure)?.kind == .cancelled, "\(error)") }
        }
        await registry.stop()
    }
}
