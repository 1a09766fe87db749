import Core
import Foundation
import Store
import StoreEngines
import Testing

@testable import JMAP

@Suite struct ContactEditTests {
    private func update(_ town: Town, _ id: String, _ patch: JSON) async throws -> JSON {
        try await town.call("ContactCard/set", ["accountId": "all", "update": [id: patch]]).arguments
    }

    @Test(arguments: Engine.allCases) func aCardIsMadeAndChangedByItsProperties(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let book = try await town.book()
        let made = try await town.cards(create: [
            "1": [
                "addressBookIds": [book: true], "name": ["full": "Grace Hopper"],
                "emails": ["w": ["address": "grace@example.test", "contexts": ["work": true]]],
                "keywords": ["navy": true],
            ]
        ])
        let id = try #require(made["created"]?["1"]?["id"]?.string, "\(made.text)")
        #expect(made["created"]?["1"]?["uid"]?.string?.hasPrefix("urn:uuid:") == true)
        let card = try await town.card(id)
        #expect(
            card["emails"] == ["w": ["address": "grace@example.test", "contexts": ["work": true]]] && card["vCard"] == nil
                && card["etag"] == nil)
        let patched = try await update(
            town, id,
            [
                "emails/w/address": "g@example.test", "phones/p": ["number": "+1 555"], "keywords/navy": nil,
                "notes": ["n": ["note": "moth"]],
            ])
        #expect(patched["updated"]?[id] != nil, "\(patched.text)")
        let after = try await town.card(id)
        #expect(
            after["emails"]?["w"]?["address"] == "g@example.test" && after["phones"]?["p"]?["number"] == "+1 555"
                && after["keywords"] == nil)
        for wrong: JSON in [
            ["emails/none/address": "x"], ["emails": 5], ["uid": "other"], ["emails/w/address": 7], ["name/full/x": 1], ["mailUse": [:]],
            ["id": "c9"],
        ] {
            let refused = try await update(town, id, wrong)
            #expect(refused["notUpdated"]?[id] != nil, "\(wrong.text)")
        }
        #expect(try await town.card(id) == after)
    }

    @Test(arguments: Engine.allCases) func aPhonesCardKeepsItsLines(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let made = try await town.cards(create: ["1": ["vCard": .string(ContactTests.ada)]])
        let id = try #require(made["created"]?["1"]?["id"]?.string)
        let key = try #require(try await town.card(id, ["phones"])["phones"]?.object?.keys.first)
        let told = try await update(town, id, ["phones/\(key)/number": "+44 1"])["updated"]?[id]
        let text = try #require(try await town.card(id, ["vCard"])["vCard"]?.string)
        #expect(text == ContactTests.ada.replacing("TEL;type=CELL:+44 20 7946 0101", with: "TEL;TYPE=CELL:+44 1"))
        // The key follows from the number, and whoever changed that hears of the new one.
        let phones = try #require(try await town.card(id, ["phones"])["phones"])
        #expect(phones.object?.keys.contains(key) == false && told?["phones"] == phones && told?["emails"] == nil)
        let late = try await update(town, id, ["phones/\(key)/number": "+44 2"])
        #expect(late["notUpdated"]?[id] != nil)
    }

    @Test(arguments: Engine.allCases) func photosAreBlobs(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let photo: [UInt8] = [0x89, 0x50, 0x4E, 0x47] + (0..<2000).map { UInt8($0 & 255) }
        let blob = try await town.dispatcher.blobs.upload(user: town.nora, account: "all", type: "image/png", photo)
        let made = try await town.cards(create: [
            "1": ["name": ["full": "P"], "media": ["m": ["kind": "photo", "blobId": blob["blobId"] ?? nil]]]
        ])
        let id = try #require(made["created"]?["1"]?["id"]?.string, "\(made.text)")
        let media = try await town.card(id)["media"]?["m"]
        let name = try #require(media?["blobId"]?.string)
        #expect(media?["mediaType"] == "image/png" && media?["uri"] == nil)
        let opened = try await town.dispatcher.blobs.open(user: town.nora, account: "all", blob: name)
        #expect(opened.bytes == photo && opened.type == "image/png")
        await #expect(throws: Failure.self) { try await town.dispatcher.blobs.open(user: town.olaf, account: "all", blob: name) }
        // Another change does not touch it; another card may have it too.
        let before = try await town.card(id, ["vCard"])["vCard"]?.string ?? ""
        _ = try await update(town, id, ["media/m/mediaType": "image/png", "name/full": "Q"])
        #expect(try await town.card(id, ["vCard"])["vCard"]?.string == before.replacing("FN:P", with: "FN:Q"))
        let other = try await town.cards(create: [
            "1": ["name": ["full": "R"], "media": ["x": ["kind": "photo", "blobId": .string(name)]]]
        ])
        #expect(other["created"]?["1"] != nil, "\(other.text)")
        let missing = try await town.cards(create: [
            "1": ["media": ["x": ["kind": "photo", "blobId": "c1-00000000000000000000000000000000"]]]
        ])
        #expect(missing["notCreated"]?["1"]?["type"] == "blobNotFound")
        let theirs = try await town.call(
            "ContactCard/set", ["accountId": "all", "create": ["1": ["media": ["x": ["kind": "photo", "blobId": .string(name)]]]]],
            as: town.olaf)
        #expect(theirs.arguments["notCreated"]?["1"]?["type"] == "blobNotFound")
        let big = try await town.dispatcher.blobs.upload(
            user: town.nora, account: "all", type: "image/png", [UInt8](repeating: 1, count: 1_000_000))
        let large = try await town.cards(create: ["1": ["media": ["m": ["kind": "photo", "blobId": big["blobId"] ?? nil]]]])
        #expect(large["notCreated"]?["1"]?["type"] == "tooLarge")
    }

    @Test(arguments: Engine.allCases) func booksComeAndGo(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let first = try await town.book()
        let made = try await town.call(
            "AddressBook/set", ["accountId": "all", "create": ["n": ["name": "Work", "description": "d"]], "onSuccessSetIsDefault": "#n"]
        ).arguments
        let work = try #require(made["created"]?["n"]?["id"]?.string, "\(made.text)")
        #expect(try await town.book() == work)
        #expect(made["updated"]?[first]?["isDefault"] == false)
        let id = try await town.vCard("a", book: first)
        // A card moves, and cannot be in two books or none.
        for wrong: JSON in [[:], [first: true, work: true], [first: false], ["k999": true], nil] {
            #expect(try await update(town, id, ["addressBookIds": wrong])["notUpdated"]?[id] != nil, "\(wrong.text)")
        }
        let moved = try await update(town, id, ["addressBookIds/\(first)": nil, "addressBookIds/\(work)": true])
        #expect(moved["updated"]?.object?.keys.first == id, "\(moved.text)")
        #expect(try await town.card(id)["addressBookIds"] == [work: true])
        let left = try await town.call(
            "ContactCard/members", ["accountId": "all", "addressBookId": .string(first), "sinceState": .string("\(first)-1")]
        ).arguments
        #expect(left["removed"] == ["a.vcf"] && left["members"] == [])
        // A book with cards goes only when that is meant.
        let kept = try await town.call("AddressBook/set", ["accountId": "all", "destroy": [.string(work)]]).arguments
        #expect(kept["notDestroyed"]?[work]?["type"] == "addressBookHasContents")
        let state = try await town.state("ContactCard", account: "all")
        let gone = try await town.call(
            "AddressBook/set", ["accountId": "all", "destroy": [.string(work)], "onDestroyRemoveContents": true]
        ).arguments
        #expect(gone["destroyed"] == [.string(work)])
        #expect(try await town.book() == first)
        let changes = try await town.call("ContactCard/changes", ["accountId": "all", "sinceState": .string(state)]).arguments
        #expect(changes["destroyed"] == [.string(id)])
        for wrong: JSON in [
            [:], ["name": ""], ["name": "x", "isDefault": true], ["name": "x", "nothing": 1],
            ["name": .string(String(repeating: "x", count: 256))],
        ] {
            #expect(
                try await town.call("AddressBook/set", ["accountId": "all", "create": ["1": wrong]]).arguments["notCreated"]?["1"] != nil,
                "\(wrong.text)")
        }
        #expect(
            try await town.call("AddressBook/set", ["accountId": "all", "update": [first: ["name": "x"]]], as: town.olaf).arguments[
                "notUpdated"]?[first]?["type"] == "notFound")
    }

    @Test(arguments: Engine.allCases) func statesAreChecked(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let book = try await town.book()
        let state = try await town.state("ContactCard", account: "all")
        let id = try await town.vCard("a", book: book)
        let late = try await town.call("ContactCard/set", ["accountId": "all", "ifInState": .string(state), "destroy": [.string(id)]])
        #expect(late.arguments["type"] == "stateMismatch")
        let changes = try await town.call("ContactCard/changes", ["accountId": "all", "sinceState": .string(state)]).arguments
        #expect(changes["created"] == [.string(id)])
        #expect(try await town.dispatcher.push.states(user: town.nora)["all"]?["ContactCard"] == changes["newState"]?.string)
        #expect(try await town.dispatcher.push.states(user: town.olaf)["all"]?["ContactCard"] == nil)
        let query = try await town.call("ContactCard/queryChanges", ["accountId": "all", "sinceQueryState": "1"])
        #expect(query.arguments["type"] == "cannotCalculateChanges")
    }
}
