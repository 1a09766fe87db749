import Core
import Store
import StoreEngines
import Synchronization
import Testing

@testable import JMAP

/// Olaf knows every id of Nora's and gets nothing for it.
@Suite struct ForeignTests {
    @Test(arguments: Engine.allCases) func foreignIDsAreNotThere(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let email = try await town.mail(1, subject: "Secret plan")
        town.raws.messages.withLock { $0[email] = Array(EmailTests.raw.utf8) }
        let thread = try await town.email(email, ["threadId"])["threadId"]!
        let identity = try await town.call("Identity/get", ["accountId": .string(town.work.description)]).arguments["list"]!.array![0][
            "id"]!
        let upload = try await town.dispatcher.blobs.upload(user: town.nora, account: "all", type: "text/plain", [65])["blobId"]!
        let own = try await town.call("Identity/get", ["accountId": .string(town.other.description)], as: town.olaf).arguments["list"]!
            .array![0]["id"]!
        let draft = try await town.mail(2, in: town.otherInbox, account: town.other, from: Address(email: "olaf@example.test"))
        let (e, m, a) = (JSON.string(email.description), town.inbox.description, town.work.description)
        // Nora's account is none of his, whatever the method.
        for method in Method.all where method.name != "Core/echo" {
            let answer = try await town.call(
                method.name,
                [
                    "accountId": .string(a), "ids": [e], "fromAccountId": "all", "emailIds": [e], "blobIds": [upload], "sinceState": "0",
                    "sinceQueryState": "0", "emailId": e, "mode": "reply", "create": [:], "emails": [:], "email": "a@example.org",
                ], as: town.olaf)
            #expect(answer.name == "error", "\(method.name) → \(answer.arguments.text)")
            #expect(
                ["accountNotFound", "accountNotSupportedByMethod", "fromAccountNotFound"].contains(answer.arguments["type"]?.string),
                "\(method.name) → \(answer.arguments.text)")
        }
        // Nor are her ids within his own accounts.
        for account: JSON in ["all", .string(town.other.description)] {
            func ask(_ name: String, _ more: [String: JSON]) async throws -> JSON {
                try await town.call(name, .object(more.merging(["accountId": account]) { $1 }), as: town.olaf).arguments
            }
            #expect(try await ask("Email/get", ["ids": [e]])["notFound"] == [e])
            #expect(try await ask("Thread/get", ["ids": [thread]])["notFound"] == [thread])
            #expect(try await ask("Mailbox/get", ["ids": [.string(m)]])["notFound"] == [.string(m)])
            #expect(try await ask("Identity/get", ["ids": [identity]])["notFound"] == [identity])
            #expect(try await ask("Email/query", ["filter": ["inMailbox": .string(m)]])["type"] == "invalidArguments")
            #expect(try await ask("Email/query", ["filter": ["text": "secret"]])["ids"] == [])
            #expect(
                try await ask("Email/query", ["filter": ["operator": "NOT", "conditions": [["text": "nothing"]]]])["ids"] == [
                    .string(draft.description)
                ])
            #expect(try await ask("SearchSnippet/get", ["filter": ["text": "secret"], "emailIds": [e]])["notFound"] == [e])
            #expect(try await ask("Email/reply", ["emailId": e, "mode": "reply"])["type"] == "notFound")
            #expect(try await ask("Email/parse", ["blobIds": [upload, e]])["notFound"] == [upload, e])
            let set = try await ask("Email/set", ["update": [email.description: ["keywords/$seen": true]], "destroy": [e]])
            #expect(
                set["notUpdated"]?[email.description]?["type"] == "notFound"
                    && set["notDestroyed"]?[email.description]?["type"] == "notFound")
            let move = try await ask("Email/set", ["update": [draft.description: ["mailboxIds": [m: true]]]])
            #expect(move["notUpdated"]?[draft.description]?["type"] == "invalidProperties")
            let steal = try await ask(
                "Email/set",
                [
                    "create": [
                        "k": [
                            "mailboxIds": [town.otherInbox.description: true], "from": [["email": "olaf@example.test"]],
                            "attachments": [["blobId": .string("\(email)-2")], ["blobId": upload]],
                        ]
                    ]
                ])
            #expect(strings(steal["notCreated"]?["k"]?["notFound"]).count == 2, "\(steal.text)")
            let links = try await ask(
                "Email/set",
                [
                    "create": [
                        "k": ["mailboxIds": [town.otherInbox.description: true], "from": [["email": "olaf@example.test"]], "repliesTo": e]
                    ]
                ])
            #expect(links["notCreated"]?["k"]?["properties"] == ["repliesTo"])
            #expect(
                try await ask("Email/import", ["emails": ["k": ["blobId": upload, "mailboxIds": [town.otherInbox.description: true]]]])[
                    "notCreated"]?["k"]?["properties"] == ["blobId"])
            let box = try await ask(
                "Mailbox/set",
                ["create": ["k": ["name": "x", "parentId": .string(m)]], "update": [m: ["name": "x"]], "destroy": [.string(m)]])
            #expect(
                box["notCreated"]?["k"] != nil && box["notUpdated"]?[m]?["type"] == "notFound"
                    && box["notDestroyed"]?[m]?["type"] == "notFound")
            let sent = try await ask(
                "EmailSubmission/set",
                [
                    "create": [
                        "a": ["identityId": identity, "emailId": .string(draft.description)], "b": ["identityId": own, "emailId": e],
                    ], "destroy": ["s1"],
                ])
            #expect(sent["created"] == .null && sent["notDestroyed"]?["s1"]?["type"] == "notFound")
            let who = try await ask("Identity/set", ["update": [identity.string!: ["name": "x"]], "destroy": [identity]])
            #expect(
                who["notUpdated"]?[identity.string!]?["type"] == "notFound" && who["notDestroyed"]?[identity.string!]?["type"] == "notFound"
            )
        }
        let settings = try await town.call(
            "MailAccount/set",
            [
                "accountId": "all", "update": [a: ["name": "x"], town.other.description: ["roles": ["archive": .string(m)]]],
                "destroy": [.string(a)],
            ], as: town.olaf)
        #expect(
            settings.arguments["notUpdated"]?[a]?["type"] == "notFound" && settings.arguments["notDestroyed"]?[a]?["type"] == "notFound")
        #expect(settings.arguments["notUpdated"]?[town.other.description]?["properties"] == ["roles"])
        for (account, blob) in [
            ("all", upload.string!), ("all", email.description), ("all", "\(email)-1"), (a, upload.string!),
            (town.other.description, email.description),
        ] {
            await #expect(throws: Failure.self) { try await town.dispatcher.blobs.open(user: town.olaf, account: account, blob: blob) }
        }
        await #expect(throws: Failure.self) { try await town.dispatcher.blobs.upload(user: town.olaf, account: a, type: "a/b", []) }
        // And all of hers is as it was.
        #expect(try await town.email(email, ["keywords", "subject"])["subject"] == "Secret plan")
    }
}
