import Core
import Store
import StoreEngines
import Synchronization
import Testing

@testable import JMAP

@Suite struct SubmissionTests {
    private func draft(_ town: Town, _ change: [String: JSON] = [:]) async throws -> String {
        let base: [String: JSON] = [
            "mailboxIds": [town.drafts.description: true], "keywords": ["$draft": true], "from": [["email": "nora@example.test"]],
            "to": [["email": "ada@example.test"]],
            "cc": [["email": "ADA@example.test"], ["email": "bob@example.org"]], "subject": "Hello", "bodyValues": ["b": ["value": "text"]],
            "textBody": [["partId": "b"]],
        ]
        let made = try await town.call(
            "Email/set", ["accountId": .string(town.work.description), "create": ["k": .object(base.merging(change) { $1 })]])
        return try #require(made.arguments["created"]?["k"]?["id"]?.string, "\(made.arguments.text)")
    }

    private func identity(_ town: Town, _ account: AccountID) async throws -> String {
        let list = try await town.call("Identity/get", ["accountId": .string(account.description)]).arguments["list"]
        return try #require(list?.array?.first?["id"]?.string)
    }

    @Test(arguments: Engine.allCases) func sendHoldAndTakeBack(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let parent = try await town.mail(1)
        let email = try await draft(town, ["inReplyTo": ["1@example.test"]])
        let identity = try await identity(town, town.work)
        let answer = await town.send([
            [
                "EmailSubmission/set",
                [
                    "accountId": "all", "create": ["s": ["identityId": .string(identity), "emailId": .string(email), "holdSeconds": 20]],
                    "onSuccessUpdateEmail": ["#s": ["keywords/$draft": nil, "mailboxIds": ["all-sent": true]]],
                ], "c",
            ]
        ])
        let responses = try #require(answer.json["methodResponses"]?.array)
        let created = try #require(responses[0].array?[1]["created"]?["s"], "\(responses[0].text)")
        #expect(
            created["undoStatus"] == "pending" && created["sendAt"] == .string(UTCDate.text(Timestamp(milliseconds: 1_790_000_020_000))))
        #expect(responses.count == 2 && responses[1].array?[0] == "Email/set" && responses[1].array?[1]["updated"]?[email] == .null)
        let id = try #require(created["id"]?.string)
        let stored = try #require(try await town.store.read { sql throws(Failure) in try SubmissionTable.get(sql, SubmissionID(id)!) })
        #expect(
            stored.rcptTo == ["ada@example.test", "bob@example.org"] && stored.mailFrom == "nora@example.test" && stored.repliesTo == parent
        )
        #expect(stored.onSuccess == ["keywords/$draft": nil, "mailboxIds/\(town.sent)": true, "mailboxIds/\(town.drafts)": nil])
        // Nothing has happened to the draft yet.
        #expect(try await town.email(EmailID(email)!, ["keywords"])["keywords"] == ["$draft": true])
        let undone = try await town.call("EmailSubmission/set", ["accountId": "all", "update": [id: ["undoStatus": "canceled"]]])
        #expect(undone.arguments["updated"]?[id] == .null)
        #expect(try await town.store.read { sql throws(Failure) in try OutboxTable.of(sql, submission: SubmissionID(id)!) } == nil)
        let late = try await town.call("EmailSubmission/set", ["accountId": "all", "update": [id: ["undoStatus": "canceled"]]])
        #expect(late.arguments["notUpdated"]?[id]?["type"] == "cannotUnsend")
        let got = try await town.call("EmailSubmission/get", ["accountId": .string(town.work.description), "ids": nil])
        #expect(got.arguments["list"]?.array?.first?["undoStatus"] == "canceled")
        let found = try await town.call(
            "EmailSubmission/query", ["accountId": "all", "filter": ["undoStatus": "canceled"], "calculateTotal": true])
        #expect(found.arguments["ids"] == [.string(id)] && found.arguments["total"] == 1)
        let gone = try await town.call("EmailSubmission/set", ["accountId": "all", "destroy": [.string(id)]])
        #expect(gone.arguments["destroyed"] == [.string(id)])
    }

    @Test(arguments: Engine.allCases) func refusals(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let mine = try await identity(town, town.work)
        let home = try await identity(town, town.home)
        let email = try await draft(town)
        let empty = try await draft(town, ["to": nil, "cc": nil])
        let foreign = try await draft(town, ["from": [["email": "boss@example.test"]]])
        func envelope(_ from: String, _ to: [String], _ parameters: JSON = nil) -> JSON {
            ["mailFrom": ["email": .string(from), "parameters": parameters], "rcptTo": .array(to.map { ["email": .string($0)] })]
        }
        let table: [([String: JSON], String)] = [
            (["identityId": "i999", "emailId": .string(email)], "invalidProperties"),
            (["identityId": .string(mine), "emailId": "e999"], "invalidProperties"),
            (["identityId": .string(home), "emailId": .string(email)], "invalidProperties"),
            (["identityId": .string(mine), "emailId": .string(empty)], "noRecipients"),
            (["identityId": .string(mine), "emailId": .string(foreign)], "forbiddenFrom"),
            (["identityId": .string(mine)], "invalidProperties"),
            (["identityId": .string(mine), "emailId": .string(email), "holdSeconds": 31], "invalidProperties"),
            (
                ["identityId": .string(mine), "emailId": .string(email), "envelope": envelope("x@example.test", ["a@example.test"])],
                "forbiddenMailFrom"
            ),
            (
                [
                    "identityId": .string(mine), "emailId": .string(email),
                    "envelope": envelope("nora@example.test", ["a b@example.test", "c@example.test"]),
                ], "invalidRecipients"
            ),
            (["identityId": .string(mine), "emailId": .string(email), "envelope": envelope("nora@example.test", [])], "noRecipients"),
            (
                [
                    "identityId": .string(mine), "emailId": .string(email),
                    "envelope": envelope("nora@example.test", ["a@example.test"], ["HOLDFOR": "x"]),
                ], "invalidProperties"
            ),
            (
                [
                    "identityId": .string(mine), "emailId": .string(email),
                    "envelope": envelope("nora@example.test", ["a@example.test"], ["RET": "HDRS"]),
                ], "invalidProperties"
            ),
            (
                [
                    "identityId": .string(mine), "emailId": .string(email),
                    "envelope": envelope("nora@example.test", (0...1000).map { "a\($0)@example.test" }),
                ], "tooManyRecipients"
            ),
        ]
        for (object, type) in table {
            let answer = try await town.call("EmailSubmission/set", ["accountId": "all", "create": ["s": .object(object)]])
            #expect(answer.arguments["notCreated"]?["s"]?["type"] == .string(type), "\(object) → \(answer.arguments.text)")
        }
        let later = try await town.call(
            "EmailSubmission/set",
            [
                "accountId": "all",
                "create": [
                    "s": [
                        "identityId": .string(mine), "emailId": .string(email),
                        "envelope": envelope("nora@example.test", ["a@example.test"], ["HOLDFOR": "3600"]),
                    ]
                ],
            ])
        #expect(later.arguments["created"]?["s"]?["sendAt"] == .string(UTCDate.text(Timestamp(milliseconds: 1_790_003_600_000))))
    }

    @Test(arguments: Engine.allCases) func identities(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let account = JSON.string(town.work.description)
        let main = try await identity(town, town.work)
        let made = try await town.call(
            "Identity/set",
            [
                "accountId": account,
                "create": ["k": ["name": "Sales", "email": "sales@example.test", "replyTo": [["email": "r@example.test"]]]],
            ])
        let id = try #require(made.arguments["created"]?["k"]?["id"]?.string, "\(made.arguments.text)")
        let changed = try await town.call(
            "Identity/set",
            [
                "accountId": account, "update": [id: ["name": "Shop"], main: ["htmlSignature": "<p>N</p>"], "i999": ["name": "x"]],
                "destroy": [.string(main)],
                "create": ["bad": ["name": "x", "email": "nobody"]],
            ])
        #expect(changed.arguments["updated"]?.object?.count == 2 && changed.arguments["notUpdated"]?["i999"]?["type"] == "notFound")
        #expect(
            changed.arguments["notDestroyed"]?[main]?["type"] == "forbidden"
                && changed.arguments["notCreated"]?["bad"]?["type"] == "invalidProperties")
        let email = try await town.call("Identity/set", ["accountId": account, "update": [id: ["email": "other@example.test"]]])
        #expect(email.arguments["notUpdated"]?[id]?["type"] == "invalidProperties")
        #expect(
            try await town.call("Identity/set", ["accountId": account, "destroy": [.string(id)]]).arguments["destroyed"] == [.string(id)])
        let settings = try await town.call("MailAccount/get", ["accountId": "all", "ids": [account]])
        #expect(settings.arguments["list"]?.array?.first?["signature"] == "<p>N</p>")
    }
}
