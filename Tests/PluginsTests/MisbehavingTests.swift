import Core
import Foundation
import Synchronization
import Testing

@testable import Plugins

/// Each plugin of `Tests/Misbehaving` beside one that behaves, which answers all the while; and what the server says of it.
@Suite(.serialized) struct MisbehavingTests {
    struct Deed: Sendable, CustomTestStringConvertible {
        let fixture: String
        /// What the admin's page says afterwards, as far as it is the same each time.
        var line = "on"
        /// Lines that the log then has.
        var log: [String] = []
        /// Lines it has not.
        var never: [String] = []
        var testDescription: String { fixture }
    }

    private static let again = " It starts again in a second."

    /// What ends the process, or keeps it from starting.
    private static let fatal: [Deed] = [
        Deed(fixture: "crashes-at-load", line: "failed: It crashed (SIGABRT, it called abort)." + again),
        Deed(fixture: "crashes-in-start", line: "failed: It crashed (SIGFPE, a division by zero)." + again),
        Deed(fixture: "crashes-in-turn", line: "failed: It crashed (SIGSEGV, a bad address)." + again),
        Deed(fixture: "crashes-on-thread", line: "failed: It crashed (SIGABRT, it called abort)." + again),
        Deed(fixture: "hangs-in-start", line: "failed: It did not finish starting within 3 seconds." + again),
        Deed(fixture: "hangs-in-turn", line: "failed: It did not come back from a turn for 3 seconds and was ended." + again),
        Deed(fixture: "spins", line: "failed: It did not come back from a turn for 3 seconds and was ended." + again),
        Deed(fixture: "recurses", line: "failed: It crashed (SIGSEGV, a bad address)." + again),
        Deed(fixture: "leaks", line: "failed: It used up its memory ("),
        Deed(fixture: "aborts", line: "failed: It crashed (SIGABRT, it called abort)." + again, log: ["the third wheel came off"]),
        Deed(fixture: "exits", line: "failed: It ended its own process (exit status 3)." + again),
        Deed(fixture: "exits-at-once", line: "failed: It ended its own process (exit status 0)." + again),
        Deed(fixture: "kills-itself", line: "failed: Its process was killed (SIGKILL), by itself or because memory ran out." + again),
        Deed(fixture: "freezes", line: "failed: It stopped reading what the server sends it, and 1 MB were waiting." + again),
        Deed(fixture: "closes-wire", line: "failed: It closed its connection to the server." + again),
        Deed(fixture: "writes-rubbish", line: "failed: It wrote to the server's connection what no runner writes (a frame of no kind)."),
        Deed(
            fixture: "forges-frames",
            line: "failed: It wrote to the server's connection what no runner writes (a turn that nobody asked for)."),
        Deed(fixture: "refuses", line: "failed: It refused to start (status -1); its log says why.", log: ["no token was filled in"]),
        Deed(fixture: "unresolved", line: "failed: Its library could not be loaded"),
        Deed(fixture: "no-symbol", line: "incompatible: Its library is not a MailFlow plugin: it exports no mailflow_plugin_v1."),
        Deed(fixture: "wrong-major", line: "incompatible: wrong-major speaks ABI 2; this server speaks 1."),
        Deed(fixture: "null-table", line: "failed: It exports no plugin."),
        Deed(fixture: "hole", line: "failed: Its table of functions has a hole."),
        Deed(fixture: "short-struct", line: "incompatible: It was built against a broken header: its table is too short."),
        Deed(fixture: "zero-struct", line: "incompatible: It was built against a broken header: its table is too short."),
        Deed(fixture: "lies-in-find", line: "failed: Its manifest says it answers hook/1, but its code does not."),
    ]

    /// What the plugin outlives, in a process of its own and inside the server.
    private static let tame: [Deed] = [
        Deed(fixture: "huge-struct"), Deed(fixture: "newer-minor"),
        Deed(fixture: "answers-twice", log: ["first 0", "second -2", "third -2", "stranger -2"]),
        Deed(fixture: "never-answers", log: ["late -9", "later -2"]),
        Deed(fixture: "answers-after-stop"), Deed(fixture: "outlives-stop"),
        Deed(fixture: "foreign-thread", log: ["from a thread"]),
        Deed(fixture: "floods", log: ["lines were left out"]),
        Deed(fixture: "foreign-bytes", log: ["found 0", "put -2", "no opinion"]),
        Deed(fixture: "gigabytes", log: ["found 0", "answered -10", "put -2"]),
        Deed(fixture: "undeclared", log: ["found 0", "denied"]),
    ]

    /// What only a process of its own holds back.
    private static let wild: [Deed] = [
        Deed(fixture: "floods-stderr"),
        Deed(fixture: "floods-calls", log: ["calls or 1 MB pending; others are refused"]),
        Deed(fixture: "forks", log: ["fork was refused 1"]),
        Deed(
            fixture: "wanders",
            log: [
                "read passwd 13", "read root 13", "write tmp 13", "read urandom 0", "inet 1", "unix 1", "kill the server 1",
                "limit the server 1", "environment 0",
            ]),
    ]

    private func limits() -> PluginLimits {
        var limits = PluginLimits()
        limits.start = 3
        limits.turn = 3
        limits.memory = 96
        limits.backlog = 1 << 20
        limits.callBytes = 1 << 20
        limits.deadlines = ["hook/1": 3]
        // Nothing starts again while a test looks at why it ended.
        limits.pause = { _ in try await Task.sleep(for: .seconds(3600)) }
        return limits
    }

    private func play(_ deed: Deed, isolated: Bool) async throws {
        let house = try House()
        let id = deed.fixture
        try house.install(id, id == "undeclared" ? [:] : ["likes": House.likes])
        try house.install("steady", fixture: "echo")
        house.values.withLock { $0["\(id)||big"] = [UInt8](repeating: 7, count: 200_000) }
        let kv = ["undeclared", "floods"].contains(id) ? "grant = mail.read\n" : "grant = mail.read kv\n"
        try house.write(
            "[\(id)]\nenabled = yes\nisolate = \(isolated ? "yes" : "no")\n\(kv)[steady]\nenabled = yes\ngrant = mail.read\n",
            "plugins.conf")
        let registry = house.registry(limits())
        await registry.start()
        try await House.until("the other") { await registry.line("steady") == "on" }

        let done = Mutex(false)
        let others = Task {
            var slowest = Duration.zero
            var count = 0
            while count < 3 || !done.withLock({ $0 }) {
                let began = ContinuousClock.now
                _ = try await registry.ask("steady", "hook/1", [Array("mail.open".utf8), Array("{}".utf8)]).whole()
                slowest = max(slowest, began.duration(to: .now))
                count += 1
                try await Task.sleep(for: .milliseconds(2))
            }
            return (count, slowest)
        }
        if await registry.line(id) == "on" { _ = await registry.hook("mail.open", [:]) }
        if ["never-answers", "answers-after-stop"].contains(id) {
            _ = try? await registry.ask(id, "hook/1", [[], []]).whole()
        }
        if ["answers-after-stop", "outlives-stop"].contains(id) {
            #expect(try await registry.setEnabled(id, false, by: "ada")["state"] == "off")
            #expect(try await registry.setEnabled(id, true, by: "ada")["state"] == "on")
        }
        if id == "floods" {
            try await Task.sleep(for: .milliseconds(1100))
            _ = await registry.hook("mail.open", [:])
        }
        try await House.until("\(id): \(deed.line)") {
            let line = await registry.line(id)
            return deed.line == "on" ? line == "on" : line.hasPrefix(deed.line)
        }
        for line in deed.log { try await House.until("\(id) says \(line)") { house.lines.contains(line) } }
        #expect(!house.values.withLock { $0.keys.contains { $0.hasPrefix("undeclared|") && !$0.hasSuffix("|big") } })
        done.withLock { $0 = true }
        let (count, slowest) = try await others.value
        #expect(count > 0 && slowest < .seconds(2), "the other plugin answered \(count) times, at worst after \(slowest)")
        #expect(await registry.line("steady") == "on")
        if deed.line == "on", isolated { #expect(await registry.supervision(of: id)["isolated"] == true) }
        await registry.stop()
    }

    @Test(arguments: fatal + tame + wild) func isolated(_ deed: Deed) async throws { try await play(deed, isolated: true) }

    @Test(arguments: tame) func insideTheServer(_ deed: Deed) async throws { try await play(deed, isolated: false) }

    /// Inside the server a turn that does not come back costs a thread, and a core if it spins; the rest goes on.
    @Test(arguments: ["hangs-in-turn", "spins"]) func aTurnWithoutEndInside(_ fixture: String) async throws {
        let house = try House()
        try house.install("bad", fixture: fixture)
        try house.install("steady", fixture: "echo")
        try house.write("[bad]\nenabled = yes\ngrant = mail.read\n[steady]\nenabled = yes\ngrant = mail.read\n", "plugins.conf")
        let path = house.folder.path
        await #expect(processExitsWith: .success) { [path = path as String] in
            var limits = PluginLimits()
            limits.turn = 1
            limits.deadlines = ["hook/1": 2]
            let registry = try Victim.registry(path, limits)
            await registry.start()
            for _ in 0..<3 {
                guard await registry.hook("mail.open", [:]).map(\.plugin) == ["steady"] else { fatalError("the other does not answer") }
            }
            try await House.until("stuck") { await registry.line("bad").hasPrefix("stuck: It has not come back from a turn for 1 seconds") }
            // A process of its own helps while the lost thread goes on.
            _ = try await registry.setIsolated("bad", true, by: "ada")
            let line = await registry.line("bad")
            guard line == "on" else { fatalError(line) }
            exit(0)
        }
    }

    /// What brings the server down is named when it starts again, and stays off.
    @Test(arguments: [
        ("crashes-at-load", "crashed", "SIGABRT, it called abort"), ("crashes-in-start", "crashed", "SIGFPE, a division by zero"),
        ("crashes-in-turn", "crashed", "SIGSEGV, a bad address"), ("crashes-on-thread", "crashed", "SIGABRT, it called abort"),
        ("aborts", "crashed", "SIGABRT, it called abort"), ("recurses", "crashed", "SIGSEGV, a bad address"),
        ("exits", "ended", "it called exit"),
    ])
    func namedAfterRestart(_ fixture: String, _ how: String, _ why: String) async throws {
        let house = try House()
        try house.install("bomb", fixture: fixture)
        try house.install("steady", fixture: "echo")
        try house.write("[bomb]\nenabled = yes\ngrant = mail.read\n[steady]\nenabled = yes\ngrant = mail.read\n", "plugins.conf")
        let path = house.folder.path
        await #expect(processExitsWith: .failure) { [path = path as String] in try await Victim.run(path) }
        #expect(try house.read("crash-note").hasPrefix("bomb "))
        let registry = house.registry(note: true)
        await registry.start()
        let line = await registry.line("bomb")
        #expect(line == "failed: It \(how) the server (\(why)). It stays off until it is switched on again.")
        let report = await registry.supervision(of: "bomb")["report"]
        #expect(report?["line"]?.string == "It \(how) the server (\(why))." && report?["at"]?.string?.hasPrefix("2") == true)
        #expect(try await registry.detail("bomb")["log"]?.array?.contains { $0["line"] == report?["line"] } == true)
        #expect(await registry.line("steady") == "on")
        // In a process of its own it harms nobody, so whoever moves it there has answered for it.
        try await registry.setIsolated("bomb", true, by: "ada")
        let moved = await registry.line("bomb")
        #expect(!moved.contains("the server"), "\(moved)")
        await registry.stop()
    }
}
