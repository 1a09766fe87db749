import Core
import Foundation
import Synchronization
import Testing

@testable import Plugins

/// What happens to a plugin in a process of its own over time: crashes, restarts, upgrades, moves. Time is the test's.
@Suite struct SupervisorTests {
    /// Pauses that last until the test says so, and remember how long they were to be.
    final class Pauses: Sendable {
        private let state = Mutex<(asked: [Double], open: [AsyncStream<Void>.Continuation])>(([], []))
        var asked: [Double] { state.withLock { $0.asked } }

        func wait(_ seconds: Double) async throws {
            let (stream, continuation) = AsyncStream<Void>.makeStream()
            state.withLock {
                $0.asked.append(seconds)
                $0.open.append(continuation)
            }
            for await _ in stream {}
            try Task.checkCancellation()
        }

        /// All pauses are over.
        func end() { for pause in state.withLock({ $0.open }) { pause.finish() } }
    }

    private func limits(_ pauses: Pauses = Pauses()) -> PluginLimits {
        var limits = PluginLimits()
        limits.pause = pauses.wait
        return limits
    }

    private func poke(_ registry: PluginRegistry, _ id: String = "bad") async {
        _ = try? await registry.ask(id, "hook/1", [Array("mail.open".utf8), Array("{}".utf8)]).whole()
    }

    private func pid(_ registry: PluginRegistry, _ id: String) async throws -> Int {
        let bytes = try await registry.ask(id, "hook/1", [Array("mail.open".utf8), Array("{}".utf8)]).whole()
        return Int(try JSON(parsing: bytes)["pid"]?.int ?? 0)
    }

    @Test func itStartsAgainAndAgainAndThenNoMore() async throws {
        let house = try House()
        try house.install("bad", fixture: "aborts")
        try house.write("[bad]\nenabled = yes\ngrant = mail.read\nisolate = yes\n", "plugins.conf")
        let pauses = Pauses()
        let registry = house.registry(limits(pauses))
        await registry.start()
        for crash in 1...4 {
            try await House.until("on, \(crash)") { await registry.line("bad") == "on" }
            await poke(registry)
            try await House.until("crash \(crash)") {
                await registry.line("bad").hasPrefix("failed: It crashed (SIGABRT, it called abort). It starts again in")
            }
            // Meanwhile whoever asks is told so at once, and reading plugins.conf again does not shorten the pause.
            await #expect(throws: Failure.self) {
                try await registry.route("bad", PluginRequest(method: "GET", path: "/", query: "", headers: [], user: nil, body: []))
            }
            #expect(await registry.hook("mail.open", [:]).isEmpty)
            await registry.reload()
            #expect(await registry.line("bad").hasPrefix("failed: It crashed"))
            try await House.until("pause \(crash)") { pauses.asked.count == crash }
            pauses.end()
        }
        #expect(pauses.asked == [1, 2, 4, 8])
        try await House.until("on once more") { await registry.line("bad") == "on" }
        await poke(registry)
        let last =
            "failed: It failed 5 times within ten minutes and stays off until it is switched on again or replaced. The last time: It crashed (SIGABRT, it called abort)."
        try await House.until("the end") { await registry.line("bad") == last }
        #expect(pauses.asked.count == 4)
        let supervision = await registry.supervision(of: "bad")
        #expect(supervision["restarts"] == 4)
        #expect(supervision["report"]?["text"]?.string?.contains("the third wheel came off") == true)
        #expect(supervision["report"]?["text"]?.string?.contains("lib.so") == true, "where it happened")
        // A server that is started anew knows it too, and does not try.
        try await House.until("the record") {
            house.values.withLock { $0["|record|bad"].map { String(decoding: $0, as: UTF8.self) } ?? "" }.contains("It failed 5 times")
        }
        let next = house.registry(limits(Pauses()))
        await next.start()
        #expect(await next.line("bad") == last)
        await next.stop()
        // What a command beside the server has forgiven is forgiven here.
        let beside = house.registry(limits(Pauses()))
        await beside.start(loading: false)
        #expect(await beside.line("bad") == last)
        // Somebody switches it on: it has all its tries again.
        #expect(try await registry.setEnabled("bad", true, by: "ada")["state"] == "on")
        await poke(registry)
        try await House.until("a pause of a second") { pauses.asked.last == 1 && pauses.asked.count == 5 }
        // A better library is worth a try at once.
        try house.install("bad", fixture: "echo")
        await registry.reload()
        #expect(await registry.line("bad") == "on")
        await registry.stop()
    }

    @Test func switchingItOffEndsThePause() async throws {
        let house = try House()
        try house.install("bad", fixture: "crashes-in-start")
        try house.write("[bad]\nenabled = yes\ngrant = mail.read\nisolate = yes\n", "plugins.conf")
        let pauses = Pauses()
        let registry = house.registry(limits(pauses))
        await registry.start()
        try await House.until("the pause") { pauses.asked == [1] }
        #expect(try await registry.setEnabled("bad", false, by: "ada")["state"] == "off")
        pauses.end()
        try await Task.sleep(for: .milliseconds(50))
        #expect(await registry.line("bad") == "off")
        await registry.stop()
    }

    @Test func anUpgradeStartsTheNewOneBeforeTheOldOneEnds() async throws {
        let house = try House()
        try house.install("it", fixture: "announces", into: "others")
        try house.write("[it]\nenabled = yes\ngrant = mail.read\n", "plugins.conf")
        let registry = house.registry(limits())
        await registry.start()
        #expect(await registry.line("it") == "on")
        let before = try await pid(registry, "it")
        #expect(before != Int(getpid()))
        let done = Mutex(false)
        let asking = Task {
            var answered = 0
            while !done.withLock({ $0 }) {
                _ = try await self.pid(registry, "it")
                answered += 1
            }
            return answered
        }
        try house.install("it", fixture: "announces", into: "others", ["version": "1.1.0"])
        await registry.reload()
        try await House.until("the new one") { try await pid(registry, "it") != before }
        try await House.until("the end of the old one") { house.lines.contains("stopped in \(before)") }
        done.withLock { $0 = true }
        #expect(try await asking.value > 0, "somebody was turned away")
        let after = try await pid(registry, "it")
        let order = house.lines.all.compactMap { line in
            ["started in", "stopped in"].first(where: line.contains).map { _ in line.contains("\(after)") }
        }
        #expect(order == [false, true, false], "started, started, stopped")
        await registry.stop()
        #expect(house.lines.contains("stopped in \(after)"))
    }

    /// The loader gives the old code for a path for ever: the new one must not be taken for it, and must run all the same.
    @Test func aReplacedLibraryInsideRunsApart() async throws {
        let house = try House()
        try house.install("it", fixture: "announces")
        try house.write("[it]\nenabled = yes\ngrant = mail.read\n", "plugins.conf")
        let registry = house.registry(limits())
        await registry.start()
        let here = Int(getpid())
        #expect(try await pid(registry, "it") == here)
        try house.install("it", fixture: "announces")
        let words = "on: Its library was replaced: the new one runs in a process of its own until the server is restarted."
        await registry.reload()
        #expect(await registry.line("it") == words)
        let there = try await pid(registry, "it")
        #expect(there != here)
        try await House.until("the old one has ended") { house.lines.contains("stopped in \(here)") }
        // Off and on again, and pinned: still the library that lies there, never the one that is loaded.
        #expect(try await registry.setEnabled("it", false, by: "ada")["state"] == "off")
        #expect(try await registry.setEnabled("it", true, by: "ada")["state"] == "on")
        #expect(await registry.line("it") == words)
        let sum = try Fixture.run("sha256sum", [house.folder.appendingPathComponent("plugins/it/lib.so").path]).output.prefix(64)
        try house.write("[it]\nenabled = yes\ngrant = mail.read\nsha256 = \(sum)\n", "plugins.conf")
        await registry.reload()
        #expect(await registry.line("it") == words)
        #expect(try await pid(registry, "it") != here)
        await registry.stop()
    }

    @Test func itMovesInAndOutWhileItRuns() async throws {
        let house = try House()
        try house.install("it", fixture: "announces")
        try house.write("# mine\n[it] # a plugin\nenabled = yes\ngrant = mail.read\n", "plugins.conf")
        let registry = house.registry(limits())
        await registry.start()
        let here = Int(getpid())
        #expect(try await pid(registry, "it") == here)
        #expect(try await registry.setIsolated("it", true, by: "ada")["isolated"] == true)
        #expect(try house.read("plugins.conf").hasPrefix("# mine\n[it] # a plugin\nenabled = yes\ngrant = mail.read\nisolate = yes\n"))
        let there = try await pid(registry, "it")
        #expect(there != here)
        let place = await registry.supervision(of: "it")
        #expect(place["pid"] == .int(Int64(there)) && (place["memory"]?.int ?? 0) > 100_000)
        // By hand in the file, as SIGHUP does.
        try house.write("[it]\nenabled = yes\ngrant = mail.read\nisolate = no\n", "plugins.conf")
        await registry.reload()
        #expect(try await pid(registry, "it") == here)
        try house.write("[it]\nenabled = yes\ngrant = mail.read\nisolate = yes\n", "plugins.conf")
        await registry.reload()
        let again = try await pid(registry, "it")
        #expect(again != here && again != there)
        await registry.stop()
        try await House.until("no process is left") { kill(pid_t(there), 0) != 0 && kill(pid_t(again), 0) != 0 }
    }

    @Test func whoeverDidNotComeWithTheServerIsApart() async throws {
        let house = try House()
        for id in ["plain", "pinned", "trusted"] { try house.install(id, fixture: "announces", into: "others") }
        let sum = try Fixture.run("sha256sum", [house.folder.appendingPathComponent("others/pinned/lib.so").path]).output.prefix(64)
        try house.write(
            "[plain]\nenabled = yes\ngrant = mail.read\n[pinned]\nenabled = yes\ngrant = mail.read\nsha256 = \(sum)\n[trusted]\nenabled = yes\ngrant = mail.read\nisolate = no\n",
            "plugins.conf")
        let registry = house.registry(limits())
        await registry.start()
        #expect(try await pid(registry, "plain") != Int(getpid()))
        #expect(try await pid(registry, "pinned") == Int(getpid()))
        #expect(try await pid(registry, "trusted") == Int(getpid()))
        await registry.stop()
    }

    /// What was compared with the pin is what runs, whatever is put in its place meanwhile.
    @Test(arguments: ["yes", "no"]) func onlyThePinnedLibraryRuns(_ isolate: String) async throws {
        let house = try House()
        try house.install("it", fixture: "announces", into: "others")
        let lib = house.folder.appendingPathComponent("others/it/lib.so")
        let sum = try Fixture.run("sha256sum", [lib.path]).output.prefix(64)
        try house.write("[it]\nenabled = yes\ngrant = mail.read\nisolate = \(isolate)\nsha256 = \(sum)\n", "plugins.conf")
        let pinned = LibraryFile(lib.path, pin: String(sum))
        let registry = house.registry(limits())
        await registry.start()
        #expect(await registry.line("it") == "on")
        #expect((try await pid(registry, "it") == Int(getpid())) == (isolate == "no"))
        try house.install("it", fixture: "echo", into: "others")
        #expect(throws: Failure.self) { try pinned.checkPin() }
        await registry.reload()
        let words = "blocked: Its library is not the one pinned in plugins.conf: the sha256 differs."
        #expect(await registry.line("it") == words)
        try FileManager.default.removeItem(at: lib)
        await registry.reload()
        #expect(await registry.line("it").hasPrefix("missing: "))
        await registry.stop()
    }

    @Test func aLibraryThatOthersCanChangeDoesNotRunInside() async throws {
        let house = try House()
        try house.install("it", fixture: "announces", into: "others")
        try house.write("[it]\nenabled = yes\ngrant = mail.read\nisolate = no\n", "plugins.conf")
        let lib = house.folder.appendingPathComponent("others/it/lib.so").path
        chmod(lib, 0o757)
        let registry = house.registry(limits())
        await registry.start()
        #expect(
            await registry.line("it")
                == "blocked: Its library can be changed by everybody (chmod o-w \(lib)), so it does not run inside the server. "
                + "Mend that, or say isolate = yes.")
        #expect(try await registry.setIsolated("it", true, by: "ada")["state"] == "on")
        chmod(lib, 0o755)
        #expect(try await registry.setIsolated("it", false, by: "ada")["state"] == "on")
        await registry.stop()
    }

    @Test func withoutARunnerItSaysSo() async throws {
        let house = try House()
        try house.install("echo", into: "others")
        try house.write("[echo]\nenabled = yes\ngrant = mail.read\n", "plugins.conf")
        let registry = house.registry(limits(), runner: PluginRunner(path: "/nowhere/mailflow-runner"))
        await registry.start()
        #expect(await registry.line("echo") == "missing: It needs a process of its own, and mailflow-runner is missing beside the server.")
        await registry.stop()
    }

    @Test(.timeLimit(.minutes(3))) func onAndOffManyTimes() async throws {
        let house = try House()
        try house.install("echo", into: "others")
        try house.write("[echo]\nenabled = yes\ngrant = mail.read\n", "plugins.conf")
        let registry = house.registry(limits())
        await registry.start()
        for round in 0..<100 {
            let state = try await registry.setEnabled("echo", round % 2 == 1, by: "ada")["state"]?.string ?? ""
            #expect(round % 2 == 1 ? ["on", "starting"].contains(state) : ["off", "stopping"].contains(state))
        }
        try await House.until("on") { await registry.line("echo") == "on" }
        await registry.stop()
    }

    /// A Swift plugin in its box: it finds its libraries, and works.
    @Test func theBundledPluginRunsApart() async throws {
        let house = try House()
        let build = try Fixture.unsubscribe.deletingLastPathComponent()
        let installed = try Fixture.run(
            "sh",
            [
                Fixture.root.appendingPathComponent("tools/plugins-install.sh").path, build.path,
                house.folder.appendingPathComponent("plugins").path,
            ])
        try #require(installed.status == 0, "\(installed.output)")
        // The tools put the runner beside it.
        let registry = house.registry(limits(), runner: PluginRunner(path: house.folder.appendingPathComponent("mailflow-runner").path))
        await registry.start()
        #expect(try await registry.setIsolated("unsubscribe", true, by: "ada")["state"] == "on")
        let place = await registry.supervision(of: "unsubscribe")
        #expect(place["isolated"] == true && place["report"] == .null, "\(place)")
        await registry.stop()
    }

    /// The process goes with the server, however the server goes.
    @Test func itDiesWithTheServer() async throws {
        let house = try House()
        try house.install("it", fixture: "announces")
        try house.write("[it]\nenabled = yes\ngrant = mail.read\nisolate = yes\n", "plugins.conf")
        let path = house.folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let registry = try Victim.registry(path)
            await registry.start()
            let pid = await registry.supervision(of: "it")["pid"]?.int ?? 0
            try Data("\(pid)".utf8).write(to: URL(fileURLWithPath: path + "/pid"))
            kill(getpid(), SIGKILL)
        }
        let pid = try #require(Int(try house.read("pid")))
        try #require(pid > 1)
        try await House.until("the runner's end") {
            guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return true }
            // Whoever inherited it may not have looked yet.
            return stat.contains(") Z ")
        }
    }

    @Test func tenThousandCallsKeepTheirOrder() async throws {
        let house = try House()
        try house.install("it", fixture: "counts")
        try house.write("[it]\nenabled = yes\ngrant = mail.read\nisolate = yes\n", "plugins.conf")
        let registry = house.registry(limits())
        await registry.start()
        let session = try #require(await registry.entries["it"]?.session)
        let answers = (0..<10_000).map { _ in session.ask("job/1", [[]]) }
        for (number, answer) in answers.enumerated() {
            #expect(String(decoding: try await answer.whole(), as: UTF8.self) == "\(number + 1)")
        }
        await registry.stop()
    }
}
