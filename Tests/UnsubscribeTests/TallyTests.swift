import MailFlowPlugin
import Testing

@testable import Unsubscribe

@Suite struct TallyTests {
    private static func mail(
        _ id: String, listId: String? = nil, from: String = "news@example.org", name: String? = "News", day: String = "2026-11-20",
        urls: [String] = ["https://example.org/u"], post: Bool = true, keywords: JSON = [:]
    ) -> JSON {
        var email: JSON = [
            "id": .string(id), "accountId": "a1", "receivedAt": .string(day + "T08:00:00Z"), "keywords": keywords,
            "from": [["name": name.map(JSON.string) ?? .null, "email": .string(from)]], "to": [["email": "me@example.test"]],
            "header:List-Unsubscribe:asURLs": .array(urls.map(JSON.string)),
        ]
        if post { email["header:List-Unsubscribe-Post:asText"] = "List-Unsubscribe=One-Click" }
        if let listId { email["header:List-Id:asText"] = .string(listId) }
        return email
    }

    private static func entries(_ mails: [JSON]) -> [Entry] {
        var tally = Tally()
        for mail in mails { tally.take(mail) }
        return tally.entries
    }

    @Test func countsByListAndKeepsTheNewestWay() throws {
        let list = "\"Harbour news\" <harbour.example.org>"
        let entries = Self.entries([
            Self.mail("e9", listId: list, day: "2026-11-20", urls: ["mailto:leave@example.org"], post: false),
            Self.mail("e8", listId: list, day: "2026-11-13"), Self.mail("e8", listId: list, day: "2026-11-13"),
            Self.mail("e7", from: "shop@example.org", name: "Shop", day: "2026-11-12"),
            Self.mail("e6", listId: list, day: "2026-11-06"), Self.mail("e5", listId: list, day: "2026-10-30"),
        ])
        #expect(entries.map(\.key) == ["list:harbour.example.org", "from:shop@example.org"])
        let harbour = try #require(entries.first)
        #expect(harbour.name == "Harbour news" && harbour.count == 4 && harbour.newest == "2026-11-20T08:00:00Z")
        #expect(harbour.way == .mail && harbour.target == "leave@example.org")
        #expect(harbour.emails == ["e9", "e8", "e6"])
        #expect(entries.last?.way == .oneClick && entries.last?.target == "example.org")
    }

    @Test func aListOfManySendersGoesByItsOwnName() {
        let mails = [
            Self.mail("e2", listId: "<talk.example.org>", from: "a@example.org"),
            Self.mail("e1", listId: "<talk.example.org>", from: "b@example.org"),
        ]
        #expect(Self.entries(mails).first?.name == "talk.example.org")
        #expect(Self.entries(mails).first?.address == "")
        #expect(Self.entries([mails[0]]).first?.name == "News")
    }

    struct Name: Sendable, CustomTestStringConvertible {
        let listId: String?
        let from: String?
        let shown: String
        var testDescription: String { shown }
    }

    @Test(arguments: [
        Name(listId: nil, from: "  Shop\u{202E}\n ", shown: "Shop"), Name(listId: nil, from: nil, shown: "news@example.org"),
        Name(listId: nil, from: "", shown: "news@example.org"), Name(listId: "\u{1}<x.example.org>", from: "Shop", shown: "Shop"),
        Name(listId: "\"\" <x.example.org>", from: "Shop", shown: "Shop"), Name(listId: "x.example.org", from: "Shop", shown: "Shop"),
        Name(listId: nil, from: String(repeating: "x", count: 5000), shown: String(repeating: "x", count: 120)),
    ])
    func names(_ c: Name) { #expect(Self.entries([Self.mail("e1", listId: c.listId, name: c.from)]).first?.name == c.shown) }

    @Test func leavesOutWhatIsNoListAndSurvivesAnything() {
        var tally = Tally()
        for json: JSON in [
            nil, [], "x", [:], ["id": 7], ["id": "", "accountId": "a1"], Self.mail("e1", urls: []),
            Self.mail("e2", keywords: ["$junk": true]),
            Self.mail("e3", day: "soon"), Self.mail("e4", urls: ["http://example.org/u"]),
        ] {
            tally.take(json)
        }
        #expect(tally.entries.isEmpty)
    }

    @Test func aSurveyFitsIntoOneValueHoweverMuchThereIs() throws {
        var tally = Tally()
        for number in 0..<600 {
            let long = String(repeating: "ж", count: 140)
            tally.take(
                Self.mail(
                    "e\(number)", listId: "\(long) <\(number).\(String(repeating: "l", count: 250))>",
                    from: "\(number)@\(String(repeating: "x", count: 300))"))
        }
        let survey = Survey(at: 1, read: 600, total: 600, unread: 0, entries: tally.entries)
        #expect(survey.entries.count == Survey.entryLimit)
        #expect(survey.json.bytes.count < 1 << 20)
        #expect(Survey(survey.json) == survey)
        for junk: JSON in [nil, [], ["at": "x"], ["at": 1], ["at": 1, "entries": 7]] { #expect(Survey(junk) == nil) }
        #expect(Survey(["at": 1, "entries": [nil, ["key": "list:x"], 7]])?.entries == [])
    }
}

@Suite struct EntryTests {
    private let entry = Entry(
        key: "list:x", name: "X", address: "x@example.org", count: 3, newest: "2026-11-20T08:00:00Z", way: .oneClick, target: "example.org",
        emails: ["e1"])

    struct Case: Sendable, CustomTestStringConvertible {
        let memory: Memory?
        let state: String
        var still = false
        var testDescription: String { "\(state) \(still)" }
    }

    private static func on(_ day: String, _ state: Memory.State, _ way: Memory.Way) -> Memory {
        Memory(state: state, way: way, day: Day(day)!)
    }

    @Test(arguments: [
        Case(memory: nil, state: "offered"), Case(memory: on("2026-11-20", .opened, .link), state: "opened"),
        Case(memory: on("2026-11-20", .done, .mail), state: "asked"), Case(memory: on("2026-11-20", .done, .oneClick), state: "left"),
        Case(memory: on("2026-11-20", .failed, .oneClick), state: "failed"),
        Case(memory: on("2026-11-10", .done, .oneClick), state: "left"),
        Case(memory: on("2026-11-09", .done, .oneClick), state: "left", still: true),
        Case(memory: on("2026-10-01", .done, .mail), state: "asked", still: true),
        Case(memory: on("2026-10-01", .failed, .oneClick), state: "failed"),
    ])
    func stands(_ c: Case) {
        let shown = entry.shown(c.memory)
        #expect(shown["state"]?.string == c.state)
        #expect(shown["still"]?.bool == c.still)
        #expect(shown["day"]?.string == c.memory?.day.text)
        #expect(shown["emails"] == nil && shown["emailId"] == "e1")
    }

    @Test func aFailureIsNamed() {
        let shown = entry.shown(.failed(.oneClick, .broken, "503"))
        #expect(shown["trouble"] == "broken" && shown["detail"] == "503")
        #expect(shown["reason"] == "The list's server has trouble (status 503). Try again later.")
    }
}
