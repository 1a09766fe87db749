import Core
import Foundation
import HostCrypto
import Store
import Synchronization
import Testing

@testable import Plugins

/// The forms of manifests, and what people fill in.
@Suite struct SettingsTests {
    private static func manifest(_ settings: String) -> [UInt8] {
        Array(#"{"id":"p","name":"P","version":"1","library":"p.so","settings":\#(settings)}"#.utf8)
    }

    @Test(arguments: [
        (#"[]"#, "must be an object with"), (#"{"everybody":{}}"#, "no part \"everybody\""), (#"{"admin":[]}"#, "at most 64 fields"),
        (#"{"admin":{"1x":{"type":"text","label":"L"}}}"#, "must begin with a letter"), (#"{"admin":{"x":7}}"#, "must be an object"),
        (#"{"admin":{"x":{"label":"L"}}}"#, "needs a \"type\": text, multiline"),
        (#"{"admin":{"x":{"type":"colour","label":"L"}}}"#, "needs a \"type\""),
        (#"{"admin":{"x":{"type":"text"}}}"#, "needs a \"label\""), (#"{"admin":{"x":{"type":"text","label":{}}}}"#, "needs a \"label\""),
        (#"{"admin":{"x":{"type":"text","label":{"english!":"L"}}}}"#, "needs a \"label\""),
        (#"{"admin":{"x":{"type":"text","label":"L","lable":1}}}"#, "has \"lable\", which no field has"),
        (#"{"admin":{"x":{"type":"text","label":"L","help":7}}}"#, "the \"help\" of"),
        (#"{"admin":{"x":{"type":"text","label":"L","required":"yes"}}}"#, "must be true or false"),
        (#"{"admin":{"x":{"type":"text","label":"L","min":1}}}"#, "of a field that holds a number"),
        (#"{"admin":{"x":{"type":"number","label":"L","min":3,"max":1}}}"#, "greater than its \"max\""),
        (#"{"admin":{"x":{"type":"number","label":"L","maxLength":3}}}"#, "of a field that holds text"),
        (#"{"admin":{"x":{"type":"text","label":"L","maxLength":0}}}"#, "from 1 to 100000"),
        (#"{"admin":{"x":{"type":"text","label":"L","pattern":"(?=a)"}}}"#, "without look-around"),
        (#"{"admin":{"x":{"type":"choice","label":"L"}}}"#, "1 to 100 \"choices\""),
        (#"{"admin":{"x":{"type":"choice","label":"L","choices":[{"value":"a","label":"A"},{"value":"a","label":"B"}]}}}"#, "twice"),
        (#"{"admin":{"x":{"type":"text","label":"L","choices":[]}}}"#, "is no \"choice\""),
        (#"{"admin":{"x":{"type":"secret","label":"L","default":"s"}}}"#, "cannot have a \"default\""),
        (#"{"admin":{"x":{"type":"number","label":"L","max":3,"default":4}}}"#, "no value it may have"),
    ])
    func aMistakeIsASentence(_ settings: String, _ says: String) {
        do {
            _ = try Manifest(parsing: Self.manifest(settings))
            Issue.record("it was taken: \(settings)")
        } catch {
            #expect(error.kind == .invalid && error.message.contains(says), "\(error.message)")
        }
    }

    @Test func fieldsKeepTheOrderOfTheAuthor() throws {
        let text = #"""
            {"a":{"settings":{"admin":{"no":1}}},"x":"} \" {", "settings" : { "user" : {} , "admin" :
              {"zeta":{"type":"text","label":"Z"},"alpha":{"type":"choice","label":"A","choices":[{"value":"{\"}","label":"x"}]},
               "m\u0069d":{"type":"boolean","label":"M"}}}, "id":"p","name":"P","version":"1","library":"p.so"}
            """#
        let manifest = try Manifest(parsing: Array(text.utf8))
        #expect(manifest.settings.admin.map(\.key) == ["zeta", "alpha", "mid"])
    }

    @Test func wordsFindTheirLanguage() throws {
        let words = try #require(Words(["en": "Token", "de": "Schlüssel", "pt-BR": "Ficha"], most: 100))
        #expect(
            ["de-AT", "DE", "pt", "pt-br", "fr", ""].map { words.text(in: $0) } == [
                "Schlüssel", "Schlüssel", "Ficha", "Ficha", "Token", "Token",
            ])
        #expect(Words("All").text(in: "zh") == "All")
        #expect(Words(["en": "a\u{7}"], most: 100) == nil && Words("", most: 100) == nil && Words("ab", most: 1) == nil)
    }

    private static func field(_ json: String) throws -> SettingField {
        try #require(try Manifest(parsing: manifest(#"{"admin":{"f":\#(json)}}"#)).settings.admin.first)
    }

    @Test(
        arguments: [
            (#"{"type":"text","label":"F"}"#, JSON.string("  a b "), JSON.string("a b")), (#"{"type":"text","label":"F"}"#, "", nil),
            (#"{"type":"secret","label":"F"}"#, " key \n", " key "), (#"{"type":"multiline","label":"F"}"#, " a\nb ", " a\nb "),
            (#"{"type":"number","label":"F"}"#, 3, 3), (#"{"type":"boolean","label":"F"}"#, false, false),
            (#"{"type":"url","label":"F"}"#, "https://example.org/x?y", "https://example.org/x?y"),
            (#"{"type":"email","label":"F"}"#, "ada@example.org", "ada@example.org"),
            (#"{"type":"choice","label":"F","choices":[{"value":"a","label":"A"}]}"#, "a", "a"),
            (
                #"{"type":"text","label":"F","pattern":"^[0-9a-f]{40}$"}"#, .string(String(repeating: "0f", count: 20)),
                .string(String(repeating: "0f", count: 20))
            ),
        ] as [(String, JSON, JSON?)])
    func aGoodValueIsKept(_ json: String, _ given: JSON, _ kept: JSON?) throws {
        let value = try Self.field(json).value(given)
        #expect(value == kept)
    }

    @Test(
        arguments: [
            (#"{"type":"text","label":"F"}"#, 7, "F must be text."),
            (#"{"type":"text","label":"F"}"#, "a\u{1}b", "F must not hold control characters."),
            (#"{"type":"text","label":"F"}"#, "a\nb", "F must not hold control characters."),
            (#"{"type":"text","label":"F","maxLength":3}"#, "abcd", "F must have at most 3 characters."),
            (#"{"type":"number","label":"F"}"#, "3", "F must be a number."),
            (#"{"type":"number","label":"F","min":2}"#, 1, "F must be at least 2."),
            (#"{"type":"number","label":"F","max":2.5}"#, 3, "F must be at most 2.5."),
            (#"{"type":"boolean","label":"F"}"#, "yes", "F must be yes or no."),
            (#"{"type":"url","label":"F"}"#, "javascript:alert(1)", "F must be an address that begins with https:// or http://."),
            (#"{"type":"url","label":"F"}"#, "https://u:p@example.org", "F must be an address that begins with https:// or http://."),
            (#"{"type":"email","label":"F"}"#, "ada", "F must be a mail address."),
            (#"{"type":"email","label":"F"}"#, "a@b,c@d", "F must be a mail address."),
            (#"{"type":"choice","label":"F","choices":[{"value":"a","label":"A"}]}"#, "b", "F must be one of its choices."),
            (#"{"type":"secret","label":"F"}"#, ["set": true], "F must be text."),
            (#"{"type":"text","label":"F","pattern":"[0-9]+"}"#, "12a", "F does not have the form it needs."),
        ] as [(String, JSON, String)])
    func aBadValueIsASentence(_ json: String, _ given: JSON, _ says: String) throws {
        let field = try Self.field(json)
        do {
            _ = try field.value(given)
            Issue.record("it was taken")
        } catch { #expect(error.kind == .invalid && error.message == says) }
    }

    // MARK: - A form over a real database

    private static let form = #"""
        {"admin":{"server":{"type":"url","label":{"en":"Server","de":"Server-Adresse"},"required":true},
                  "token":{"type":"secret","label":"Token","required":true},"pause":{"type":"number","label":"Pause","default":15,"min":1}},
         "user":{"token":{"type":"secret","label":"API token"},"loud":{"type":"boolean","label":"Loud","default":true}}}
        """#

    private final class Heard: Sendable {
        let scopes = Mutex<[String]>([])
    }

    private func withSettings(
        _ ask: PluginSettings.Ask? = nil, _ body: (PluginSettings, Store, Heard) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mailflow-settings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try await Store.open(folder.appendingPathComponent("test.db").path, secrets: House.secrets)
        _ = try await store.write { tx throws(Failure) in try UserTable.add(tx, username: "ada", passwordHash: "*", isAdmin: true) }
        let heard = Heard()
        let settings = PluginSettings(
            plugin: "p", forms: try Manifest(parsing: Self.manifest(Self.form)).settings, values: .store(store), language: "de", ask: ask,
            changed: { scope in heard.scopes.withLock { $0.append(scope.text) } })
        try await body(settings, store, heard)
        await store.close()
    }

    @Test func secretsAreWriteOnly() async throws {
        try await withSettings { settings, store, heard in
            #expect(try await settings.missing() == "It needs its settings: Server-Adresse has not been filled in yet.")
            var form = try await settings.get(.admin)
            #expect(form["order"] == ["server", "token", "pause"] && form["checks"] == false)
            #expect(form["values"] == ["server": nil, "token": ["set": false], "pause": 15])
            #expect(form["fields"]?["server"]?["label"] == "Server-Adresse" && form["fields"]?["pause"]?["min"] == 1)

            // Absent secret: keep. Null: clear. What the form showed, sent back, changes nothing.
            guard case .kept(let kept) = try await settings.put(.admin, ["values": ["server": "https://example.org", "token": "s3cret"]])
            else {
                Issue.record("it was refused")
                return
            }
            #expect(kept["values"] == ["server": "https://example.org", "token": ["set": true], "pause": 15])
            _ = try await settings.put(.admin, ["values": ["pause": 30, "token": ["set": true]]])
            #expect(try await settings.opened(.admin) == ["server": "https://example.org", "token": "s3cret", "pause": 30])
            #expect(try await settings.missing() == nil)
            _ = try await settings.put(.admin, ["values": ["pause": nil]])
            form = try await settings.get(.admin)
            #expect(form["values"]?["pause"] == 15 && !form.text.contains("s3cret"))
            #expect(heard.scopes.withLock { $0 } == ["", "", ""])

            let raw = try await store.database.read { db throws(Failure) in
                try db.query("SELECT value FROM plugin_settings", []) { $0.bytes(0) }
            }
            #expect(raw.count == 1 && !String(decoding: raw[0], as: UTF8.self).contains("example.org"))
            // The user's form is another one.
            #expect(try await settings.get(.user(UserID(1)))["values"] == ["token": ["set": false], "loud": true])
        }
    }

    @Test(
        arguments: [
            (#"{}"#, nil, "\"values\" must be an object."), (#"{"values":[]}"#, nil, "\"values\" must be an object."),
            (#"{"values":{"other":1}}"#, "other", "This plugin has no such setting."),
            (#"{"values":{"server":"ftp://x"}}"#, "server", "Server must be an address that begins with https:// or http://."),
            (#"{"values":{"server":"https://example.org"}}"#, "token", "Token is needed."),
            (#"{"values":{"server":"https://example.org","token":""}}"#, "token", "Token is needed."),
            (#"{"values":{"server":null,"token":"t"}}"#, "server", "Server-Adresse is needed."),
            (#"{"values":{"server":"https://example.org","token":"t","pause":0}}"#, "pause", "Pause must be at least 1."),
        ] as [(String, String?, String)])
    func allOfItOrNothing(_ body: String, _ field: String?, _ line: String) async throws {
        try await withSettings { settings, _, heard in
            let outcome = try await settings.put(.admin, try JSON(parsing: Array(body.utf8)))
            #expect(outcome == .refused(field: field, line: line))
            #expect(try await settings.opened(.admin) == ["pause": 15])
            #expect(heard.scopes.withLock { $0.isEmpty })
            let tried = try await settings.check(.admin, ["values": ["pause": 0]])
            #expect(tried["ok"] == false)
        }
    }

    @Test func thePluginIsAskedFirst() async throws {
        let asked = Mutex<[JSON]>([])
        try await withSettings { scope, values async throws(Failure) in
            asked.withLock { $0.append(["scope": .string(scope.text), "values": values]) }
            if values["token"] == "late" { throw Failure(.timeout, "too late") }
            if values["token"] == "odd" { return ["line": "?"] }
            return values["token"] == "good"
                ? ["ok": true, "line": "3 projects"] : ["ok": false, "line": "Wrong\ntoken.", "field": "token"]
        } _: { settings, _, heard in
            let user = PluginSettings.Scope.user(UserID(1))
            #expect(try await settings.put(user, ["values": ["token": "bad"]]) == .refused(field: "token", line: "Wrong token."))
            #expect(asked.withLock { $0 } == [["scope": "user:u1", "values": ["token": "bad", "loud": true]]])
            await #expect(throws: Failure(.timeout, "too late")) { try await settings.put(user, ["values": ["token": "late"]]) }
            await #expect(throws: Failure.self) { try await settings.put(user, ["values": ["token": "odd"]]) }
            #expect(try await settings.opened(user) == ["loud": true])
            guard case .kept(let form) = try await settings.put(user, ["values": ["token": "good"]]) else {
                Issue.record("it was refused")
                return
            }
            #expect(form["values"] == ["token": ["set": true], "loud": true] && form["checks"] == true)
            #expect(try await settings.check(user, [:]) == ["ok": true, "line": "3 projects"])
            #expect(
                try await settings.check(user, ["values": ["token": "bad"]]) == ["ok": false, "line": "Wrong token.", "field": "token"])
            #expect(heard.scopes.withLock { $0 } == ["user:u1"])
            // What changes nothing asks nobody.
            let before = asked.withLock { $0.count }
            _ = try await settings.put(user, ["values": [:]])
            #expect(asked.withLock { $0.count } == before)
        }
    }

    @Test func aUserWhoClearsTheirFormLeaves() async throws {
        let form =
            #"{"admin":{"a":{"type":"text","label":"A","required":true}},"user":{"token":{"type":"secret","label":"Token","required":true},"list":{"type":"text","label":"List"}}}"#
        let forms = try Manifest(parsing: Self.manifest(form)).settings
        try await withSettings { _, store, _ in
            let settings = PluginSettings(
                plugin: "r", forms: forms, values: .store(store), language: "en",
                ask: { _, _ async throws(Failure) in ["ok": true] }, changed: { _ in })
            let user = PluginSettings.Scope.user(UserID(1))
            #expect(try await settings.put(user, ["values": ["list": "x"]]) == .refused(field: "token", line: "Token is needed."))
            _ = try await settings.put(user, ["values": ["list": "x", "token": "t"]])
            #expect(try await settings.put(user, ["values": ["token": nil]]) == .refused(field: "token", line: "Token is needed."))
            _ = try await settings.put(user, ["values": ["list": nil, "token": nil]])
            #expect(try await settings.opened(user) == [:])
            #expect(try await settings.put(.admin, ["values": ["a": nil]]) == .refused(field: "a", line: "A is needed."))
        }
    }

    @Test func nobodyFillsInAFormThatIsNotThere() async throws {
        try await withSettings { settings, store, _ in
            let bare = PluginSettings(
                plugin: "q", forms: SettingForms(), values: .store(store), language: "en", ask: nil, changed: { _ in })
            await #expect(throws: Failure.self) { try await bare.get(.admin) }
            await #expect(throws: Failure.self) { try await bare.put(.admin, ["values": [:]]) }
            await #expect(throws: Failure(.notFound, "no user u9")) {
                try await settings.put(.user(UserID(9)), ["values": ["token": "t"]])
            }
        }
    }

    @Test func settingsGoWithTheirUser() async throws {
        try await withSettings { settings, store, _ in
            _ = try await settings.put(.user(UserID(1)), ["values": ["token": "t"]])
            _ = try await settings.put(.admin, ["values": ["server": "https://example.org", "token": "t"]])
            try await store.write { tx throws(Failure) in try UserTable.remove(tx, UserID(1)) }
            let left = try await store.database.read { db throws(Failure) in
                try db.query("SELECT coalesce(user_id, 0) FROM plugin_settings", []) { $0.int(0) }
            }
            #expect(left == [0])
        }
    }

    @Test func aPluginWaitsForItsSettings() async throws {
        let house = try House()
        try house.install("echo", ["settings": try JSON(parsing: Array(Self.form.utf8))])
        try house.write("[echo]\nenabled = yes\ngrant = mail.read\n", "plugins.conf")
        let registry = house.registry()
        await registry.start()
        #expect(await registry.line("echo") == "setup: It needs its settings: Server has not been filled in yet.")
        let settings = try await registry.settings(of: "echo")
        _ = try await settings.put(.admin, ["values": ["server": "https://example.org", "token": "t"]])
        #expect(await registry.line("echo") == "on")
        await #expect(throws: Failure.self) { _ = try await registry.settings(of: "nobody") }
        await registry.stop()
    }
}

/// What a text has to look like.
@Suite struct SettingPatternTests {
    @Test(
        arguments: [
            ("abc", "abc", true), ("abc", "ab", false), ("abc", "abcd", false), ("^abc$", "abc", true), ("a|bc", "bc", true),
            ("a|bc", "ac", false),
            ("a*", "", true), ("a*b", "aaab", true), ("a+", "", false), ("a?b", "b", true), ("(ab)+", "abab", true),
            ("(?:ab)+", "aba", false),
            ("[a-c]", "b", true), ("[^a-c]", "b", false), ("[^a-c]", "é", true), ("[]", "x", nil), ("[-a]", "-", true), ("[a-]", "-", true),
            (#"[\d.]+"#, "1.2", true), (#"\w+"#, "a_1", true), (#"\w+"#, "a b", false), (#"\."#, ".", true), (#"\."#, "x", false),
            (".", "\n", false),
            ("a{2}", "aa", true), ("a{2}", "aaa", false), ("a{2,}", "aaaa", true), ("a{1,2}", "aaa", false), ("a{0}", "", true),
            ("", "", true),
            ("(a|b)*c", "ababc", true), ("(", "x", nil), (")", "x", nil), ("*", "x", nil), ("a{2,1}", "x", nil), ("a{1001}", "x", nil),
            (#"\1"#, "x", nil), ("(?=a)", "x", nil), ("(?<!a)", "x", nil), (#"\b"#, "x", nil), ("[b-a]", "x", nil), ("a{", "x", nil),
            (#"a\"#, "x", nil),
            ("((a{1000}){1000}){1000}", "x", nil), ("ü+", "üü", true), ("^", "", true), ("$", "", true),
        ] as [(String, String, Bool?)])
    func fits(_ pattern: String, _ text: String, _ expected: Bool?) {
        #expect(SettingPattern(pattern)?.fits(text) == expected)
    }

    @Test func noPatternTakesLong() throws {
        for pattern in ["(a+)+$", "(a|a)*", "(a*)*b", "(a|aa)+", "(.*a){20}"] {
            let read = try #require(SettingPattern(pattern))
            let time = ContinuousClock().measure { _ = read.fits(String(repeating: "a", count: 1000) + "!") }
            #expect(time < .seconds(5), "\(pattern) took \(time)")
        }
    }
}
