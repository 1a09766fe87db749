import Core
import Foundation
import Logging
import Synchronization
import Testing

@testable import Plugins

/// Where the plugin of a test runs.
enum Ground: CaseIterable, CustomTestStringConvertible {
    case inside, apart
    var testDescription: String { self == .inside ? "inside the server" : "in a process of its own" }

    func port(_ library: URL, _ limits: PluginLimits) throws -> any PluginPort { try port(LibraryFile(library.path), limits) }

    func port(_ library: LibraryFile, _ limits: PluginLimits) throws -> any PluginPort {
        switch self {
        case .inside: InlinePort(library: library, id: "probe", version: "1", limits: limits)
        case .apart: IsolatedPort(runner: try Fixture.runner, library: library, id: "probe", version: "1", net: false, limits: limits)
        }
    }
}

extension Ground {
    /// A started session of a fixture that answers `route/1`, on a copy of its library, for 20 s at most.
    func session(_ fixture: String, _ house: House, likes: JSON = [], _ change: (inout PluginLimits) -> Void = { _ in }) async throws
        -> PluginSession
    {
        let manifest = try Manifest(
            parsing: JSON.object([
                "id": "probe", "name": "Probe", "version": "1", "library": "x.so", "answers": ["route/1"], "likes": likes,
            ]).bytes)
        var limits = PluginLimits()
        limits.deadlines = ["route/1": 20]
        change(&limits)
        let library = house.folder.appendingPathComponent("\(UUID().uuidString).so")
        try FileManager.default.copyItem(at: try Fixture.library(fixture), to: library)
        let session = PluginSession(
            manifest: manifest, port: try port(library, limits), verbs: HostVerbs(manifest: manifest, grants: [], seams: house.seams),
            limits: limits, logger: house.seams.log, onDown: { _ in })
        try await session.start()
        return session
    }
}

/// One plugin behind a real port, whatever it does, inside the server and apart from it.
@Suite struct PortTests {
    private func limits(_ change: (inout PluginLimits) -> Void = { _ in }) -> PluginLimits {
        var limits = PluginLimits()
        limits.start = 2
        limits.turn = 2
        limits.deadlines = ["hook/1": 1, "job/1": 60]
        change(&limits)
        return limits
    }

    private func session(
        _ house: House, _ fixture: String, _ ground: Ground, uses: JSON = [], grants: [String] = ["kv"], _ limits: PluginLimits? = nil,
        onDown: @escaping @Sendable (PluginSession) -> Void = { _ in }
    ) throws -> PluginSession {
        let manifest = try Manifest(
            parsing: JSON.object([
                "id": "probe", "name": "Probe", "version": "1", "library": "x.so", "answers": ["hook/1", "job/1", "route/1"],
                "hooks": ["mail.open"], "uses": uses, "likes": House.likes,
            ]).bytes)
        let used = limits ?? self.limits()
        // A copy is a library of its own: what runs beside it in other tests has other variables.
        let library = house.folder.appendingPathComponent("\(UUID().uuidString).so")
        try FileManager.default.copyItem(at: try Fixture.library(fixture), to: library)
        return PluginSession(
            manifest: manifest, port: try ground.port(library, used),
            verbs: HostVerbs(manifest: manifest, grants: grants.compactMap { Grant($0) }, seams: house.seams), limits: used,
            logger: house.seams.log, onDown: onDown)
    }

    private func hook(_ session: PluginSession) async throws(Failure) -> String {
        String(decoding: try await session.ask("hook/1", [Array("mail.open".utf8), Array("{}".utf8)]).whole(), as: UTF8.self)
    }

    private func job(_ session: PluginSession, _ words: String...) async throws(Failure) -> String {
        String(decoding: try await session.ask("job/1", words.map { Array($0.utf8) }).whole(), as: UTF8.self)
    }

    private func kind(_ body: () async throws -> Void) async -> Failure.Kind? {
        do { try await body() } catch { return (error as? Failure)?.kind }
        return nil
    }

    @Test(arguments: Ground.allCases) func asksAndStreams(_ ground: Ground) async throws {
        let house = try House()
        let session = try session(house, "echo", ground)
        try await session.start()
        #expect(try await hook(session).contains("Wave"))
        var pieces: [String] = []
        for try await piece in session.ask("route/1", [Array("{}".utf8), Array("body".utf8)]) {
            pieces.append(String(decoding: piece, as: UTF8.self))
        }
        #expect(pieces.count == 3 && pieces[1] == "body" && pieces[2] == "{}")
        #expect(await kind { _ = try await job(session, "x") } == .unsupported)
        #expect(await kind { _ = try await session.ask("event/1", []).whole() } == .unsupported)
        #expect(await session.stop())
        #expect(await kind { _ = try await hook(session) } == .unavailable)
    }

    @Test(
        arguments: [
            (
                "wrong-major", Failure.Kind.unsupported,
                "probe speaks ABI 2; this server speaks 1. Update MailFlow, or install an older probe than 1."
            ),
            ("no-symbol", .unsupported, "not a MailFlow plugin"), ("unresolved", .failed, "nobody_has_this"),
            ("null-table", .failed, "exports no plugin"),
            ("short-struct", .unsupported, "too short"), ("hole", .failed, "hole"), ("refuses", .failed, "refused to start"),
            ("hangs-in-start", .timeout, "did not finish starting"), ("lies-in-find", .invalid, "but its code does not"),
        ], Ground.allCases)
    func refusesToStart(_ start: (fixture: String, kind: Failure.Kind, words: String), _ ground: Ground) async throws {
        let (fixture, expected, words) = start
        let house = try House()
        let session = try session(house, fixture, ground)
        do throws(Failure) {
            try await session.start()
            Issue.record("\(fixture) started")
        } catch {
            #expect(error.kind == expected)
            #expect(error.message.contains(words), "\(error.message)")
        }
        #expect(await kind { _ = try await hook(session) } == .unavailable)
    }

    /// It was the pinned one when somebody looked, and another one when it was to be loaded.
    @Test(arguments: Ground.allCases) func isNotLoadedWhenItIsNotThePinnedOne(_ ground: Ground) async throws {
        let house = try House()
        let library = house.folder.appendingPathComponent("\(UUID().uuidString).so")
        try FileManager.default.copyItem(at: try Fixture.library("announces"), to: library)
        let sum = String(try Fixture.run("sha256sum", [library.path]).output.prefix(64))
        let file = LibraryFile(library.path, pin: sum)
        try file.checkPin()
        try FileManager.default.removeItem(at: library)
        try FileManager.default.copyItem(at: try Fixture.library("echo"), to: library)
        let manifest = try Manifest(
            parsing: JSON.object(["id": "probe", "name": "Probe", "version": "1", "library": "x.so", "answers": ["hook/1"]]).bytes)
        let session = PluginSession(
            manifest: manifest, port: try ground.port(file, limits()), verbs: HostVerbs(manifest: manifest, grants: [], seams: house.seams),
            limits: limits(),
            logger: house.seams.log, onDown: { _ in })
        #expect(await kind { try await session.start() } == .denied)
    }

    @Test(arguments: Ground.allCases) func whatItMayNotCallIsInTheLog(_ ground: Ground) async throws {
        let house = try House()
        let manifest = try Manifest(
            parsing: JSON.object([
                "id": "probe", "name": "Probe", "version": "1", "library": "x.so", "answers": ["job/1"], "likes": [["verb": "kv.get/1"]],
            ]).bytes)
        let library = house.folder.appendingPathComponent("\(UUID().uuidString).so")
        try FileManager.default.copyItem(at: try Fixture.library("driver"), to: library)
        let session = PluginSession(
            manifest: manifest, port: try ground.port(library, limits()),
            verbs: HostVerbs(manifest: manifest, grants: [.users], seams: house.seams), limits: limits(), logger: house.seams.log,
            onDown: { _ in })
        try await session.start()
        for verb in ["users.get/1", "kv.get/1", "no.such/1"] {
            #expect(await kind { _ = try await job(session, verb, "u1") } == .unsupported)
        }
        #expect(try await job(session, "timer.after/1", "0") == "")
        try await House.until("both denials") {
            house.lines.contains("users.get/1 is not among the verbs of its manifest") && house.lines.contains("kv.get/1 was not granted")
        }
        #expect(!house.lines.contains("no.such/1"))
        await session.stop()
    }

    @Test(arguments: Ground.allCases) func acceptsALaterMinor(_ ground: Ground) async throws {
        let house = try House()
        let session = try session(house, "newer-minor", ground)
        try await session.start()
        #expect(try await hook(session).contains("Wave"))
        await session.stop()
    }

    @Test(arguments: Ground.allCases) func aTokenIsAnsweredOnce(_ ground: Ground) async throws {
        let house = try House()
        let session = try session(house, "answers-twice", ground)
        try await session.start()
        #expect(try await hook(session) == "{}")
        try await House.until("the log") { house.lines.contains("stranger") }
        for line in ["first 0", "second -2", "third -2", "stranger -2"] { #expect(house.lines.contains(line), "\(line)") }
        await session.stop()
    }

    @Test(arguments: Ground.allCases) func aLateAnswerIsTakenWithoutEffect(_ ground: Ground) async throws {
        let house = try House()
        let session = try session(house, "never-answers", ground)
        try await session.start()
        #expect(await kind { _ = try await hook(session) } == .timeout)
        try await House.until("the late answers") { house.lines.contains("later") }
        #expect(house.lines.contains("late -9") && house.lines.contains("later -2"))
        await session.stop()
    }

    @Test(arguments: Ground.allCases) func whoeverGivesUpIsBelieved(_ ground: Ground) async throws {
        let house = try House()
        let session = try session(house, "never-answers", ground, limits { $0.deadlines = ["hook/1": 60] })
        try await session.start()
        let asking = Task { try await hook(session) }
        try await Task.sleep(for: .milliseconds(50))
        asking.cancel()
        _ = try? await asking.value
        try await House.until("the cancel") { house.lines.contains("late -9") }
        await session.stop()
    }

    @Test(arguments: Ground.allCases) func hugeAndBrokenAnswers(_ ground: Ground) async throws {
        let house = try House()
        let session = try session(house, "huge", ground)
        try await session.start()
        #expect(await kind { _ = try await hook(session) } == .tooLarge)
        try await House.until("the log") { house.lines.contains("again") }
        for line in ["status 7 -2", "find 0", "huge -10", "again -2"] { #expect(house.lines.contains(line), "\(line)") }
        #expect(!house.lines.all.contains { $0.contains("\u{1b}") || $0.contains("\n") })
        await session.stop()
    }

    @Test(arguments: Ground.allCases) func aFloodOfLogIsCut(_ ground: Ground) async throws {
        let house = try House()
        let session = try session(house, "floods", ground)
        try await session.start()
        _ = try await hook(session)
        #expect(house.lines.all.filter { $0.contains("line ") }.count <= 200)
        await session.stop()
    }

    @Test(arguments: Ground.allCases) func worksFromForeignThreads(_ ground: Ground) async throws {
        let house = try House()
        let session = try session(house, "foreign-thread", ground)
        try await session.start()
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<32 { group.addTask { try await hook(session) } }
            return try await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(answers == Array(repeating: "{\"put\":0}", count: 32))
        #expect(house.values.withLock { $0["probe||from"] } == Array("elsewhere".utf8))
        #expect(await session.stop())
    }

    @Test(arguments: Ground.allCases) func aThreadLeftBehindHurtsNobody(_ ground: Ground) async throws {
        let house = try House()
        for _ in 0..<3 {
            let session = try session(house, "outlives-stop", ground)
            try await session.start()
            await session.stop()
        }
        // The threads go on for 0.2 s; meanwhile another plugin works.
        let other = try session(house, "echo", ground)
        try await other.start()
        for _ in 0..<200 { #expect(try await hook(other).contains("Wave")) }
        await other.stop()
    }

    @Test(arguments: Ground.allCases) func aTurnThatHangsIsGivenUp(_ ground: Ground) async throws {
        let house = try House()
        let downs = Mutex(0)
        let session = try session(house, "hangs-in-turn", ground, limits { $0.deadlines = ["hook/1": 60] }) { _ in
            downs.withLock { $0 += 1 }
        }
        try await session.start()
        #expect(await kind { _ = try await hook(session) } == .unavailable)
        #expect(await kind { _ = try await hook(session) } == .unavailable)
        try await House.until("the word of it") { downs.withLock { $0 } == 1 }
        switch ground {
        case .inside: #expect(await session.stop() == false)
        case .apart:
            #expect(session.report?.sentence == "It did not come back from a turn for 2 seconds and was ended.")
            #expect(await session.stop())
        }
    }

    @Test(arguments: Ground.allCases) func aStopThatHangsIsGivenUp(_ ground: Ground) async throws {
        let house = try House()
        let session = try session(house, "hangs-in-stop", ground)
        try await session.start()
        #expect(await session.stop() == (ground == .apart))
        if ground == .apart { #expect(house.lines.contains("It did not come back from stop() and was ended.")) }
    }

    @Test(arguments: Ground.allCases) func stopSettlesWhatIsPending(_ ground: Ground) async throws {
        let house = try House()
        let session = try session(house, "driver", ground, limits { $0.deadlines = ["job/1": 60] })
        try await session.start()
        let waiting = Task { await kind { _ = try await job(session, "timer.after/1", "60000") } }
        try await House.until("the call") { session.state.withLock { !$0.calls.isEmpty } }
        #expect(await session.stop())
        #expect(await waiting.value == .cancelled)
    }

    @Test(arguments: Ground.allCases) func aCallIsCancelledOnce(_ ground: Ground) async throws {
        let house = try House()
        let session = try session(house, "driver", ground)
        try await session.start()
        #expect(await kind { _ = try await job(session, "cancelled") } == .cancelled)
        #expect(await kind { _ = try await job(session, "timer.after/1", "1") } == nil)
        await session.stop()
    }

    // MARK: - Verbs and grants

    private static let mail: JSON = [["verb": "mail.call/1", "methods": ["Email/get", "EmailSubmission/set", "MailAccount/get"]]]

    struct Call: Sendable, CustomTestStringConvertible {
        let words: [String]
        var grants: [String] = []
        let ends: Failure.Kind?
        var answer: String?
        var testDescription: String { words.joined(separator: " ").prefix(100) + " with " + grants.joined(separator: " ") }
    }

    private static let plain: [Call] = [
        Call(words: ["settings.get/1", ""], ends: nil, answer: "{}"),
        Call(words: ["kv.put/1", "", "k", "v"], ends: .unsupported),
        Call(words: ["kv.put/1", "", "k", "v"], grants: ["kv"], ends: nil, answer: ""),
        Call(words: ["kv.put/1", "", "k"], grants: ["kv"], ends: .invalid),
        Call(words: ["kv.get/1", "", "absent"], grants: ["kv"], ends: .notFound),
        Call(words: ["kv.get/1", "record", "x"], grants: ["kv"], ends: .invalid),
        Call(words: ["kv.get/1", "user:1", "x"], grants: ["kv"], ends: .invalid),
        Call(words: ["kv.list/1", "user:u1", ""], grants: ["kv"], ends: nil, answer: "[]"),
        Call(words: ["timer.after/1", "1"], ends: nil, answer: ""),
        Call(words: ["timer.after/1", "-1"], ends: .invalid),
        Call(words: ["timer.after/1", "99999999999999999999"], ends: .invalid),
        Call(words: ["crypto.random/1", "0"], grants: ["crypto"], ends: .invalid),
        Call(
            words: ["users.get/1", "u1"], grants: ["users"], ends: nil,
            answer: #"{"admin":true,"displayName":"Ada","id":"u1","username":"ada"}"#),
        Call(words: ["users.get/1", "u2"], grants: ["users"], ends: .notFound),
        Call(words: ["users.get/1", "../x"], grants: ["users"], ends: .invalid),
        Call(words: ["accounts.list/1", "u1"], grants: ["users"], ends: .unsupported),
        Call(words: ["ui.push/1", "u1", "{}"], grants: ["ui"], ends: nil, answer: ""),
        Call(words: ["ui.push/1", "u1", "{"], grants: ["ui"], ends: .invalid),
    ]

    private static let web: [Call] = [
        Call(words: ["http.fetch/1", #"{"url":"https://example.org/"}"#, ""], ends: .unsupported),
        Call(
            words: ["http.fetch/1", #"{"url":"https://example.org/"}"#, ""], grants: ["http:example.org"], ends: nil,
            answer: #"{"headers":{},"status":200}hello"#),
        Call(words: ["http.fetch/1", #"{"url":"https://other.example.org/"}"#, ""], grants: ["http:example.org"], ends: .denied),
        Call(words: ["http.fetch/1", #"{"url":"http://example.org/"}"#, ""], grants: ["http:*"], ends: .invalid),
        Call(words: ["http.fetch/1", #"{"url":"https://u:p@example.org/"}"#, ""], grants: ["http:*"], ends: .invalid),
        Call(
            words: ["http.fetch/1", #"{"url":"https://example.org/","headers":{"cookie":"a=b"}}"#, ""], grants: ["http:*"], ends: .denied),
        Call(
            words: ["http.fetch/1", #"{"url":"https://example.org/","headers":{"x":"a\r\nb: c"}}"#, ""], grants: ["http:*"], ends: .invalid),
        Call(words: ["http.fetch/1", #"{"url":"https://example.org/","method":"TRACE"}"#, ""], grants: ["http:*"], ends: .invalid),
    ]

    private static let mails: [Call] = [
        Call(words: ["mail.call/1", "u1", #"{"methodCalls":[["Email/get",{"ids":["e7"]},"0"]]}"#], grants: ["mail.read"], ends: nil),
        Call(words: ["mail.call/1", "u1", #"{"methodCalls":[["Email/get",{},"0"]]}"#], grants: ["kv"], ends: .unsupported),
        Call(
            words: ["mail.call/1", "u1", #"{"methodCalls":[["Email/set",{},"0"]]}"#], grants: ["mail.read", "mail.change"], ends: .denied),
        Call(words: ["mail.call/1", "u1", #"{"methodCalls":[["EmailSubmission/set",{},"0"]]}"#], grants: ["mail.read"], ends: .denied),
        Call(
            words: ["mail.call/1", "u1", ##"{"methodCalls":[["EmailSubmission/set",{"onSuccessDestroyEmail":["#a"]},"0"]]}"##],
            grants: ["mail.send", "mail.change"], ends: .denied),
        Call(words: ["mail.call/1", "u1", #"{"methodCalls":[["MailAccount/get",{},"0"]]}"#], grants: ["mail.read"], ends: .denied),
        Call(words: ["mail.call/1", "u1", #"{"methodCalls":[]}"#], grants: ["mail.read"], ends: .invalid),
        Call(words: ["mail.call/1", "u1", #"{"methodCalls":[7]}"#], grants: ["mail.read"], ends: .invalid),
        Call(words: ["mail.annotate/1", "u1", "e7", "{}"], grants: ["mail.change"], ends: nil, answer: ""),
        Call(words: ["mail.annotate/1", "u1", "7", "{}"], grants: ["mail.change"], ends: .invalid),
        Call(words: ["no.such/1"], ends: .unsupported),
    ]

    @Test(arguments: plain + web + mails, Ground.allCases)
    func verbs(_ call: Call, _ ground: Ground) async throws {
        let house = try House()
        let session = try session(house, "driver", ground, uses: Self.mail, grants: call.grants)
        try await session.start()
        var answer: String?
        let ended = await kind {
            answer = String(decoding: try await session.ask("job/1", call.words.map { Array($0.utf8) }).whole(), as: UTF8.self)
        }
        #expect(ended == call.ends)
        if let expected = call.answer { #expect(answer == expected) }
        if call.ends == .denied {
            #expect(house.lines.all.contains { $0.hasPrefix("warning denied") && $0.contains("plugin=probe") })
            #expect(house.requests.withLock { $0.isEmpty } && house.asked.withLock { $0.isEmpty })
        }
        await session.stop()
    }

    @Test(arguments: Ground.allCases) func remembersTheLastUseOfAGrant(_ ground: Ground) async throws {
        let house = try House()
        let session = try session(house, "driver", ground, grants: ["kv", "ui"])
        try await session.start()
        _ = try await job(session, "kv.put/1", "", "a", "b")
        #expect(session.used.keys.map(\.description) == ["kv"])
        await session.stop()
    }

    @Test(arguments: Ground.allCases) func callsArePlentyButNotEndless(_ ground: Ground) async throws {
        let house = try House()
        let session = try session(
            house, "driver", ground,
            limits {
                $0.calls = 8; $0.deadlines = ["job/1": 60]
            })
        try await session.start()
        let waiting = (0..<8).map { _ in Task { await kind { _ = try await job(session, "timer.after/1", "60000") } } }
        try await House.until("eight calls") { session.state.withLock { $0.calls.count } == 8 }
        #expect(await kind { _ = try await job(session, "timer.after/1", "1") } == .unavailable)
        await session.stop()
        for task in waiting { #expect(await task.value == .cancelled) }
    }
}
