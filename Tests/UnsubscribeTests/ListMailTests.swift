import MailFlowPlugin
import Testing

@testable import Unsubscribe

@Suite struct ListMailTests {
    /// A message of a list with these headers.
    static func email(
        _ urls: [String], post: String? = nil, listId: String? = "News <news.example.org>", received: String = "2026-11-22T09:14:00Z"
    ) -> JSON {
        var email: JSON = [
            "id": "e1", "accountId": "a1", "receivedAt": .string(received), "keywords": [:],
            "from": [["name": "News", "email": "News@Example.org"]], "to": [["email": "Me@example.test"]],
            "header:List-Unsubscribe:asURLs": .array(urls.map(JSON.string)),
        ]
        if let post { email["header:List-Unsubscribe-Post:asText"] = .string(post) }
        if let listId { email["header:List-Id:asText"] = .string(listId) }
        return email
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let urls: [String]
        var post: String?
        let way: ListMail.Way?
        var testDescription: String { name }
    }

    static let mail = Mailto("mailto:leave@example.org")!

    @Test(arguments: [
        Case(
            name: "one click", urls: ["mailto:leave@example.org", "https://example.org/u?1"], post: "List-Unsubscribe=One-Click",
            way: .oneClick("https://example.org/u?1")),
        Case(
            name: "one click in other case", urls: ["https://example.org/u"], post: " list-unsubscribe = one-click ",
            way: .oneClick("https://example.org/u")),
        Case(name: "another promise", urls: ["https://example.org/u"], post: "List-Unsubscribe=Maybe", way: .link("https://example.org/u")),
        Case(
            name: "the list's order: page first", urls: ["https://example.org/u", "mailto:leave@example.org"],
            way: .link("https://example.org/u")),
        Case(name: "the list's order: mail first", urls: ["mailto:leave@example.org", "https://example.org/u"], way: .mail(mail)),
        Case(name: "http only", urls: ["http://example.org/u"], post: "List-Unsubscribe=One-Click", way: nil),
        Case(
            name: "http, then mail", urls: ["http://example.org/u", "mailto:leave@example.org"], post: "List-Unsubscribe=One-Click",
            way: .mail(mail)),
        Case(name: "script", urls: ["javascript:alert(1)", "data:text/html,x"], way: nil),
        Case(name: "user name in the URL", urls: ["https://bank.example.org@evil.example.org/"], way: nil),
        Case(name: "address instead of a name", urls: ["https://127.0.0.1/u", "https://2130706433/u"], way: nil),
        Case(
            name: "spaces and quotes", urls: ["https://example.org/a b", "https://example.org/\"x", "https://example.org\\@evil/"], way: nil
        ),
        Case(name: "nothing", urls: [], way: nil),
    ])
    func findsTheBestWay(_ c: Case) {
        #expect(ListMail(ListMailTests.email(c.urls, post: c.post))?.way == c.way)
    }

    @Test func offersNothingOnSpam() {
        var email = ListMailTests.email(["https://example.org/u"])
        email["keywords"] = ["$junk": true]
        #expect(ListMail(email) == nil)
    }

    @Test func remembersByListThenBySender() {
        #expect(ListMail(ListMailTests.email(["https://example.org/u"]))?.key == "list:news.example.org")
        #expect(ListMail(ListMailTests.email(["https://example.org/u"], listId: nil))?.key == "from:news@example.org")
    }

    @Test func survivesAnything() {
        for json: JSON in [
            nil, [], "x", [:], ["accountId": 7], ["accountId": "a1", "header:List-Unsubscribe:asURLs": "https://x.example/"],
        ] {
            #expect(ListMail(json) == nil)
        }
    }
}

@Suite struct OfferTests {
    private func list(_ received: String = "2026-11-22T09:14:00Z", post: Bool = true) -> ListMail {
        ListMail(ListMailTests.email(["https://example.org/u"], post: post ? "List-Unsubscribe=One-Click" : nil, received: received))!
    }

    private func states(_ actions: [JSON]) -> [String] {
        actions.map { "\($0["id"]?.string ?? "") \($0["state"]?.string ?? "") \($0["label"]?.string ?? "")" }
    }

    @Test func showsWhatWasDone() throws {
        let done = Memory(state: .done, way: .oneClick, day: try #require(Day("2026-11-20")))
        #expect(states(Offer.actions(list(), done)) == ["unsubscribe done Unsubscribed"])
        #expect(Offer.sentence(list(), done) == "Unsubscribed on 20 November 2026.")
        #expect(states(Offer.actions(list("2026-12-01T00:00:00Z"), done)) == ["unsubscribe offer Unsubscribe again"])
    }

    @Test func aPageIsNotDoneBeforeThePersonSaysSo() {
        let page = list(post: false)
        #expect(Offer.actions(page, nil).first?["kind"] == "link")
        #expect(
            states(Offer.actions(page, Memory(state: .opened, way: .link, day: .today))) == [
                "open offer Open the list's page again", "confirm offer Mark as unsubscribed",
            ])
    }

    @Test func aFailureMayBeTriedAgain() {
        let actions = Offer.actions(list(), .failed(.oneClick, .refused, "403"))
        #expect(
            states(actions) == ["unsubscribe failed Unsubscribe", "open offer Open the list's page", "clear offer Clear"])
        #expect(actions[0]["detail"] == "The list's server refused (status 403).")
    }

    @Test func memoryIsReadBack() {
        let memory = Memory(state: .done, way: .mail, day: Day(number: 20_000), submission: .init(account: "a1", id: "s4"))
        #expect(Memory(memory.json) == memory)
        let failed = Memory.failed(.mail, .bounced, "No such address.")
        #expect(Memory(failed.json) == failed)
        #expect(failed.reason == "The mail to the list was not sent: No such address.")
        // Kept before failures had names.
        let old = Memory(["state": "failed", "way": "mail", "day": 20_000, "reason": "It refused."])
        #expect(old?.reason == "It refused." && old?.trouble == nil)
        for junk: JSON in [nil, ["state": "done"], ["state": "done", "way": "mail", "day": -1], ["state": "x", "way": "mail", "day": 1]] {
            #expect(Memory(junk) == nil)
        }
    }

    @Test(arguments: [
        ("1970-01-01", 0, "1 January 1970"), ("2000-02-29", 11016, "29 February 2000"), ("2026-11-22", 20779, "22 November 2026"),
    ])
    func days(_ text: String, _ number: Int, _ words: String) {
        #expect(Day(text)?.number == Int64(number))
        #expect(Day(text)?.words == words)
        #expect(Day(text)?.text == text)
    }
}

@Suite struct SDKJSONTests {
    @Test(arguments: [
        #"{"a":[1,-2.5,true,null,"x"]}"#, #""é\n\"\\""#, "[]", "{}", "12345678901234", #"{"k":{"n":"\u0001"}}"#,
    ])
    func roundTrip(_ text: String) throws {
        let json = try JSON(parsing: Array(text.utf8))
        #expect(try JSON(parsing: json.bytes) == json)
    }

    @Test func escapes() throws {
        #expect(try JSON(parsing: Array(#""\ud83d\ude00\u00e9\/""#.utf8)) == "😀é/")
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\"}", "tru", "+1", ".5", "1e999", "\"\\ud83d\"", "\"\\u12\"", "\"\u{1}\"", "nul", "[1] 2", "\"\\q\"",
    ])
    func refuses(_ text: String) {
        #expect(throws: Failure.self) { try JSON(parsing: Array(text.utf8)) }
    }

    @Test func refusesDepthAndBadUTF8() {
        #expect(throws: Failure.self) { try JSON(parsing: Array(repeating: UInt8(ascii: "["), count: 100_000)) }
        #expect(throws: Failure.self) { try JSON(parsing: [34, 0xff, 34]) }
    }
}
