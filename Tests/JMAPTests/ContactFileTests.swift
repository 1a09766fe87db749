import Core
import Foundation
import Store
import StoreEngines
import Testing

@testable import JMAP

@Suite struct ContactFileTests {
    @Test(arguments: Engine.allCases) func filesComeInAndGoOut(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let book = try await town.book()
        let text =
            ContactTests.ada + Town.vCard("b") + "BEGIN:VCARD\r\nVERSION:3.0\r\nbroken\r\nEND:VCARD\r\n"
            + "BEGIN:VCARD\r\nVERSION:2.1\r\nFN:No uid\r\nEND:VCARD\r\n"
        let first = try await town.call(
            "ContactCard/import", ["accountId": "all", "addressBookId": .string(book), "vCards": .string(text)]
        ).arguments
        #expect(strings(first["created"]).count == 3 && first["updated"] == [], "\(first.text)")
        #expect(first["failed"] == [["index": 2, "line": 20, "description": "Line 20: There is no colon."]])
        // The same file again adds nothing but the card without a UID.
        let blob = try await town.dispatcher.blobs.upload(user: town.nora, account: "all", type: "text/vcard", Array(text.utf8))
        let again = try await town.call(
            "ContactCard/import", ["accountId": "all", "addressBookId": .string(book), "blobId": blob["blobId"] ?? nil]
        ).arguments
        #expect(strings(again["created"]).count == 1 && strings(again["updated"]).count == 2)
        // However the UID is written it is the same contact, and the UID stays as it was.
        let spelled = Town.vCard("b").replacing("UID:b", with: "UID:URN:UUID:B\r\nNOTE:new")
        let third = try await town.call(
            "ContactCard/import", ["accountId": "all", "addressBookId": .string(book), "vCards": .string(spelled)]
        ).arguments
        #expect(third["created"] == [] && strings(third["updated"]).count == 1)
        let b = try await town.card(strings(third["updated"])[0], ["vCard", "uid", "etag"])
        #expect(b["uid"] == "b" && b["vCard"]?.string == Town.vCard("b").replacing("UID:b", with: "UID:b\r\nNOTE:new"))
        #expect(b["etag"] == .string(CardTable.etag(Array((b["vCard"]?.string ?? "").utf8))))
        // Another charset becomes UTF-8; the bytes and the tag agree.
        let latin =
            Array("BEGIN:VCARD\r\nVERSION:2.1\r\nUID:l\r\nFN;CHARSET=ISO-8859-1:J".utf8) + [0xFC] + Array("rg\r\nEND:VCARD\r\n".utf8)
        let odd = try await town.dispatcher.blobs.upload(user: town.nora, account: "all", type: "text/vcard", latin)
        let made = try await town.call("ContactCard/import", ["accountId": "all", "blobId": odd["blobId"] ?? nil]).arguments
        let card = try await town.card(strings(made["created"])[0], ["vCard", "etag", "name"])
        #expect(card["name"]?["full"] == "J\u{FC}rg" && card["etag"] == .string(CardTable.etag(Array((card["vCard"]?.string ?? "").utf8))))
        // Out again: as it is, and in one version.
        let out = try await town.call("ContactCard/export", ["accountId": "all", "ids": [.string(strings(first["created"])[0])]]).arguments
        let file = try await town.dispatcher.blobs.open(user: town.nora, account: "all", blob: out["blobId"]?.string ?? "")
        #expect(String(decoding: file.bytes, as: UTF8.self) == ContactTests.ada && file.type == "text/vcard")
        let all = try await town.call("ContactCard/export", ["accountId": "all", "addressBookId": .string(book), "version": "4.0"])
            .arguments
        let modern = try await town.dispatcher.blobs.open(user: town.nora, account: "all", blob: all["blobId"]?.string ?? "")
        let lines = String(decoding: modern.bytes, as: UTF8.self).split(separator: "\r\n")
        #expect(all["count"] == 5 && lines.filter { $0 == "VERSION:4.0" }.count == 5 && lines.contains("X-ABSHOWAS:PERSON"))
        for wrong: JSON in [["version": "2.1"], ["ids": ["c999"]], ["addressBookId": "k999"]] {
            #expect(
                try await town.call("ContactCard/export", .object((wrong.object ?? [:]).merging(["accountId": "all"]) { $1 })).name
                    == "error")
        }
        for wrong: JSON in [[:], ["vCards": "x", "blobId": "b1"], ["blobId": "b999"], ["vCards": "x", "addressBookId": "k999"]] {
            #expect(
                try await town.call("ContactCard/import", .object((wrong.object ?? [:]).merging(["accountId": "all"]) { $1 })).name
                    == "error", "\(wrong.text)")
        }
    }

    @Test(arguments: Engine.allCases) func doublesAreFoundAndMerged(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let book = try await town.book()
        let a = try await town.vCard(
            "a", name: "Ada Lovelace", extra: "EMAIL;TYPE=HOME:ada@example.test\r\nX-KEEP;X-P=1:as it is\r\n", book: book)
        let b = try await town.vCard(
            "b", name: "A. Lovelace", extra: "EMAIL:ADA@example.test\r\nEMAIL:ada@work.example\r\nTEL:+44 20 7946 0101\r\nNOTE:from b\r\n",
            book: book)
        let c = try await town.vCard("c", name: "Countess", extra: "TEL:020 7946 0101\r\n", book: book)
        let d = try await town.vCard("d", name: "Lovelace Ada", book: book)
        let e = try await town.vCard("e", name: "Ada", book: book)
        let group = try await town.vCard(
            "g", name: "Group", extra: "X-ADDRESSBOOKSERVER-KIND:group\r\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:B\r\n", book: book)
        let found = try await town.call("ContactCard/duplicates", ["accountId": "all"]).arguments["groups"]
        #expect(found == [["ids": [.string(a), .string(b), .string(c), .string(d)], "reason": "email"]], "\(found?.text ?? "")")
        let merged = try await town.call(
            "ContactCard/merge", ["accountId": "all", "ids": [.string(a), .string(b), .string(c)], "into": .string(a)]
        ).arguments
        let card = try #require(merged["card"], "\(merged.text)")
        let emails = (card["emails"]?.object ?? [:]).values.compactMap { $0["address"]?.string }.sorted()
        #expect(card["name"]?["full"] == "Ada Lovelace" && emails == ["ada@example.test", "ada@work.example"])
        #expect(card["notes"]?.object?.values.first?["note"] == "from b" && card["phones"]?.object?.count == 2)
        let text = try await town.card(a, ["vCard"])["vCard"]?.string ?? ""
        #expect(text.contains("EMAIL;TYPE=HOME:ada@example.test\r\nEMAIL") && text.contains("\r\nX-KEEP;X-P=1:as it is\r\n"))
        #expect(try await town.call("ContactCard/get", ["accountId": "all", "ids": [.string(b), .string(c)]]).arguments["list"] == [])
        #expect(try await town.card(group)["members"] == ["urn:uuid:a": true])
        for wrong: JSON in [
            ["ids": [], "into": .string(a)], ["ids": [.string(d)], "into": "c999"], ["ids": ["c999"], "into": .string(d)],
            ["ids": [.string(d)]],
        ] {
            #expect(
                try await town.call("ContactCard/merge", .object((wrong.object ?? [:]).merging(["accountId": "all"]) { $1 })).name
                    == "error", "\(wrong.text)")
        }
        #expect(try await town.card(e)["uid"] == "e")
    }

    @Test(arguments: Engine.allCases) func cardsAreCopied(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let book = try await town.book()
        let other =
            try await town.call("AddressBook/set", ["accountId": "all", "create": ["n": ["name": "Other"]]]).arguments["created"]?["n"]?[
                "id"]?.string ?? ""
        let id = try await town.vCard("a", book: book)
        func copy(_ create: JSON, _ more: [String: JSON] = [:]) async throws -> [JSON] {
            var arguments: [String: JSON] = ["accountId": "all", "fromAccountId": "all", "create": create]
            arguments.merge(more) { $1 }
            return await town.send([["ContactCard/copy", .object(arguments), "c"]]).json["methodResponses"]?.array?.compactMap {
                $0.array?[1]
            } ?? []
        }
        let done = try await copy(["1": ["id": .string(id), "addressBookIds": [other: true]]])
        let made = try #require(done[0]["created"]?["1"]?["id"]?.string, "\(done[0].text)")
        #expect(try await town.card(made, ["vCard", "resourceName"])["resourceName"] == "a.vcf")
        #expect(
            try await copy(["1": ["id": .string(id), "addressBookIds": [other: true]]])[0]["notCreated"]?["1"]?["type"] == "alreadyExists")
        #expect(try await copy(["1": ["id": "c999"]])[0]["notCreated"]?["1"]?["type"] == "notFound")
        _ = try await town.call("ContactCard/set", ["accountId": "all", "destroy": [.string(made)]])
        let moved = try await copy(
            ["1": ["id": .string(id), "addressBookIds": [other: true], "name/full": "Renamed"]], ["onSuccessDestroyOriginal": true])
        let last = try #require(moved[0]["created"]?["1"]?["id"]?.string, "\(moved[0].text)")
        #expect(moved[1]["destroyed"] == [.string(id)])
        #expect(try await town.card(last)["name"]?["full"] == "Renamed")
        #expect(
            await town.send([["ContactCard/copy", ["accountId": "all", "fromAccountId": "a1", "create": [:]], "c"]]).json[
                "methodResponses"]?.array?[0].array?[1]["type"] == "fromAccountNotFound")
    }
}
