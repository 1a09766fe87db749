import Core
import Foundation
import HostCrypto
import Logging
import Store
import Synchronization
import Testing

@testable import Plugins

/// Events, jobs, hooks, mounts and grants over a real store and a plugin in C that does what its environment says.
@Suite struct FlowTests {
    private func store(_ house: House) async throws -> Store {
        try await Store.open(
            house.folder.appendingPathComponent("flow.db").path, secrets: try SecretBox(keys: [[UInt8](repeating: 7, count: 32)]))
    }

    private func registry(_ house: House, _ store: Store, _ change: (inout PluginLimits) -> Void = { _ in }) -> PluginRegistry {
        var limits = PluginLimits()
        limits.pulse = 0.02
        limits.eventPause = 0.01
        change(&limits)
        var seams = house.seams
        seams.flow = .store(store)
        return PluginRegistry(
            conf: house.conf, folders: [PluginFolder(house.folder.appendingPathComponent("plugins"), bundled: true)], note: nil,
            seams: seams,
            limits: limits)
    }

    private func install(_ house: House, _ id: String = "teller", _ change: [String: JSON] = [:]) throws {
        var manifest: [String: JSON] = [
            "answers": ["event/1", "hook/1", "job/1", "route/1", "credential/1"], "hooks": [], "events": ["user.removed"], "jobs": [:],
        ]
        manifest.merge(change) { $1 }
        try house.install(id, fixture: "teller", manifest)
    }

    private func enable(_ house: House, _ ids: String..., grant: String = "") throws {
        try house.write(ids.map { "[\($0)]\nenabled = yes\ngrant = \(grant)\nisolate = no\n" }.joined(), "plugins.conf")
    }

    private func happen(_ store: Store, _ plugin: String, _ scope: String) async throws {
        try await FlowSeams.store(store).tell(.settingsChanged, plugin, ["scope": .string(scope)])
    }

    private func heard(_ house: House) -> [String] { house.lines.all.filter { $0.contains("heard ") } }

    @Test func anEventIsToldUntilItIsTaken() async throws {
        let house = try House()
        try install(house, "teller", ["events": ["settings.changed"]])
        try enable(house, "teller")
        let store = try await store(house)
        let registry = registry(house, store)
        await registry.start()
        // The plugin answers MF_UNAVAILABLE to the first seven askings of "busy", and MF_FAILED to every asking of "broken".
        for scope in ["one", "busy", "broken", "last"] { try await happen(store, "teller", scope) }
        try await House.until("the last event") { heard(house).contains { $0.contains("last") } }
        let words = heard(house).map { line in ["one", "busy", "broken", "last"].first { line.contains($0) } ?? "?" }
        #expect(words == ["one"] + Array(repeating: "busy", count: 8) + Array(repeating: "broken", count: 5) + ["last"])
        #expect(house.lines.contains("settings.changed is left out after 5 tries"))
        try await House.until("an empty backlog") { try await FlowSeams.store(store).backlog("teller").waiting == 0 }
        await registry.stop()
    }

    @Test func whoIsDownHearsLaterAndWhoIsNewBeginsNow() async throws {
        let house = try House()
        try install(house, "teller", ["events": ["settings.changed"]])
        try enable(house, "teller")
        let store = try await store(house)
        let first = registry(house, store)
        await first.start()
        try await happen(store, "teller", "one")
        try await House.until("the first event") {
            try await FlowSeams.store(store).backlog("teller").waiting == 0 && heard(house).count == 1
        }
        await first.stop()
        try await happen(store, "teller", "while-down")
        let second = registry(house, store)
        await second.start()
        try await House.until("the second event") { heard(house).contains { $0.contains("while-down") } }
        #expect(heard(house).count == 2)
        try await second.setEnabled("teller", false, by: "test")
        try await happen(store, "teller", "while-off")
        try await second.setEnabled("teller", true, by: "test")
        try await happen(store, "teller", "after")
        try await House.until("the third event") { heard(house).contains { $0.contains("after") } }
        #expect(!heard(house).contains { $0.contains("while-off") })
        await second.stop()
    }

    @Test func withoutTheGrantAnEventIsNotTold() async throws {
        let house = try House()
        try install(house, "teller", ["events": ["user.signedin", "user.removed"]])
        try enable(house, "teller", grant: "users")
        let store = try await store(house)
        let registry = registry(house, store)
        await registry.start()
        #expect(await registry.line("teller") == "on")
        _ = try await registry.setGrants("teller", [], by: "test")
        #expect(await registry.line("teller").hasPrefix("blocked"))
        await registry.stop()
        #expect(Grant.needed(forEvent: "mail.received")?.description == "mail.read")
        #expect(
            HouseEvent.allCases.filter { Grant.needed(forEvent: $0.rawValue) == nil }.map(\.rawValue) == [
                "settings.changed", "user.removed",
            ])
    }

    @Test func aJobRunsOnceAtATimeAndItsPlaceSurvives() async throws {
        let house = try House()
        try install(house, "teller", ["jobs": ["slow": "10s", "fails": "1d"]])
        try enable(house, "teller")
        let store = try await store(house)
        let first = registry(house, store)
        await first.start()
        async let running = first.runJob("teller", "slow")
        try await House.until("the job") { house.lines.contains("job slow") }
        await #expect(throws: Failure.self) { _ = try await first.runJob("teller", "slow") }
        #expect(try await running["lastResult"] == "ok")
        #expect(try await first.runJob("teller", "fails")["lastResult"]?.string?.contains("out of paper") == true)
        await #expect(throws: Failure.self) { _ = try await first.runJob("teller", "other") }
        let kept = try await FlowSeams.store(store).jobs("teller")
        await first.stop()
        let second = registry(house, store)
        await second.start()
        let again = await second.jobs("teller")
        #expect(again.map { $0["name"]?.string } == ["fails", "slow"])
        #expect(again.first?["lastResult"]?.string == kept.first { $0.name == "fails" }?.lastResult)
        #expect(again.first?["nextAt"]?.string == kept.first { $0.name == "fails" }.map { UTCDate.text($0.nextAt) })
        await second.stop()
    }

    @Test func aJobThatIsDueRunsByItself() async throws {
        let house = try House()
        try install(house, "teller", ["jobs": ["quick": "1h"]])
        try enable(house, "teller")
        let store = try await store(house)
        try await FlowSeams.store(store).putJob("teller", .init(name: "quick", nextAt: Timestamp(milliseconds: 1)))
        let registry = registry(house, store)
        await registry.start()
        try await House.until("the job") { house.lines.contains("job quick") }
        try await House.until("its end") { await registry.jobs("teller").first?["lastResult"] == "ok" }
        await registry.stop()
    }

    @Test func aLateHookHasNoOpinionAndIsLeftInPeace() async throws {
        let house = try House()
        try install(house, "teller", ["hooks": ["mail.compose"], "events": []])
        try enable(house, "teller", grant: "mail.read")
        let registry = registry(house, try await store(house)) {
            $0.deadlines = ["hook/1": 0.05]
            $0.lateHooks = 2
        }
        await registry.start()
        #expect(registry.board.isAsked("mail.compose") && !registry.board.isAsked("mail.send"))
        for _ in 0..<4 { #expect(await registry.hook("mail.compose", [:]).isEmpty) }
        #expect(house.lines.all.filter { $0.contains("asked mail.compose") }.count == 2)
        #expect(await registry.hook("mail.send", [:]).isEmpty)
        try await registry.setEnabled("teller", false, by: "test")
        #expect(!registry.board.isAsked("mail.compose"))
        await registry.stop()
    }

    @Test func tokensAreKeptAndSharedUntilTheyEnd() async throws {
        let house = try House()
        try install(house)
        try enable(house, "teller", grant: "accounts")
        let registry = registry(house, try await store(house))
        await registry.start()
        let tokens = PluginTokens(registry: registry)
        let facts: JSON = ["email": "me@example.test"]
        async let one = tokens.token(AccountID(1), plugin: "teller", facts: facts)
        async let two = tokens.token(AccountID(1), plugin: "teller", facts: facts)
        #expect(try await [one, two] == ["t0ken", "t0ken"])
        _ = try await tokens.token(AccountID(1), plugin: "teller", facts: facts)
        #expect(house.lines.all.filter { $0.contains("credential") }.count == 1)
        await tokens.refused(AccountID(1))
        _ = try await tokens.token(AccountID(1), plugin: "teller", facts: facts)
        #expect(house.lines.all.filter { $0.contains("credential") }.count == 2)
        let gone = await #expect(throws: Failure.self) {
            _ = try await tokens.token(AccountID(2), plugin: "teller", facts: ["email": "gone@example.test"])
        }
        #expect(gone?.kind == .denied && gone?.message.contains("Sign in to this account again") == true)
        await #expect(throws: Failure.self) { _ = try await tokens.token(AccountID(3), plugin: "nobody", facts: facts) }
        await registry.stop()
    }

    @Test func twoPluginsDoNotShareAPrefix() async throws {
        let house = try House()
        try install(house, "teller", ["mounts": ["/dav", "/.well-known/dav"], "events": []])
        try install(house, "second", ["mounts": ["/dav/books"], "events": []])
        try house.write(
            "[second]\nenabled = yes\ngrant = mount:/dav/books\n[teller]\nenabled = yes\ngrant = mount:/dav mount:/.well-known/dav\n",
            "plugins.conf")
        let registry = registry(house, try await store(house))
        await registry.start()
        #expect(await registry.line("second") == "on")
        #expect(await registry.line("teller") == "blocked: Second answers /dav/books already. Switch one of the two off.")
        #expect(registry.board.mount(of: "/dav/books/x")?.plugin == "second" && registry.board.mount(of: "/dav/x") == nil)
        _ = try await registry.change("second", PluginChange(enabled: false), by: "test")
        #expect(await registry.line("teller") == "on")
        #expect(registry.board.mount(of: "/dav/books/x").map { "\($0)" } == #"(plugin: "teller", prefix: "/dav")"#)
        #expect(registry.board.mount(of: "/david") == nil && registry.board.mount(of: "/.well-known/dav")?.plugin == "teller")
        await registry.stop()
    }

    @Test(arguments: ["/dav", "/.well-known/carddav", "/a/b/c/d", "/x_1"]) func goodMounts(_ path: String) {
        #expect(MountPath.problem(path) == nil)
        #expect(Grant("mount:\(path)") != nil)
    }

    @Test(arguments: [
        "", "/", "dav", "/api", "/api/x", "/jmap", "/ws", "/plugins", "/plugins/x", "/assets", "/health", "/mail", "/.well-known",
        "/.well-known/jmap", "/.well-known/acme-challenge", "/.well-known/a/b", "/.git", "/a/.b", "/A", "/a/", "//a", "/a//b", "/..",
        "/a/../b",
        "/a b", "/%61", "/a/b/c/d/e", "/é",
    ]) func badMounts(_ path: String) {
        #expect(MountPath.problem(path) != nil)
        #expect(Grant("mount:\(path)") == nil)
    }

    @Test(arguments: [("10s", 10.0), ("15m", 900), ("6h", 21600), ("30d", 2_592_000)]) func intervals(_ text: String, _ seconds: Double) {
        #expect(Manifest.seconds(text) == seconds)
    }

    @Test(arguments: ["", "9s", "31d", "m", "-1m", "1.5h", "15", "15M", "99999999999d", "1 m", "１m"]) func noIntervals(_ text: String) {
        #expect(Manifest.seconds(text) == nil)
    }

    @Test func grantsAndPlaceKeepTheFileAsItIs() throws {
        var conf = PluginsConf(text: "# top\n[a]\nenabled = no   # off\n\n; between\n[b]\ngrant = kv ; data\n# end\n")
        conf.set("a", grants: ["mail.read", "kv"].compactMap { Grant($0) })
        conf.set("a", enabled: true)
        conf.set("b", isolate: true)
        conf.set("b", grants: [])
        #expect(
            conf.text
                == "# top\n[a]\nenabled = yes   # off\ngrant = mail.read kv\n\n; between\n[b]\ngrant =  ; data\nisolate = yes\n# end\n")
    }

    @Test func resetAndExportAreOfOnePluginOnly() async throws {
        let house = try House()
        let store = try await store(house)
        let kv = PluginKV.store(store)
        try await store.write { tx throws(Failure) in
            for name in ["ada", "nora"] { _ = try UserTable.add(tx, username: name, passwordHash: "x", isAdmin: false) }
        }
        for plugin in ["one", "two"] {
            try await kv.put(plugin, "", "key", Array("value of \(plugin)".utf8), .max)
            try await kv.put(plugin, "user:u1", "bytes", [0xff, 0], .max)
            try await kv.put(plugin, "user:u2", "more", [1], .max)
        }
        let flow = FlowSeams.store(store)
        let exported = try await flow.export("one")["values"]?.array ?? []
        #expect(exported.count == 3 && exported.contains { $0["text"] == "value of one" } && exported.contains { $0["base64"] == "/wA=" })
        #expect(try await flow.people("one") == 2)
        try await flow.clear("one")
        #expect(try await flow.size("one") == 0)
        #expect(try await flow.size("two") > 0)
        #expect(PluginRegistry.usage(0, "X") == nil && PluginRegistry.usage(2, "X") == "2 people use X.")
    }

    @Test func theLedgerForgetsTheOldest() {
        let ledger = PluginLedger()
        for number in 0..<1000 {
            ledger.note(Double(number) / 1000, failed: number % 10 == 0, Timestamp(milliseconds: Int64(number)))
            ledger.say("info", "line \(number)", Timestamp(milliseconds: Int64(number)))
        }
        #expect(ledger.log.count == 200 && ledger.log.first?.text == "line 800" && ledger.log.last?.text == "line 999")
        #expect(ledger.json["asked"] == 1000 && ledger.json["failed"] == 100)
        guard case .double(let p95)? = ledger.json["p95"] else { return #expect(Bool(false), "no p95") }
        #expect(p95 > 0.95 && p95 < 0.99)
    }
}
