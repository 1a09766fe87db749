import Core
import Foundation
import Store
import StoreEngines
import Testing

@testable import JMAP

@Suite struct ContactQueryTests {
    private static let people: [(uid: String, name: String, extra: String)] = [
        ("ada", "Ada Lovelace", "N:Lovelace;Ada;;;\r\nEMAIL:ada@engine.example\r\nORG:Analytical Engines\r\nNOTE:Poetical science\r\n"),
        (
            "grace", "Grace Hopper",
            "N:Hopper;Grace;;;\r\nNICKNAME:Amazing\r\nTEL:+1 (555) 010-2030\r\nADR:;;1 Navy Yard;Arlington;VA;;USA\r\n"
        ),
        (
            "jorg", "J\u{F6}rg \u{D8}sterg\u{E5}rd",
            "N:\u{D8}sterg\u{E5}rd;J\u{F6}rg;;;\r\nX-SOCIALPROFILE;TYPE=mastodon:https://social.example/@jorg\r\nREV:2020-01-01T00:00:00Z\r\n"
        ),
        ("li", "\u{674E}\u{56DB}\u{5149}", "N:\u{674E};\u{56DB}\u{5149};;;\r\nCREATED:20190101T000000Z\r\n"),
        ("team", "The team", "KIND:group\r\nMEMBER:urn:uuid:ada\r\nMEMBER:grace\r\n"),
    ]

    /// A filter and who fits.
    @Test(arguments: Engine.allCases) func filters(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let book = try await town.book()
        let other =
            try await town.call("AddressBook/set", ["accountId": "all", "create": ["n": ["name": "Other"]]]).arguments["created"]?["n"]?[
                "id"]?.string ?? ""
        var names: [String: String] = [:]
        for person in ContactQueryTests.people {
            let text = "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:\(person.uid)\r\nFN:\(person.name)\r\n\(person.extra)END:VCARD\r\n"
            let made = try await town.cards(create: [
                "1": ["addressBookIds": [person.uid == "li" ? other : book: true], "vCard": .string(text)]
            ])
            names[try #require(made["created"]?["1"]?["id"]?.string, "\(made.text)")] = person.uid
        }
        let table: [(JSON, [String])] = [
            (nil, ["ada", "grace", "jorg", "li", "team"]), (["inAddressBook": .string(other)], ["li"]), (["inAddressBook": "k999"], []),
            (["uid": "grace"], ["grace"]), (["uid": "urn:uuid:grace"], ["grace"]), (["uid": "URN:uuid:GRACE"], ["grace"]),
            (["uid": "grac"], []),
            (["hasMember": "Urn:UUID:ADA"], ["team"]), (["kind": "group"], ["team"]),
            (["kind": "individual"], ["ada", "grace", "jorg", "li"]),
            (["hasMember": "ada"], ["team"]), (["hasMember": "urn:uuid:grace"], ["team"]), (["hasMember": "li"], []),
            (["text": "love"], ["ada"]), (["text": "ada engine"], ["ada"]), (["text": "ovelace"], []), (["text": "jorg oster"], ["jorg"]),
            (["text": "J\u{D6}RG"], ["jorg"]), (["text": "\u{674E}\u{56DB}"], ["li"]), (["text": "poetical"], ["ada"]),
            (["text": "0102030"], ["grace"]),
            (["name": "hopper grace"], ["grace"]), (["name/given": "ada"], ["ada"]), (["name/given": "love"], []),
            (["name/surname": "hop"], ["grace"]),
            (["nickname": "amaz"], ["grace"]), (["organization": "engines"], ["ada"]), (["email": "ada@engine.example"], ["ada"]),
            (["email": "example"], ["ada"]),
            (["phone": "(555) 010"], ["grace"]), (["phone": "55"], []), (["onlineService": "jorg"], ["jorg"]),
            (["address": "navy"], ["grace"]),
            (["note": "science"], ["ada"]), (["createdBefore": "2019-06-01T00:00:00Z"], ["li"]),
            (["updatedBefore": "2020-06-01T00:00:00Z"], ["jorg"]),
            (["createdAfter": "2019-06-01T00:00:00Z", "kind": "group"], ["team"]), (["updatedAfter": "2100-01-01T00:00:00Z"], []),
            (["operator": "OR", "conditions": [["email": "ada"], ["phone": "010"]]], ["ada", "grace"]),
            (["operator": "NOT", "conditions": [["kind": "group"], ["text": "ada"]]], ["grace", "jorg", "li"]), (["text": "!!!"], []),
        ]
        for (filter, wanted) in table {
            let answer = try await town.call("ContactCard/query", ["accountId": "all", "filter": filter, "calculateTotal": true]).arguments
            #expect(strings(answer["ids"]).compactMap { names[$0] } == wanted, "\(filter.text) \(answer.text)")
            #expect(answer["total"] == .int(Int64(wanted.count)))
        }
        for wrong: JSON in [["nothing": "x"], ["text": 5], ["createdBefore": "soon"], ["operator": "XOR", "conditions": []], 5] {
            #expect(try await town.call("ContactCard/query", ["accountId": "all", "filter": wrong]).name == "error", "\(wrong.text)")
        }
        // Orders.
        for (sort, ascending, wanted) in [
            ("name", true, ["ada", "grace", "jorg", "team", "li"]), ("name/surname", true, ["grace", "ada", "jorg", "li", "team"]),
            ("name/given", false, ["team", "li", "jorg", "grace", "ada"]), ("created", true, ["li", "ada", "grace", "jorg", "team"]),
            ("updated", true, ["jorg", "ada", "grace", "li", "team"]),
        ] {
            let answer = try await town.call(
                "ContactCard/query", ["accountId": "all", "sort": [["property": .string(sort), "isAscending": .bool(ascending)]]]
            ).arguments
            #expect(strings(answer["ids"]).compactMap { names[$0] } == wanted, "\(sort)")
        }
        #expect(
            try await town.call("ContactCard/query", ["accountId": "all", "sort": [["property": "shoe"]]]).arguments["type"]
                == "unsupportedSort")
        let page = try await town.call("ContactCard/query", ["accountId": "all", "position": -2, "limit": 1]).arguments
        #expect(strings(page["ids"]).compactMap { names[$0] } == ["li"] && page["position"] == 3)
        #expect(try await town.call("ContactCard/query", ["accountId": "all"], as: town.olaf).arguments["ids"] == [])
    }

    @Test func theIndexFollowsWhatChanges() async throws {
        let town = try await Town(.sqlite)
        let book = try await town.book()
        func find(_ text: String) async throws -> [String] {
            strings(try await town.call("ContactCard/query", ["accountId": "all", "filter": ["text": .string(text)]]).arguments["ids"])
        }
        let a = try await town.vCard("a", name: "Anna", book: book)
        #expect(try await find("anna") == [a])
        let b = try await town.vCard("b", name: "Anna", book: book)
        #expect(try await find("anna") == [a, b])
        _ = try await town.call("ContactCard/set", ["accountId": "all", "destroy": [.string(a)], "update": [b: ["name/full": "Berta"]]])
        #expect(try await find("berta") == [b])
        #expect(try await find("anna") == [b], "the parts of the name still say so")
    }

    @Test func twentyThousandCardsAreQuick() async throws {
        let town = try await Town(.sqlite)
        _ = try await town.book()
        let (store, user) = (town.store, town.nora)
        try await store.write(.process) { tx throws(Failure) in
            let book = try AddressBookTable.all(tx.sql, user: user)[0].id
            for number in 0..<20_000 {
                var content = CardContent(
                    bytes: Array("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:\(number)\r\nFN:Person \(number)\r\nEND:VCARD\r\n".utf8),
                    uid: "\(number)", name: "Person \(number)")
                content.facts = [("n", "person \(number)"), ("e", "p\(number) example test"), ("s", "n\(number * 7919 % 20_000)")]
                content.emails = [("p\(number)@example.test", "person \(number) p\(number) example test")]
                _ = try CardTable.add(tx, user: user, book: book, resource: "\(number).vcf", content)
            }
        }
        let full = try await town.cards(create: ["1": ["name": ["full": "One too many"]]])
        #expect(full["notCreated"]?["1"]?["type"] == "overQuota")
        func seconds(_ body: () async throws -> Void) async throws -> Double {
            let start = ContinuousClock.now
            try await body()
            let time = ContinuousClock.now - start
            return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        }
        let sort: JSON = [["property": "name/surname"]]
        let first = try await seconds { _ = try await town.call("ContactCard/query", ["accountId": "all", "sort": sort, "limit": 50]) }
        let again = try await seconds {
            let answer = try await town.call("ContactCard/query", ["accountId": "all", "filter": ["text": "person 1234"], "sort": sort])
                .arguments
            #expect(strings(answer["ids"]).count == 11)
        }
        let suggest = try await seconds {
            let answer = try await town.call("Correspondent/query", ["accountId": "all", "text": "p123", "limit": 10]).arguments
            #expect(answer["list"]?.array?.count == 10)
        }
        let members = try await seconds {
            let answer = try await town.call(
                "ContactCard/members",
                [
                    "accountId": "all", "addressBookId": .string(try await town.book()),
                    "sinceState": .string("\(try await town.book())-20000"),
                ]
            ).arguments
            #expect(answer["members"] == [] && answer["hasMore"] == false)
        }
        print("20,000 cards: first list \(first) s, filter \(again) s, suggestions \(suggest) s, members without change \(members) s")
        // A debug build on a busy machine; a cost that grows with the square of the cards would be far above.
        #expect(first < 20 && again < 10 && suggest < 5 && members < 2)
    }

    @Test(arguments: Engine.allCases) func suggestionsKnowCardsAndSentMail(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let book = try await town.book()
        let me = Address(name: "Nora", email: "nora@example.test")
        try await town.mail(1, from: Address(name: "Anna Writes", email: "anna@example.org"))
        try await town.mail(2, from: Address(name: "Robot", email: "no-reply@anna.example"))
        try await town.mail(3, from: me, to: [Address(name: "Anna Often", email: "often@example.org")])
        try await town.mail(4, from: me, to: [Address(name: "Anna Often", email: "often@example.org")])
        try await town.mail(5, from: me, to: [Address(name: "Anna Draft", email: "draft@example.org")], keywords: [.draft])
        let card = try await town.vCard(
            "c", name: "Anna Card", extra: "EMAIL:Anna.Card@example.org\r\nEMAIL:often@example.org\r\n", book: book)
        func ask(_ text: String, as user: UserID? = nil) async throws -> [JSON] {
            try await town.call("Correspondent/query", ["accountId": "all", "text": .string(text)], as: user).arguments["list"]?.array ?? []
        }
        let found = try await ask("anna")
        #expect(
            found.compactMap { $0["email"]?.string } == ["often@example.org", "anna.card@example.org", "anna@example.org"],
            "\(found.map(\.text))")
        #expect(
            found[0]["name"] == "Anna Card" && found[0]["cardId"] == .string(card) && found[0]["sent"] == 2
                && found[1]["lastAt"] == nil as JSON)
        #expect(try await ask("often")[0]["name"] == "Anna Card")
        #expect(try await ask("card anna").count == 2)
        #expect(try await ask("%").isEmpty)
        #expect(try await ask("anna", as: town.olaf).isEmpty)
        let use = try await town.card(card, ["mailUse"])["mailUse"]
        #expect(use?["sent"] == 2 && use?["lastSentAt"]?.string != nil)
    }
}
