import Core
import Foundation
import Testing

@testable import Plugins

@Suite struct ManifestTests {
    private static let good: JSON = [
        "id": "todo", "name": "Todo", "version": "1", "library": "libTodo.so",
        "uses": [
            ["verb": "kv.put/1", "why": "Remembers"], ["verb": "mail.call/1", "methods": ["Email/get", "EmailSubmission/set"]],
            ["verb": "http.fetch/1", "hosts": ["API.example.org"]],
        ],
        "likes": [["verb": "ui.push/1"]], "answers": ["hook/1"], "hooks": ["mail.open"],
    ]

    @Test func readsWhatItNeeds() throws {
        let manifest = try Manifest(parsing: Self.good.bytes)
        #expect(manifest.grants.map(\.description) == ["mail.send", "mail.read", "http:api.example.org", "kv"])
        #expect(manifest.allGrants.map(\.description) == ["mail.send", "mail.read", "http:api.example.org", "kv", "ui"])
        #expect(manifest.methods == ["Email/get", "EmailSubmission/set"])
    }

    private static let faults: [(String, JSON?, String)] = [
        ("name", nil, "\"name\" is missing"), ("name", "", "\"name\" and \"version\" must not be empty"),
        ("name", 7, "\"name\" is not text"), ("id", "Todo", "\"id\" must be 1 to 40"), ("id", "../x", "\"id\" must be 1 to 40"),
        ("name", "a\u{1b}[31m", "control characters"), ("library", "../lib.so", "name of a .so file"),
        ("library", "lib.dylib", "name of a .so file"),
        ("answers", ["route/9"], "names route/9"), ("answers", "route/1", "must be a list"), ("hooks", ["mail.open"], ""),
        ("uses", [["verb": "mail.call/1"]], "must name its \"methods\""), ("uses", [["verb": "http.fetch/1"]], "must name its \"hosts\""),
        ("uses", [["verb": "http.fetch/1", "hosts": ["a b"]]], "is not a host name"), ("uses", ["kv.put/1"], "is not an object"),
        ("ui", [["slot": "everywhere", "label": "x"]], "no slot"),
        ("ui", [["slot": "message.chip", "label": "x", "open": "../secret"]], "web folder"),
    ]

    @Test(arguments: faults)
    func saysWhatIsWrong(_ member: String, _ value: JSON?, _ reason: String) {
        var json = Self.good
        json[member] = value
        do throws(Failure) {
            _ = try Manifest(parsing: json.bytes)
            #expect(reason.isEmpty)
        } catch { #expect(error.message.contains(reason) && !reason.isEmpty, "\(error.message)") }
    }

    /// What is listed as read is read: something that cannot stand there is refused.
    @Test(arguments: Manifest.members.keys.sorted()) func eachMemberIsRead(_ place: String) throws {
        for name in Manifest.members[place] ?? [] {
            var json = Self.good
            var entry: JSON = place == "ui" ? ["slot": "settings.page", "label": "x"] : ["verb": "kv.get/1"]
            entry[name] = 7
            switch place {
            case "": json[name] = .double(0.5)
            case "jobs":
                json["answers"] = ["hook/1", "job/1"]
                json[place] = ["a": JSON(dictionaryLiteral: ("every", name == "every" ? 7 : "15m"), (name == "every" ? "x" : name, 7))]
            case "data": json[place] = .object([name: "much"])
            default: json[place] = [entry]
            }
            #expect(throws: Failure.self, "\(place) \(name)") { try Manifest(parsing: json.bytes) }
        }
    }

    @Test func thePageListsEachMember() throws {
        let page = try String(contentsOf: Fixture.root.appendingPathComponent("docs/authors/manifest.md"), encoding: .utf8)
        let rows = page.prefix(upTo: try #require(page.range(of: "## Settings")).lowerBound).split(separator: "\n").filter {
            $0.hasPrefix("| `")
        }
        let named = rows.flatMap { $0.split(separator: "|")[0].matches(of: /`(\w+)`/).map { String($0.1) } }
        #expect(named.sorted() == Manifest.members[""]?.sorted())
    }

    @Test(
        arguments: [
            ("Email/get", "mail.read"), ("Email/reply", "mail.read"), ("Email/set", "mail.change"), ("Email/copy", "mail.change"),
            ("EmailSubmission/get", "mail.read"), ("EmailSubmission/set", "mail.send"), ("ContactCard/query", "contacts.read"),
            ("ContactCard/set", "contacts.change"), ("ContactCard/duplicates", "contacts.read"), ("Correspondent/query", "contacts.read"),
            ("Core/echo", nil),
        ] as [(String, String?)])
    func methodsNeed(_ method: String, _ grant: String?) {
        #expect(Grant.needed(forMethod: method)?.description == grant && !Grant.isClosed(method: method))
    }

    @Test(arguments: ["MailAccount/get", "Preference/set", "PushSubscription/set", "MessageAction/perform", "Plugin/get", "", "Email"])
    func whatIsClosedToPlugins(_ method: String) { #expect(Grant.isClosed(method: method) == (method != "Email")) }

    @Test(arguments: ["", "[]", "{", "null", "\u{0}", "{\"id\":\"a\",\"id\":7}"])
    func refusesAnythingElse(_ text: String) {
        #expect(throws: Failure.self) { try Manifest(parsing: Array(text.utf8)) }
    }

    @Test(arguments: [
        ("http:*", "http:example.org", true), ("http:example.org", "http:example.org", true),
        ("http:*.example.org", "http:api.example.org", true),
        ("http:*.example.org", "http:example.org", false), ("http:*.example.org", "http:badexample.org", false),
        ("http:example.org", "http:*", false),
        ("kv", "kv", true), ("kv", "http:*", false), ("mail.change", "mail.read", false),
    ])
    func grantsCover(_ have: String, _ need: String, _ covers: Bool) throws {
        #expect(try #require(Grant(have)).covers(#require(Grant(need))) == covers)
    }

    @Test(
        arguments: [
            ("https://Example.org/x", "example.org"), ("https://example.org:8443", "example.org"),
            ("HTTPS://a.example.org?x@y", "a.example.org"),
            ("http://example.org/", nil), ("https://u@example.org/", nil), ("https://example.org\\@evil/", nil),
            ("https://exa mple.org/", nil),
            ("https:///x", nil), ("https://example.org:99999/", nil), ("https://[::1]/", nil), ("https://*/", nil),
            ("file:///etc/passwd", nil), ("https://é.example/", nil),
        ] as [(String, String?)])
    func hostOfURL(_ url: String, _ host: String?) { #expect(HostVerbs.host(of: url) == host) }

    /// What a manifest may try: markup is text that stays as it is, and what a later server may understand does nothing here.
    @Test(
        arguments: [
            ("name", "<script>alert(1)</script>", ""), ("name", "a\u{202E}gpj.exe", ""), ("name", "a\nb", "control characters"),
            ("description", "<img src=x onerror=alert(1)>", ""), ("homepage", "javascript:alert(1)", "must begin with https://"),
            ("support", "data:text/html,x", "must begin with https://"), ("icon", "\"><script>", ""),
            ("version", "99999999999999999999.0", ""), ("abi", 99, ""), ("manifest", 2, ""),
            ("depends", ["todo"], ""), ("permissions", ["root"], ""), ("grants", ["everything"], ""),
            ("uses", [["verb": "http.fetch/1", "hosts": ["https://*/"]]], "is not a host name"),
            ("mounts", ["/"], "cannot be mounted"), ("mounts", ["/api"], "cannot be mounted"),
        ] as [(String, JSON, String)])
    func attack67(_ member: String, _ value: JSON, _ reason: String) throws {
        var json = Self.good
        json["answers"] = ["hook/1", "route/1"]
        json[member] = value
        do throws(Failure) {
            let manifest = try Manifest(parsing: json.bytes)
            #expect(reason.isEmpty)
            // Nobody gets more for it.
            let asked: Set = ["mail.send", "mail.read", "http:api.example.org", "kv"]
            #expect(Set(manifest.grants.map(\.description)) == asked)
            if member == "name" { #expect(manifest.name == value.string) }
        } catch { #expect(!reason.isEmpty && error.message.contains(reason), "\(error.message)") }
    }
}
