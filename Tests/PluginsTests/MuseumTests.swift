import Core
import Foundation
import Synchronization
import Testing

@testable import Plugins

/// The promise to plugins: what was built against a released ABI loads and works, and what it may call stays.
@Suite struct MuseumTests {
    /// The released ABIs, by their folders.
    private static let releases: [String] = {
        let folder = Fixture.root.appendingPathComponent("Tests/ABI/museum")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { FileManager.default.fileExists(atPath: folder.appendingPathComponent("\($0)/echo.c").path) }.sorted()
    }()

    private static let built = Mutex<URL?>(nil)

    private static func library(_ release: String) throws -> URL {
        try built.withLock { built in
            if let folder = built { return folder.appendingPathComponent("\(release).so") }
            let folder = Fixture.folder.appendingPathComponent("museum")
            let made = try Fixture.run("bash", [Fixture.root.appendingPathComponent("Tests/ABI/museum/build.sh").path, folder.path])
            try #require(made.status == 0, "\(made.output)")
            built = folder
            return folder.appendingPathComponent("\(release).so")
        }
    }

    @Test func thereIsOneOfEachRelease() { #expect(Self.releases.first == "1.0") }

    @Test(arguments: releases, Ground.allCases) func aPluginOfThenWorksNow(_ release: String, _ ground: Ground) async throws {
        let house = try House()
        let manifest = try Manifest(
            parsing: JSON.object([
                "id": "probe", "name": "Echo", "version": "1", "library": "x.so", "answers": ["route/1", "job/1", "hook/1"],
                "hooks": ["mail.open"], "likes": House.likes,
            ]).bytes)
        let session = PluginSession(
            manifest: manifest, port: try ground.port(try Self.library(release), PluginLimits()),
            verbs: HostVerbs(manifest: manifest, grants: [.kv], seams: house.seams), limits: PluginLimits(), logger: house.seams.log,
            onDown: { _ in })
        try await session.start()
        #expect(house.lines.contains("the echo of ABI 1.0 is here"))
        let body = [UInt8](repeating: 0xC3, count: 200_000)
        var pieces: [[UInt8]] = []
        for try await piece in session.ask("route/1", [Array("{}".utf8), body]) { pieces.append(piece) }
        #expect(pieces.count == 3 && pieces[1] == body && pieces[2] == Array("!".utf8))
        #expect(try await job(session, "keep") == "0 echo")
        #expect(try await job(session, "nothing").hasPrefix("-3 "))
        #expect(try await session.ask("hook/1", [Array("mail.open".utf8), Array("{}".utf8)]).whole().isEmpty)
        do {
            _ = try await job(session, "unknown")
            Issue.record("it knows this work")
        } catch { #expect(error.kind == .invalid) }
        let waiting = Task { try? await job(session, "wait") }
        try await House.until("the call of the echo") { session.state.withLock { !$0.calls.isEmpty } }
        waiting.cancel()
        #expect(await waiting.value?.isEmpty ?? true)
        try await House.until("the end of the call") { session.state.withLock { $0.calls.isEmpty } }
        #expect(await session.stop())
        #expect(!house.lines.contains("a second answer was taken"))
        #expect(house.lines.contains("the echo leaves"))
    }

    /// Inside a host of a later minor: its table is longer, and it answers what nobody knew then.
    @Test(arguments: releases) func aPluginOfThenWorksInALaterHost(_ release: String) throws {
        let library = try Self.library(release)
        let program = Fixture.folder.appendingPathComponent("later-host")
        let made = try Fixture.run(
            "clang",
            [
                "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-I\(Fixture.include.path)", "-o", program.path,
                Fixture.root.appendingPathComponent("Tests/ABI/later-host.c").path, "-ldl",
            ])
        try #require(made.status == 0, "\(made.output)")
        let result = try Fixture.run(program.path, [library.path])
        #expect(result.status == 0 && result.output.contains("the echo of ABI 1.0 is here"), "\(result.output)")
    }

    /// A library may bring an entry for a later major as well; this server takes its own.
    @Test(arguments: Ground.allCases) func aLibraryOfTwoMajorsWorks(_ ground: Ground) async throws {
        let house = try House()
        try house.install("both-majors")
        try house.write("[both-majors]\nenabled = yes\nisolate = \(ground == .inside ? "no" : "yes")\ngrant = mail.read\n", "plugins.conf")
        let registry = house.registry()
        await registry.start()
        try await House.until("it is on") { await registry.line("both-majors") == "on" }
        let response = try await registry.route(
            "both-majors", PluginRequest(method: "GET", path: "/", query: "", headers: [], user: nil, body: []))
        #expect(response.status == 200)
        await registry.stop()
    }

    private func job(_ session: PluginSession, _ name: String) async throws(Failure) -> String {
        String(decoding: try await session.ask("job/1", [Array(name.utf8)]).whole(), as: UTF8.self)
    }

    private func record(_ change: (inout String) -> Void = { _ in }) throws -> (status: Int32, output: String) {
        var text = try String(contentsOf: Fixture.root.appendingPathComponent("Sources/PluginAPI/verbs.json"), encoding: .utf8)
        change(&text)
        let changed = FileManager.default.temporaryDirectory.appendingPathComponent("verbs-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: changed) }
        try Data(text.utf8).write(to: changed)
        return try Fixture.run("python3", [Fixture.root.appendingPathComponent("tools/verbs-record.py").path, "--catalogue", changed.path])
    }

    @Test func theCatalogueIsTheRecordedOne() throws {
        let now = try record()
        #expect(now.status == 0, "\(now.output)")
    }

    @Test(arguments: [
        ("\"kv.put/1\"", "\"kv.put/2\"", "host kv.put/1 is gone"), ("\"kv.put/1\"", "\"kv.get/1\"", "is there twice"),
        ("{\"name\": \"value\", \"is\": \"any bytes\"}", "{\"name\": \"worth\", \"is\": \"any bytes\"}", "host kv.put/1 was"),
        ("\"mail.received\"", "\"mail.arrived\"", "event mail.received is gone"),
        ("\"name\": \"threadId\"", "\"name\": \"conversation\"", "event mail.received was"),
        ("\"calls\": 1024", "\"calls\": 512", "limit calls was"),
        ("JSON {id, username, displayName, admin}", "JSON {id, username, admin}", "host users.get/1 answers was"),
        ("JSON array of keys, sorted", "JSON array of keys", "host kv.list/1 answers was"),
        ("{veto: sentence} to refuse it", "{refuse: sentence} to refuse it", "hook account.connect answers was"),
        ("detail?, state?, kind?", "detail?, state, kind?", "hook mail.open answers was"),
        ("{\"status\": \"MF_TIMEOUT\", \"when\": \"it took longer than `timeout`\"},", "", "host http.fetch/1 fails was"),
        ("\"deadline\": 600", "\"deadline\": 60", "plugin job/1 deadline was"),
        ("\"PUT\", \"PATCH\"", "\"PUT\"", "host http.fetch/1 methods was"),
        ("[\"Host\", ", "[\"Host\", \"Accept\", ", "host http.fetch/1 reserved was"),
        ("\"parse\", \"reply\"", "\"parse\"", "jmap methods was"),
        ("{\"noun\": \"Thread\", \"read\": \"mail.read\"", "{\"noun\": \"Thread\", \"read\": \"mail.send\"", "jmap Thread was"),
        ("\"limit\": 67108864", "\"limit\": 65536", "plugin route/1 limit was"),
        ("\"slot\": \"message.banner\"", "\"slot\": \"banner\"", "slot message.banner is gone"),
        ("\"grant\": \"kv\"", "\"grant\": \"data\"", "is gone"),
    ])
    func aBrokenPromiseIsRefused(_ old: String, _ new: String, _ says: String) throws {
        let now = try record { text in
            #expect(text.contains(old))
            text = text.replacingOccurrences(of: old, with: new)
        }
        #expect(now.status != 0 && now.output.contains(says), "\(now.output)")
    }

    @Test func somethingNewIsNoBrokenPromise() throws {
        let now = try record {
            $0 = $0.replacingOccurrences(
                of: "\"host\": [",
                with:
                    "\"host\": [{\"verb\": \"moon.phase/1\", \"grant\": \"\", \"since\": \"1.1\", \"header\": \"moon.h\", \"arguments\": [], \"answer\": \"text\", \"does\": \"x\"},"
            )
        }
        #expect(now.output.hasPrefix("not recorded yet") && now.output.contains("moon.phase/1"), "\(now.output)")
    }

    @Test(arguments: [
        ("JSON {id, username, displayName, admin}", "JSON {id, username, displayName, admin, locale}"),
        ("{actions: [{id, label, slot?,", "{actions: [{id, label, colour?, slot?,"), ("\"deadline\": 600", "\"deadline\": 900"),
        ("\"limit\": 67108864", "\"limit\": 134217728"), ("\"PUT\", \"PATCH\"", "\"PUT\", \"PATCH\", \"MKCOL\""), ("[\"Host\", ", "["),
        ("\"fails\": [", "\"fails\": [{\"status\": \"MF_TIMEOUT\", \"when\": \"x\"}, "),
    ])
    func whatOnlyGrowsIsNoBrokenPromise(_ old: String, _ new: String) throws {
        let now = try record { text in
            #expect(text.contains(old))
            text = text.replacingOccurrences(of: old, with: new)
        }
        #expect(now.status == 0 || now.output.hasPrefix("not recorded yet"), "\(now.output)")
    }

    @Test func theMuseumsHeaderIsTheReleasedOne() throws {
        // Only the newest release may still be today's; the layout test says whether today's has grown in the right way.
        let then = try String(
            contentsOf: Fixture.root.appendingPathComponent("Tests/ABI/museum/1.0/include/mailflow/plugin.h"), encoding: .utf8)
        #expect(then.contains("#define MF_ABI_MINOR 0u"))
    }
}
