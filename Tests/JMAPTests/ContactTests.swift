import Core
import Foundation
import StoreEngines
import Testing

@testable import JMAP
@testable import Store

@Suite struct ContactTests {
    static let ada = """
        BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Example//Phone 1.0//EN\r\nUID:ada-1\r\nN:Lovelace;Ada;;;\r\nFN:Ada Lovelace\r
        item1.EMAIL;type=INTERNET;type=pref:ada@example.test\r\nitem1.X-ABLabel:_$!<Work>!$_\r\nTEL;type=CELL:+44 20 7946 0101\r
        X-ABShowAs:PERSON\r\nEND:VCARD\r\n
        """

    @Test(arguments: Engine.allCases) func theFirstBookIsThere(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let session = try await town.dispatcher.session(user: town.nora, base: "")
        #expect(session["primaryAccounts"]?["urn:ietf:params:jmap:contacts"] == "all")
        #expect(session["accounts"]?["all"]?["accountCapabilities"]?["urn:ietf:params:jmap:contacts"]?["maxAddressBooksPerCard"] == 1)
        #expect(session["accounts"]?["a1"]?["accountCapabilities"]?["urn:ietf:params:jmap:contacts"] == nil)
        let books = try await town.call("AddressBook/get", ["accountId": "all"]).arguments
        #expect(books["list"]?.array?.map { $0["name"] } == ["Personal"] && books["list"]?.array?.first?["isDefault"] == true)
        // Asking again makes no other.
        #expect(try await town.call("AddressBook/get", ["accountId": "all"]).arguments["list"] == books["list"])
        // There is a bound, and it is no matter of how large a book is.
        let many = Dictionary(uniqueKeysWithValues: (0..<100).map { ("n\($0)", ["name": .string("Book \($0)")] as JSON) })
        let made = try await town.call("AddressBook/set", ["accountId": "all", "create": .object(many)]).arguments
        #expect(made["created"]?.object?.count == 99 && made["notCreated"]?.object?.values.map { $0["type"] } == ["overQuota"])
        let foreign = try await town.call("AddressBook/get", ["accountId": .string(town.work.description)])
        #expect(foreign.arguments["type"] == "accountNotSupportedByMethod")
    }

    @Test(arguments: Engine.allCases) func aCardIsKeptByteForByte(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let book = try await town.book()
        let made = try await town.cards(create: [
            "1": ["addressBookIds": [book: true], "vCard": .string(ContactTests.ada), "resourceName": "a.vcf"]
        ])
        let id = try #require(made["created"]?["1"]?["id"]?.string, "\(made.text)")
        let card = try await town.card(id, ["vCard", "resourceName", "etag", "size", "uid", "addressBookIds"])
        #expect(card["vCard"] == .string(ContactTests.ada) && card["resourceName"] == "a.vcf" && card["uid"] == "ada-1")
        #expect(card["etag"] == made["created"]?["1"]?["etag"] && card["size"] == .int(Int64(ContactTests.ada.utf8.count)))
        // Again: the UID is there already; in another book it is not.
        let again = try await town.cards(create: ["1": ["addressBookIds": [book: true], "vCard": .string(ContactTests.ada)]])
        #expect(again["notCreated"]?["1"]?["type"] == "alreadyExists" && again["notCreated"]?["1"]?["existingId"] == .string(id))
        // A foreigner sees nothing of it.
        let theirs = try await town.call("ContactCard/get", ["accountId": "all", "ids": [.string(id)]], as: town.olaf).arguments
        #expect(theirs["notFound"] == [.string(id)])
    }

    @Test(arguments: Engine.allCases) func membersTellWhatHappened(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let book = try await town.book()
        func members(_ since: JSON, limit: Int64 = 100) async throws -> JSON {
            try await town.call(
                "ContactCard/members", ["accountId": "all", "addressBookId": .string(book), "sinceState": since, "limit": .int(limit)]
            ).arguments
        }
        func names(_ step: JSON) -> [String] { step["members"]?.array?.compactMap { $0["resourceName"]?.string } ?? [] }
        for name in ["a", "b", "c"] { try await town.vCard(name, book: book) }
        let first = try await members(nil)
        #expect(names(first) == ["a.vcf", "b.vcf", "c.vcf"] && first["removed"] == [])
        let state = try #require(first["state"])
        #expect(try await members(state)["members"] == [])
        let ids = try await town.call("ContactCard/query", ["accountId": "all", "sort": [["property": "name"]]]).arguments["ids"]
        let (a, b) = (strings(ids)[0], strings(ids)[1])
        let set = try await town.call(
            "ContactCard/set",
            ["accountId": "all", "destroy": [.string(a)], "update": [b: ["vCard": .string(Town.vCard("b", extra: "NOTE:new\r\n"))]]]
        ).arguments
        #expect(set["updated"]?[b]?["etag"] != nil && set["destroyed"] == [.string(a)], "\(set.text)")
        let second = try await members(state)
        #expect(names(second) == ["b.vcf"] && second["removed"] == ["a.vcf"] && second["hasMore"] == false)
        // In steps of one it tells the same.
        var seen: [String] = []
        var at: JSON = state
        for _ in 0..<3 {
            let step = try await members(at, limit: 1)
            seen += names(step) + strings(step["removed"])
            at = step["state"] ?? nil
            if step["hasMore"] == false { break }
        }
        #expect(Set(seen) == ["a.vcf", "b.vcf"] && seen.count == 2 && at == second["state"])
        // A name that comes back is no removal any more.
        try await town.vCard("a", book: book)
        let third = try await members(state)
        #expect(names(third) == ["b.vcf", "a.vcf"] && third["removed"] == [])
        // A first telling in steps goes on though what was removed before it began is forgotten; a later one begins anew.
        _ = try await town.call("ContactCard/set", ["accountId": "all", "destroy": [.string(strings(ids)[2])]])
        let begun = try await members(nil, limit: 1)
        #expect(names(begun) == ["b.vcf"] && begun["hasMore"] == true)
        let bookID = try #require(AddressBookID(book))
        _ = try await town.store.write { transaction throws(Failure) in
            try CardMembers.forget(transaction, bookID, before: Timestamp(milliseconds: transaction.now.milliseconds + 1000))
        }
        let rest = try await members(begun["state"] ?? nil)
        let whole = try await members(nil)
        #expect(names(rest) == ["a.vcf"] && rest["removed"] == [] && rest["hasMore"] == false, "\(rest.text)")
        #expect(rest["state"] == whole["state"])
        #expect(try await members(state)["type"] == "cannotCalculateChanges")
        for wrong: JSON in ["k99-0", "rubbish", "k1-99999", "-1", "k1-1-2-3", "k1-0-99999"] {
            #expect(try await members(wrong)["type"] == "cannotCalculateChanges", "\(wrong.text)")
        }
    }

    @Test(arguments: Engine.allCases) func tagsKeepLateWritersOut(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let id = try await town.vCard("a", book: try await town.book())
        let tag = try #require(try await town.card(id, ["etag"])["etag"]?.string)
        func update(_ patch: JSON) async throws -> JSON {
            try await town.call("ContactCard/set", ["accountId": "all", "update": [id: patch]]).arguments
        }
        let text = JSON.string(Town.vCard("a", extra: "NOTE:one\r\n"))
        let first = try await update(["vCard": text, "ifETag": .string(tag)])
        let next = try #require(first["updated"]?[id]?["etag"]?.string)
        #expect(next != tag)
        #expect(try await update(["vCard": text, "ifETag": .string(tag)])["notUpdated"]?[id]?["type"] == "stateMismatch")
        let gone = try await town.call(
            "ContactCard/set", ["accountId": "all", "destroy": [.string(id)], "destroyETags": [id: .string(tag)]])
        #expect(gone.arguments["notDestroyed"]?[id]?["type"] == "stateMismatch")
        let other = try await update(["vCard": .string(Town.vCard("z"))])
        #expect(other["notUpdated"]?[id]?["properties"] == ["uid"])
        let bad = try await update(["vCard": "BEGIN:VCARD\r\nVERSION:3.0\r\nnonsense\r\nEND:VCARD\r\n"])
        #expect(bad["notUpdated"]?[id]?["properties"] == ["vCard"])
        #expect(bad["notUpdated"]?[id]?["description"] == "Line 3: There is no colon.")
        let big = try await update(["vCard": .string(Town.vCard("a", extra: "NOTE:\(String(repeating: "x", count: 1_048_576))\r\n"))])
        #expect(big["notUpdated"]?[id]?["type"] == "tooLarge")
        let done = try await town.call(
            "ContactCard/set", ["accountId": "all", "destroy": [.string(id)], "destroyETags": [id: .string(next)]])
        #expect(done.arguments["destroyed"] == [.string(id)])
    }

    @Test(arguments: Engine.allCases) func aCardTakesThePlaceOfAnotherInOneStep(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let book = try await town.book()
        let (mover, placed) = (try await town.vCard("a", book: book), try await town.vCard("b", book: book))
        let tag = try await town.card(placed, ["etag"])["etag"] ?? nil
        func move(_ replaces: JSON) async throws -> JSON {
            let patch: JSON = ["resourceName": "b.vcf", "replaces": replaces]
            return try await town.call("ContactCard/set", ["accountId": "all", "update": [mover: patch]]).arguments
        }
        for (wrong, type) in [
            ([placed: "old"], "stateMismatch"), ([mover: nil], "invalidProperties"), (["c999": nil], "notFound"), (5, "invalidProperties"),
            (nil, "alreadyExists"),
        ] as [(JSON, String)] {
            let refused = try await move(wrong)
            #expect(refused["notUpdated"]?[mover]?["type"]?.string == type, "\(wrong.text): \(refused.text)")
        }
        #expect(try await town.card(placed, ["resourceName"])["resourceName"] == "b.vcf")
        let moved = try await move([placed: tag])
        #expect(moved["updated"]?.object?.keys.first == mover, "\(moved.text)")
        #expect(try await town.card(mover, ["resourceName"])["resourceName"] == "b.vcf")
        // A new one likewise; when it cannot be made, what it would have replaced stays.
        func make(_ text: String) async throws -> JSON {
            let card: JSON = [
                "addressBookIds": [book: true], "vCard": .string(text), "resourceName": "b.vcf", "replaces": [mover: nil],
            ]
            return try await town.call("ContactCard/set", ["accountId": "all", "create": ["n": card]]).arguments
        }
        #expect(try await make("rubbish")["notCreated"]?["n"]?["properties"] == ["vCard"])
        #expect(try await town.card(mover, ["resourceName"])["resourceName"] == "b.vcf")
        #expect(try await make(Town.vCard("new"))["created"]?["n"]?["resourceName"] == "b.vcf")
        let left = try await town.call("ContactCard/query", ["accountId": "all"]).arguments["ids"]
        #expect(left?.array?.count == 1, "\(left?.text ?? "")")
    }

    @Test(arguments: Engine.allCases) func aCardThatSaysWhenItWasChangedSaysSoOfAnEdit(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let book = try await town.book()
        let text = Town.vCard("dated", extra: "REV:2020-01-01T00:00:00Z\r\n")
        let made = try await town.cards(create: [
            "1": ["addressBookIds": [book: true], "vCard": .string(text)],
            "2": ["addressBookIds": [book: true], "vCard": .string(Town.vCard("plain"))],
        ])
        func edit(_ key: String, _ patch: JSON) async throws -> String {
            let id = try #require(made["created"]?[key]?["id"]?.string)
            _ = try await town.call("ContactCard/set", ["accountId": "all", "update": [id: patch]])
            return try await town.card(id, ["vCard"])["vCard"]?.string ?? ""
        }
        #expect(try await edit("1", ["name/full": "dated"]) == text)
        let after = try await edit("1", ["name/full": "Dora Dated"])
        #expect(after.contains("FN:Dora Dated\r\n") && after.contains("\r\nREV:") && !after.contains("2020-01-01"), "\(after)")
        #expect(try await edit("1", ["name/full": "Dora", "updated": "2021-02-03T04:05:06Z"]).contains("REV:2021"))
        #expect(try await !edit("2", ["name/full": "Paul Plain"]).contains("REV"))
    }
}

extension Town {
    static func vCard(_ uid: String, name: String? = nil, extra: String = "") -> String {
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:\(uid)\r\nFN:\(name ?? uid)\r\nN:\(name ?? uid);;;;\r\n\(extra)END:VCARD\r\n"
    }

    /// The default book.
    func book(as user: UserID? = nil) async throws -> String {
        let list = try await call("AddressBook/get", ["accountId": "all"], as: user).arguments["list"]?.array ?? []
        return try #require(list.first { $0["isDefault"] == true }?["id"]?.string)
    }

    func cards(create: JSON) async throws -> JSON {
        try await call("ContactCard/set", ["accountId": "all", "create": create]).arguments
    }

    @discardableResult func vCard(_ uid: String, name: String? = nil, extra: String = "", book: String) async throws -> String {
        let made = try await cards(create: [
            "1": ["addressBookIds": [book: true], "vCard": .string(Town.vCard(uid, name: name, extra: extra))]
        ])
        return try #require(made["created"]?["1"]?["id"]?.string, "\(made.text)")
    }

    func card(_ id: String, _ properties: [String]? = nil) async throws -> JSON {
        let named: JSON = properties.map { .array($0.map { .string($0) }) } ?? nil
        let answer = try await call("ContactCard/get", ["accountId": "all", "ids": [.string(id)], "properties": named])
        return try #require(answer.arguments["list"]?.array?.first, "\(answer.arguments.text)")
    }
}
