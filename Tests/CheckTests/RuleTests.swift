import Core
import Foundation
import PluginCheck
import Testing

/// Each rule catches the plugin made to break it, and lets the others pass.
@Suite(.serialized) struct RuleTests {
    static let files = ((try? FileManager.default.contentsOfDirectory(atPath: Workshop.breaking.path)) ?? [])
        .filter { $0.hasSuffix(".c") }.map { String($0.dropLast(2)) }.sorted()

    @Test(arguments: files) func theRuleSeesIt(_ file: String) throws {
        let workshop = try Workshop()
        let subject = try workshop.plugin(file)
        let source = try String(contentsOf: Workshop.breaking.appendingPathComponent("\(file).c"), encoding: .utf8)
        let line = try #require(source.firstMatch(of: /^\/\* (\w+): ?(.*) \*\//))
        let expected = try #require(Finding.Outcome(rawValue: String(line.1)))
        let name = file.prefix { $0 != "." }
        let rules = name == "good" ? Rule.all : Rule.all.filter { $0.name == name }
        try #require(!rules.isEmpty, "no rule is called \(name)")
        for finding in Checkup(subject).run(rules) {
            if name == "good" {
                #expect([.passed, .skipped].contains(finding.outcome), "\(finding.rule): \(finding.words)")
            } else {
                #expect(finding.outcome == expected, "\(finding.rule): \(finding.words)")
                #expect(line.2.isEmpty || finding.words.lowercased().contains(line.2.lowercased()), "\(finding.words)")
                #expect(finding.isBad || expected == .warned ? !finding.advice.isEmpty : finding.advice.isEmpty)
            }
        }
    }

    @Test func everyRuleOfTheLibraryIsBroken() {
        let broken = Set(RuleTests.files.map { String($0.prefix { $0 != "." }) })
        let pages: Set = ["manifest-valid", "ui-files-exist", "ui-no-inline-script"]
        #expect(Set(Rule.all.map(\.name)).subtracting(broken).subtracting(pages).isEmpty)
        #expect(Set(Rule.all.map(\.name)).count == Rule.all.count)
    }

    @Test func onlyTheRuleItBreaksIsBroken() throws {
        // What breaks one rule must not blame another.
        for file in ["no-growth", "survives-no-likes"] {
            let workshop = try Workshop()
            let findings = Checkup(try workshop.plugin(file)).run(
                Rule.all.filter { $0.name != "concurrent-routes" && $0.name != "survives-every-failure" })
            #expect(findings.filter(\.isBad).map(\.rule) == [file])
        }
    }

    @Test(
        arguments: [
            (["answers": ["route/1", "dance/1"]], "names dance/1, which this server never asks", Finding.Outcome.failed),
            (["uses": [["verb": "dance.now/1"]]], "\"uses\" names dance.now/1", .failed),
            (["likes": [["verb": "dance.now/1"]]], "\"likes\" names dance.now/1", .warned),
            (["uses": [["verb": "kv.get/1"]]], "kv.get/1 has no \"why\"", .warned),
            (["id": "other"], "The folder is plugin", .warned),
            (["id": "No Id"], "\"id\" must be", .failed),
            (["name": .null], "\"name\" is missing", .failed),
            (["ui": [["slot": "message.nowhere", "label": "X"]]], "there is no slot", .failed),
            (["setings": [:]], "nobody reads \"setings\": did you mean \"settings\"?", .warned),
            (["job": ["due": "10m"]], "nobody reads \"job\": did you mean \"jobs\"?", .warned),
            (["awnsers": ["route/1"]], "did you mean \"answers\"?", .warned),
            (["lkes": []], "did you mean \"likes\"?", .warned), (["frobnicate": true], "Nobody reads \"frobnicate\".", .warned),
            (["name": .null, "nmae": "X"], "\"name\" is missing. Nobody reads \"nmae\": did you mean \"name\"?", .failed),
            (
                ["likes": [["verb": "http.fetch/1", "why": "Asks.", "hosts": ["a.example.org"], "hsots": []]]],
                "nobody reads \"hsots\" in an entry of \"likes\": did you mean \"hosts\"?", .warned
            ),
            (
                ["uses": [["verb": "mail.call/1", "why": "Reads.", "methods": ["Email/get"], "method": "Email/set"]]],
                "nobody reads \"method\" in an entry of \"uses\": did you mean \"methods\"?", .warned
            ),
            (
                ["ui": [["slot": "settings.page", "label": "X", "icn": "check"]]],
                "nobody reads \"icn\" in an entry of \"ui\": did you mean \"icon\"?", .warned
            ),
            (
                ["jobs": ["due": ["every": "10m", "timout": "20m"]], "answers": ["route/1", "health/1", "job/1"]],
                "nobody reads \"timout\" in an entry of \"jobs\": did you mean \"timeout\"?", .warned
            ),
            (["data": ["qouta": 9]], "nobody reads \"qouta\" in \"data\": did you mean \"quota\"?", .warned),
            (
                [
                    "settings": [
                        "user": ["day": ["type": "choice", "label": "X", "choices": [["value": "a", "label": "A", "lable": "B"]]]]
                    ]
                ],
                "nobody reads \"lable\" in the \"choices\" of \"settings\".\"user\".\"day\": did you mean \"label\"?", .warned
            ),
            (
                ["ui": [["slot": "settings.page", "label": "X", "icon": "alarmclock"]]],
                "the icon \"alarmclock\" is neither one of the app's nor a picture in web/: did you mean \"alarm-clock\"?", .warned
            ),
            (["icon": "no-such-icon"], "the icon \"no-such-icon\" is neither one of the app's nor a picture in web/.", .warned),
            (["icon": "own.svg"], "the icon \"own.svg\" is neither", .warned),
            (
                ["uses": [["verb": "mail.call/1", "why": "Reads.", "methods": ["MailAccount/get"]]]],
                "mail.call/1 names MailAccount/get, which is closed to plugins", .warned
            ),
            (["$schema": "https://example.org/plugin.json", "icon": "check"], "", .passed),
        ] as [([String: JSON], String, Finding.Outcome)])
    func manifests(_ change: [String: JSON], _ words: String, _ outcome: Finding.Outcome) throws {
        let workshop = try Workshop()
        let finding = Checkup(try workshop.plugin("good", change)).run(Rule.all.filter { $0.name == "manifest-valid" })[0]
        #expect(finding.outcome == outcome)
        #expect(words.isEmpty || finding.words.lowercased().contains(words.lowercased()), "\(finding.words)")
    }

    @Test func aPictureOfItsOwnIsAnIcon() throws {
        let workshop = try Workshop()
        let subject = try workshop.plugin("good", ["icon": "own.svg"], files: ["web/own.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"])
        #expect(Checkup(subject).run(Rule.all.filter { $0.name == "manifest-valid" })[0].outcome == .passed)
    }

    @Test func whatShipsHasNoStrays() throws {
        for folder in ["Plugins/Unsubscribe", "Plugins/Todoist", "Plugins/CardDAV", "Examples/Remind", "Tests/EndToEnd/pages"] {
            let subject = try Subject(Workshop.root.appendingPathComponent(folder).path)
            let finding = Checkup(subject).run(Rule.all.filter { $0.name == "manifest-valid" })[0]
            // Here the folders are not called after the ids.
            #expect(
                finding.outcome != .failed && !finding.words.contains("nobody reads") && !finding.words.contains("icon"), "\(finding.words)"
            )
        }
    }

    @Test(
        arguments: [
            ("ui-files-exist", [:], Finding.Outcome.failed, "message.action opens page.html, which is not in web/"),
            ("ui-files-exist", ["web/page.html": "<p>"], .passed, ""),
            ("ui-files-exist", ["web/page.html": "<p>", "web/tool.exe": "x"], .warned, "tool.exe is of a kind that is not handed out"),
            (
                "ui-files-exist", ["web/page.html": "<p>", "web/large.js": String(repeating: "x", count: 6 << 20)], .failed,
                "larger than 5 MB"
            ),
            ("ui-no-inline-script", ["web/page.html": "<script src=a.js></script><a href=https://example.org/>x</a>"], .passed, ""),
            ("ui-no-inline-script", ["web/page.html": "<script>go()</script>"], .failed, "<script> without src"),
            ("ui-no-inline-script", ["web/page.html": "<p OnClick=go()>x"], .failed, "onclick"),
            ("ui-no-inline-script", ["web/page.html": "<a href=' javascript:go()'>x"], .failed, "javascript:"),
            ("ui-no-inline-script", ["web/page.html": "<style>p{}</style>"], .failed, "<style>"),
            (
                "ui-no-inline-script", ["web/sub/page.html": "<script src=https://example.org/a.js></script>"], .failed,
                "which is not in web/"
            ),
            ("ui-no-inline-script", ["web/a.svg": "<svg xmlns='http://www.w3.org/2000/svg'><style>p{}</style></svg>"], .passed, ""),
            ("ui-no-inline-script", ["web/a.svg": "<svg onload=go()></svg>"], .failed, "onload"),
        ] as [(String, [String: String], Finding.Outcome, String)])
    func pages(_ rule: String, _ files: [String: String], _ outcome: Finding.Outcome, _ words: String) throws {
        let workshop = try Workshop()
        let subject = try workshop.plugin("good", ["ui": [["slot": "message.action", "label": "X", "open": "page.html"]]], files: files)
        let finding = Checkup(subject).run(Rule.all.filter { $0.name == rule })[0]
        #expect(finding.outcome == outcome, "\(finding.words)")
        #expect(words.isEmpty || finding.words.contains(words), "\(finding.words)")
    }

    @Test(
        arguments: [
            (["ui": [["slot": "login.button", "label": "X", "open": "begin"]]], Finding.Outcome.passed, ""),
            (["ui": [["slot": "login.button", "label": "X", "open": "begin.html"]]], .failed, "begin.html, which is not in web/"),
            (["ui": [["slot": "message.banner", "label": "X"]]], .warned, "has no \"open\""),
            (
                ["ui": [["slot": "message.banner", "label": "X"]], "hooks": ["mail.open"], "answers": ["route/1", "health/1", "hook/1"]],
                .passed, ""
            ),
        ] as [([String: JSON], Finding.Outcome, String)])
    func whatASlotOpens(_ change: [String: JSON], _ outcome: Finding.Outcome, _ words: String) throws {
        let workshop = try Workshop()
        let finding = Checkup(try workshop.plugin("good", change)).run(Rule.all.filter { $0.name == "ui-files-exist" })[0]
        #expect(finding.outcome == outcome && (words.isEmpty || finding.words.contains(words)), "\(finding.words)")
    }

    @Test func withoutALibraryTheRestIsSkipped() throws {
        let workshop = try Workshop()
        let subject = try workshop.plugin("good", ["library": "libother.so"])
        let findings = Checkup(subject).run()
        let loads = try #require(findings.first { $0.rule == "loads-with-bind-now" })
        #expect(loads.outcome == .failed)
        #expect(loads.words.contains("build it first"))
        #expect(findings.first { $0.rule == "answers-once" }?.outcome == .skipped)
    }
}
