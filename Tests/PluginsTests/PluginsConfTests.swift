import Core
import Foundation
import Testing

@testable import Plugins

@Suite struct PluginsConfTests {
    private static let text = """
        # What may run here.

        [todoist]            # tasks
        enabled = yes        ; since May
        grant   = mail.read http:api.todoist.com kv

        [legacy-thing]
        enabled = no               # stopped by hand
        later = maybe

        """

    @Test func readsParagraphs() throws {
        let conf = PluginsConf(text: Self.text)
        #expect(conf.ids == ["todoist", "legacy-thing"])
        let todoist = try #require(conf["todoist"])
        #expect(todoist.enabled)
        #expect(todoist.grants?.map(\.description) == ["mail.read", "http:api.todoist.com", "kv"])
        #expect(todoist.problem == nil)
        #expect(conf["legacy-thing"]?.problem == "plugins.conf, [legacy-thing]: \"later\" is not a setting.")
        #expect(conf["nobody"] == nil)
    }

    @Test func changesOneWordAndNothingElse() {
        var conf = PluginsConf(text: Self.text)
        conf.set("legacy-thing", enabled: true)
        #expect(
            conf.text
                == Self.text.replacingOccurrences(of: "enabled = no               # stopped", with: "enabled = yes               # stopped")
        )
        conf.set("legacy-thing", enabled: false)
        #expect(conf.text == Self.text)
        conf.set("todoist", grants: [.kv])
        #expect(conf.text == Self.text.replacingOccurrences(of: "grant   = mail.read http:api.todoist.com kv", with: "grant   = kv"))
    }

    @Test func addsWhatIsMissing() {
        var conf = PluginsConf(text: "[a]\n# only a comment\n\n[b]\nenabled = yes")
        conf.set("a", enabled: true)
        conf.set("c", enabled: false)
        conf.set("c", grants: [.kv, .ui])
        #expect(conf.text == "[a]\nenabled = yes\n# only a comment\n\n[b]\nenabled = yes\n\n[c]\nenabled = no\ngrant = kv ui\n")
        var empty = PluginsConf(text: "")
        empty.set("x", enabled: true)
        #expect(empty.text == "[x]\nenabled = yes\n")
    }

    @Test(arguments: [
        ("[a]\ndrafts = some", "drafts must be yes or no"), ("[a]\nenabled = perhaps", "enabled must be yes or no"),
        ("[a]\nisolate = 7", "isolate must be yes or no"),
        ("[a]\ngrant = everything", "no grant \"everything\""), ("[a]\nsha256 = zz", "64 hexadecimal"),
        ("[a]\nnonsense", "not \"name = value\""), ("[a]\ngrant = kv\nenabled = yes\ngrant =", "\"grant\" is there twice"),
        ("[a]\nenabled = yes\n[b]\n[a]\nenabled = no", "two paragraphs"),
    ])
    func saysWhatIsWrong(_ text: String, _ reason: String) {
        #expect(PluginsConf(text: text)["a"]?.problem?.contains(reason) == true)
    }

    @Test func verbsThatMayChangeAreAskedFor() async throws {
        #expect(PluginsConf(text: "[a]\nenabled = yes")["a"]?.drafts == false)
        #expect(PluginsConf(text: "[a]\ndrafts = yes")["a"]?.drafts == true)
        let manifest = try Manifest(
            parsing: JSON.object([
                "id": "a", "name": "A", "version": "1", "library": "x.so", "uses": [["verb": "timer.after/1"]],
                "likes": [["verb": "kv.get/1"]], "answers": ["route/1"],
            ]).bytes)
        let draft = Catalogue.HostVerb(verb: "timer.after/1", grant: nil, arguments: 1...1, isDraft: true)
        let liked = Catalogue.HostVerb(verb: "kv.get/1", grant: nil, arguments: 2...2, isDraft: true)
        #expect(manifest.draft(of: [draft, liked]) == "timer.after/1" && manifest.draft(of: [liked]) == nil && manifest.draft() == nil)
        let house = try House()
        for (allowed, expected) in [(false, Failure.Kind?.some(.unsupported)), (true, nil)] {
            let verbs = HostVerbs(manifest: manifest, grants: [], drafts: allowed, seams: house.seams)
            var kind: Failure.Kind?
            do throws(Failure) { _ = try await verbs.perform(draft, [Array("0".utf8)], piece: { _ in }, used: { _ in }) } catch {
                kind = error.kind
            }
            #expect(kind == expected)
        }
    }

    @Test func linesOutside() {
        let conf = PluginsConf(text: "enabled = yes\n[A b]\nenabled = yes\n[../x]")
        #expect(conf.ids.isEmpty)
        #expect(conf.problems.count == 3)
    }

    @Test func keepsLineEndsAndBytesOfOtherEditors() {
        let windows = Array("\u{FEFF}[a]\r\nenabled = no ; caf".utf8) + [0xE9] + Array("\r\n\r\n[b]\r\nenabled=yes\r\ngrant = kv\r\n".utf8)
        var conf = PluginsConf(bytes: windows)
        #expect(conf.ids == ["a", "b"] && conf.problems.isEmpty && conf.bytes == windows)
        #expect(conf["a"]?.problem == nil && conf["a"]?.enabled == false)
        #expect(conf["b"]?.problem == nil && conf["b"]?.enabled == true && conf["b"]?.grants == [.kv])
        conf.set("a", enabled: true)
        conf.set("a", isolate: true)
        conf.set("b", enabled: false)
        conf.set("c", enabled: true)
        let expected =
            Array("\u{FEFF}[a]\r\nenabled = yes ; caf".utf8) + [0xE9]
            + Array("\r\nisolate = yes\r\n\r\n[b]\r\nenabled= no\r\ngrant = kv\r\n\r\n[c]\r\nenabled = yes\r\n".utf8)
        #expect(conf.bytes == expected)
    }

    @Test func survivesAnything() {
        for text in [
            "[", "]", "[]", "=", "[a]=\n=b", "[a]\n=\n= =", "\u{0}\u{feff}[a]", String(repeating: "[a]\n", count: 1000),
            "[a]\r\nenabled = yes\r\n",
        ] {
            var conf = PluginsConf(text: text)
            _ = conf["a"]
            conf.set("a", enabled: true)
            #expect(conf["a"]?.enabled == true, "\(text.debugDescription)")
        }
    }

    @Test func writesTheFileInOneStep() throws {
        let house = try House()
        try house.write(Self.text, "plugins.conf")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: house.conf.path)
        try PluginsConf.change(house.conf) { $0.set("todoist", enabled: false) }
        #expect(try house.read("plugins.conf") == Self.text.replacingOccurrences(of: "enabled = yes ", with: "enabled = no "))
        let mode = try FileManager.default.attributesOfItem(atPath: house.conf.path)[.posixPermissions] as? Int
        #expect(mode == 0o640)
        #expect(!FileManager.default.fileExists(atPath: house.conf.path + ".new"))
    }

    @Test func manyWritersLoseNothing() async throws {
        let house = try House()
        let file = house.conf
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<40 { group.addTask { _ = try? PluginsConf.change(file) { $0.set("plugin-\(number)", enabled: true) } } }
        }
        #expect(try PluginsConf.read(file).ids.count == 40)
    }
}
