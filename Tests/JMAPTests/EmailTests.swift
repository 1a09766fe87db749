import Core
import Foundation
import Store
import StoreEngines
import Synchronization
import Testing

@testable import JMAP

@Suite struct EmailTests {
    static let raw = [
        "From: =?utf-8?Q?Ada_M=C3=BCller?= <ada@example.test>", "To: Friends: Nora <nora@example.test>, bob@example.org;",
        "Subject: =?utf-8?B?R3LDvMOfZQ==?=",
        "Date: Tue, 02 Jun 2026 09:14:00 +0200", "Message-ID: <77@example.test>", "X-Note: first", "X-Note: second",
        "List-Unsubscribe: <https://example.org/u>",
        "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Type: multipart/alternative; boundary=c", "",
        "--c",
        "Content-Type: text/plain; charset=utf-8", "", "Grüße aus Köln", "--c", "Content-Type: text/html; charset=utf-8", "",
        "<p>Grüße <b>aus Köln</b></p>", "--c--",
        "--b", "Content-Type: application/pdf; name=plan.pdf", "Content-Disposition: attachment; filename=plan.pdf",
        "Content-Transfer-Encoding: base64", "",
        "UERGREFUQQ==", "--b--", "",
    ].joined(separator: "\r\n")

    @Test(arguments: Engine.allCases) func everyProperty(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let id = try await town.mail(77, subject: "Grüße", keywords: [.seen, .flagged])
        town.raws.messages.withLock { $0[id] = Array(EmailTests.raw.utf8) }
        let answer = try await town.call(
            "Email/get",
            [
                "accountId": .string(town.work.description), "ids": [.string(id.description), "e404", .string(id.description)],
                "fetchAllBodyValues": true,
                "properties": [
                    "threadId", "mailboxIds", "keywords", "size", "receivedAt", "from", "subject", "bodyStructure", "bodyValues",
                    "textBody", "htmlBody", "attachments",
                    "headers", "header:X-Note:asText:all", "header:X-Note", "header:To:asGroupedAddresses", "header:Date:asDate",
                    "header:List-Unsubscribe:asURLs",
                    "header:Message-ID:asMessageIds", "header:Nothing:asText", "header:Nothing:all", "accountId", "blobId", "hasAttachment",
                ],
            ])
        let email = try #require(answer.arguments["list"]?.array?.first)
        #expect(answer.arguments["notFound"] == ["e404"] && answer.arguments["list"]?.array?.count == 1)
        #expect(email["mailboxIds"] == [town.inbox.description: true])
        #expect(email["keywords"] == ["$seen": true, "$flagged": true])
        #expect(email["header:X-Note:asText:all"] == ["first", "second"])
        #expect(email["header:X-Note"] == " second")
        #expect(email["header:To:asGroupedAddresses"]?.array?.first?["name"] == "Friends")
        #expect(email["header:Date:asDate"] == "2026-06-02T09:14:00+02:00")
        #expect(email["header:List-Unsubscribe:asURLs"] == ["https://example.org/u"])
        #expect(email["header:Message-ID:asMessageIds"] == ["77@example.test"])
        #expect(email["header:Nothing:asText"] == .null && email["header:Nothing:all"] == [])
        #expect(email["bodyStructure"]?["type"] == "multipart/mixed")
        #expect(email["bodyStructure"]?["subParts"]?.array?[0]["subParts"]?.array?[1]["type"] == "text/html")
        #expect(email["textBody"]?.array?.first?["partId"] == "1.1" && email["htmlBody"]?.array?.first?["partId"] == "1.2")
        #expect(email["bodyValues"]?["1.1"]?["value"]?.string?.hasPrefix("Grüße aus Köln") == true)
        #expect(email["attachments"]?.array?.first?["name"] == "plan.pdf")
        #expect(email["attachments"]?.array?.first?["blobId"] == .string("\(id)-2"))
        let blob = try await town.dispatcher.blobs.open(user: town.nora, account: town.work.description, blob: "\(id)-2")
        #expect(String(decoding: blob.bytes, as: UTF8.self) == "PDFDATA" && blob.name == "plan.pdf")
    }

    @Test func headersOfPartsInside() async throws {
        let town = try await Town(.sqlite)
        let id = try await town.mail(77)
        town.raws.messages.withLock { $0[id] = Array(EmailTests.raw.utf8) }
        let email = try #require(
            try await town.call(
                "Email/get",
                [
                    "accountId": "all", "ids": [.string(id.description)], "properties": ["bodyStructure", "attachments"],
                    "bodyProperties": [
                        "type", "headers", "header:Content-Type:asText", "header:X-Note:asText:all", "header:Content-Disposition",
                    ],
                ]
            ).arguments["list"]?.array?.first)
        let top = try #require(email["bodyStructure"])
        #expect(top["header:X-Note:asText:all"] == ["first", "second"])
        let inner = try #require(top["subParts"]?.array?.first)
        #expect(inner["header:Content-Type:asText"] == "multipart/alternative; boundary=c")
        #expect(inner["header:X-Note:asText:all"] == [] && inner["header:Content-Disposition"] == .null)
        #expect(inner["subParts"]?.array?[1]["header:Content-Type:asText"] == "text/html; charset=utf-8")
        #expect(inner["subParts"]?.array?[1]["headers"] == [["name": "Content-Type", "value": " text/html; charset=utf-8"]])
        let file = try #require(email["attachments"]?.array?.first)
        #expect(file["header:Content-Disposition"] == " attachment; filename=plan.pdf")
        #expect(
            file["headers"]?.array?.compactMap { $0["name"]?.string } == [
                "Content-Type", "Content-Disposition", "Content-Transfer-Encoding",
            ])
    }

    @Test func oneThatCannotBeReadDoesNotHideTheOthers() async throws {
        let town = try await Town(.sqlite)
        let (one, two) = (try await town.mail(1), try await town.mail(2))
        func get(_ properties: JSON) async throws -> (name: String, arguments: JSON) {
            try await town.call(
                "Email/get",
                ["accountId": "all", "ids": [.string(one.description), .string(two.description), "e404"], "properties": properties])
        }
        // The server is away, and no message is here.
        #expect(try await get(["textBody"]).name == "error")
        #expect(try await get(["subject"]).arguments["list"]?.array?.count == 2)
        town.raws.messages.withLock { $0[two] = Array(EmailTests.raw.utf8) }
        let answer = try await get(["subject", "textBody"]).arguments
        #expect(answer["list"]?.array?.compactMap { $0["id"]?.string } == [two.description])
        #expect(answer["notFound"] == ["e404"], "what cannot be read is not gone")
    }

    @Test(
        arguments: [
            "header:", "header:From:asDate", "header:Date:asText", "header:X:asNothing", "header:X:all:asText", "header:a b", "nothing",
            "header:Subject:asURLs",
        ])
    func unknownProperties(_ property: String) async throws {
        let town = try await Town(.sqlite)
        let answer = try await town.call("Email/get", ["accountId": "all", "ids": [], "properties": [.string(property)]])
        #expect(answer.arguments["type"] == "invalidArguments")
    }

    @Test(arguments: [(0, "<p>Grüße</p>", false), (5, "<p>Gr", true), (6, "<p>Gr", true), (7, "<p>Grü", true), (11, "<p>Grüße", true)])
    func bodyValuesAreCutBetweenCharactersAndTags(_ limit: Int, _ text: String, _ cut: Bool) {
        let value = BodyValue.json(Array("<p>Grüße</p>".utf8), isHTML: true, limit: limit)
        #expect(value["value"] == .string(text) && value["isTruncated"] == .bool(cut))
    }

    @Test(arguments: Engine.allCases) func keywordsAndMailboxes(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let id = try await town.mail(1)
        func set(_ patch: JSON) async throws -> JSON {
            try await town.call("Email/set", ["accountId": .string(town.work.description), "update": [id.description: patch]]).arguments
        }
        func keywords() async throws -> [String] { try await town.email(id, ["keywords"])["keywords"]?.object?.keys.sorted() ?? [] }
        func places() async throws -> [String] {
            try await town.email(id, ["mailboxIds"], account: town.work.description)["mailboxIds"]?.object?.keys.sorted() ?? []
        }
        let (inbox, archive) = (town.inbox.description, town.archive.description)
        let first = try await set(["keywords/$seen": true, "keywords/Work~1A": true])
        #expect(first["updated"]?[id.description] == .null && first["oldState"] != first["newState"])
        #expect(try await keywords() == ["$seen", "work/a"])
        _ = try await set(["keywords": ["$flagged": true]])
        #expect(try await keywords() == ["$flagged"])
        _ = try await set(["mailboxIds/\(archive)": true, "keywords/$flagged": nil])
        #expect(try await places() == [inbox, archive].sorted())
        _ = try await set(["mailboxIds/\(inbox)": nil])
        #expect(try await places() == [archive])
        _ = try await set(["mailboxIds": [inbox: true]])
        #expect(try await places() == [inbox])
        let wrong: [(JSON, String)] = [
            (["mailboxIds": [:]], "invalidProperties"), (["mailboxIds/\(inbox)": nil], "invalidProperties"),
            (["mailboxIds": ["m999": true]], "invalidProperties"),
            (["mailboxIds": [town.homeInbox.description: true]], "invalidProperties"),
            (["mailboxIds": [town.otherInbox.description: true]], "invalidProperties"),
            (["keywords/a b": true], "invalidProperties"), (["keywords": ["$seen": false]], "invalidProperties"),
            (["subject": "x"], "invalidProperties"),
            (["keywords": [:], "keywords/$seen": true], "invalidPatch"), (["keywords/$seen": 1], "invalidProperties"),
            (["keywords/a/b": true], "invalidPatch"),
        ]
        for (patch, type) in wrong {
            #expect(try await set(patch)["notUpdated"]?[id.description]?["type"] == .string(type), "\(patch.text)")
        }
        #expect(try await places() == [inbox])
        #expect(town.nudged.accounts.withLock { $0.contains(town.work) })
        let work = try await town.store.read { [work = town.work] sql throws(Failure) in try OutboxTable.open(sql, account: work).count }
        #expect(work >= 4)
    }

    @Test(arguments: Engine.allCases) func destroyAndState(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let (a, b) = (try await town.mail(1), try await town.mail(2))
        let before = try await town.state("Email")
        let mismatch = try await town.call(
            "Email/set", ["accountId": .string(town.work.description), "ifInState": "0", "destroy": [.string(a.description)]])
        #expect(mismatch.arguments["type"] == "stateMismatch")
        let gone = try await town.call(
            "Email/set",
            ["accountId": .string(town.work.description), "ifInState": .string(before), "destroy": [.string(a.description), "e404", "x"]])
        #expect(gone.arguments["destroyed"] == [.string(a.description)])
        #expect(
            gone.arguments["notDestroyed"]?["e404"]?["type"] == "notFound" && gone.arguments["notDestroyed"]?["x"]?["type"] == "notFound")
        let changes = try await town.call("Email/changes", ["accountId": .string(town.work.description), "sinceState": .string(before)])
        #expect(changes.arguments["destroyed"] == [.string(a.description)] && changes.arguments["hasMoreChanges"] == false)
        let all = try await town.call("Email/changes", ["accountId": .string(town.work.description), "sinceState": "0", "maxChanges": 1])
        #expect(all.arguments["hasMoreChanges"] == true)
        for state in ["-1", "x", "99999"] {
            let wrong = try await town.call("Email/changes", ["accountId": .string(town.work.description), "sinceState": .string(state)])
            #expect(wrong.arguments["type"] == "cannotCalculateChanges")
        }
        let threads = try await town.call(
            "Thread/get", ["accountId": "all", "ids": [.string(try await town.email(b, ["threadId"])["threadId"]!.string!), "t404"]])
        #expect(
            threads.arguments["list"]?.array?.first?["emailIds"] == [.string(b.description)] && threads.arguments["notFound"] == ["t404"])
    }

    /// A page of changes followed by the next leads to the whole.
    @Test(arguments: Engine.allCases) func changesInSteps(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let start = try await town.state("Email")
        var ids: Set<String> = []
        for number in 1...9 { ids.insert(try await town.mail(number).description) }
        var state = start
        var created: Set<String> = []
        for _ in 0..<40 {
            let step = try await town.call(
                "Email/changes", ["accountId": .string(town.work.description), "sinceState": .string(state), "maxChanges": 2]
            ).arguments
            created.formUnion(strings(step["created"]) + strings(step["updated"]))
            state = step["newState"]?.string ?? ""
            if step["hasMoreChanges"] == false { break }
        }
        let now = try await town.state("Email")
        #expect(created == ids && state == now)
    }

    @Test(arguments: Engine.allCases) func draftsAreBuilt(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let answered = try await town.mail(1)
        let upload = try await town.dispatcher.blobs.upload(
            user: town.nora, account: town.work.description, type: "Text/Plain; x=y", Array("file text".utf8))
        #expect(upload["type"] == "text/plain" && upload["size"] == 9)
        let draft: [String: JSON] = [
            "mailboxIds": [town.drafts.description: true], "keywords": ["$draft": true, "$seen": true],
            "from": [["name": "Nora, the \"1st\"", "email": "nora@example.test"]],
            "to": [["name": "Ädä", "email": "ada@example.test"]], "bcc": [["email": "bob@example.org"]], "subject": "Grüße 😀",
            "inReplyTo": ["1@example.test"],
            "references": ["1@example.test"], "bodyValues": ["b": ["value": "<p>Hello <script>x</script><b>there</b></p>"]],
            "htmlBody": [["partId": "b", "type": "text/html"]],
            "attachments": [["blobId": upload["blobId"]!, "type": "text/plain", "name": "notes ä.txt", "disposition": "attachment"]],
            "repliesTo": .string(answered.description),
            "header:X-Mood:asText": "bright",
        ]
        let made = try await town.call("Email/set", ["accountId": .string(town.work.description), "create": ["k": .object(draft)]])
        let id = try #require(made.arguments["created"]?["k"]?["id"]?.string.flatMap { EmailID($0) }, "\(made.arguments.text)")
        let email = try await town.call(
            "Email/get",
            [
                "accountId": .string(town.work.description), "ids": [.string(id.description)], "fetchAllBodyValues": true,
                "properties": [
                    "from", "to", "bcc", "subject", "threadId", "keywords", "mailboxIds", "textBody", "htmlBody", "bodyValues",
                    "attachments", "repliesTo", "preview", "inReplyTo",
                    "header:X-Mood:asText", "hasAttachment",
                ],
            ])
        let got = try #require(email.arguments["list"]?.array?.first, "\(email.arguments.text)")
        #expect(got["from"] == [["name": "Nora, the \"1st\"", "email": "nora@example.test"]])
        #expect(got["subject"] == "Grüße 😀" && got["bcc"]?.array?.count == 1 && got["header:X-Mood:asText"] == "bright")
        #expect(got["repliesTo"] == .string(answered.description) && got["hasAttachment"] == true)
        #expect(got["threadId"] == (try await town.email(answered, ["threadId"])["threadId"]))
        #expect(got["attachments"]?.array?.first?["name"] == "notes ä.txt")
        let values = got["bodyValues"]!.object!.values.compactMap { $0["value"]?.string }
        #expect(values.contains { $0.contains("<b>there</b>") } && !values.contains { $0.contains("script") })
        #expect(values.contains { !$0.contains("<") && $0.contains("Hello there") })
        #expect(try await town.query(["text": "there"]) == [id.description])
        // What a client may get wrong.
        let wrong: [([String: JSON], String)] = [
            (["mailboxIds": nil], "invalidProperties"), (["from": nil], "invalidProperties"),
            (["to": [["email": "a@b\r\nBcc: c@d"]]], "invalidProperties"),
            (["to": [["email": "nobody"]]], "invalidProperties"), (["subject": "a\nb"], "invalidProperties"),
            (["attachments": [["blobId": "b999"]]], "blobNotFound"),
            (["attachments": [["name": "x"]]], "invalidProperties"), (["htmlBody": [["partId": "zz"]]], "invalidProperties"),
            (["colour": "red"], "invalidProperties"),
            (["repliesTo": "e999"], "invalidProperties"), (["header:From:asText": "x"], "invalidProperties"),
            (["header:Content-Type:asText": "x"], "invalidProperties"),
            (["messageId": ["a b"]], "invalidProperties"), (["keywords": ["a b": true]], "invalidProperties"),
            (["bodyStructure": ["type": "text/plain"]], "invalidProperties"),
        ]
        for (change, type) in wrong {
            let answer = try await town.call(
                "Email/set", ["accountId": .string(town.work.description), "create": ["k": .object(draft.merging(change) { $1 })]])
            #expect(answer.arguments["notCreated"]?["k"]?["type"] == .string(type), "\(change) → \(answer.arguments.text)")
        }
    }

    @Test func bodyStructureIsUnderstood() async throws {
        let town = try await Town(.sqlite)
        let made = try await town.call(
            "Email/set",
            [
                "accountId": .string(town.work.description),
                "create": [
                    "k": [
                        "mailboxIds": [town.drafts.description: true], "from": [["email": "nora@example.test"]], "subject": "s",
                        "bodyStructure": [
                            "type": "multipart/alternative",
                            "subParts": [["partId": "t", "type": "text/plain"], ["partId": "h", "type": "text/html"]],
                        ], "bodyValues": ["t": ["value": "plain words"], "h": ["value": "<p>rich words</p>"]],
                    ]
                ],
            ])
        let id = try #require(made.arguments["created"]?["k"]?["id"]?.string.flatMap { EmailID($0) }, "\(made.arguments.text)")
        let raw = try await town.dispatcher.blobs.open(user: town.nora, account: "all", blob: id.description)
        let text = String(decoding: raw.bytes, as: UTF8.self)
        #expect(text.contains("plain words") && text.contains("rich words") && text.contains("multipart/alternative"))
    }

    @Test(arguments: Engine.allCases) func importCopyAndParse(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let account = JSON.string(town.work.description)
        let blob = try await town.dispatcher.blobs.upload(
            user: town.nora, account: "all", type: "message/rfc822", Array(EmailTests.raw.utf8))["blobId"]!
        let parsed = try await town.call(
            "Email/parse", ["accountId": account, "blobIds": [blob, "b99"], "properties": ["subject", "from", "attachments"]])
        #expect(parsed.arguments["parsed"]?[blob.string!]?["subject"] == "Grüße" && parsed.arguments["notFound"] == ["b99"])
        let item: JSON = [
            "blobId": blob, "mailboxIds": [town.inbox.description: true], "keywords": ["$seen": true], "receivedAt": "2026-06-02T08:00:00Z",
        ]
        let first = try await town.call("Email/import", ["accountId": account, "emails": ["k": item]])
        let id = try #require(first.arguments["created"]?["k"]?["id"]?.string, "\(first.arguments.text)")
        let again = try await town.call("Email/import", ["accountId": account, "emails": ["k": item]])
        #expect(
            again.arguments["notCreated"]?["k"]?["type"] == "alreadyExists"
                && again.arguments["notCreated"]?["k"]?["existingId"] == .string(id))
        let copy = try await town.call(
            "Email/copy",
            [
                "fromAccountId": account, "accountId": .string(town.home.description), "onSuccessDestroyOriginal": true,
                "create": ["c": ["id": .string(id), "mailboxIds": [town.homeInbox.description: true]]],
            ])
        let copied = try #require(copy.arguments["created"]?["c"]?["id"]?.string, "\(copy.arguments.text)")
        #expect(try await town.query(["inMailbox": .string(town.homeInbox.description)], account: town.home.description) == [copied])
        #expect(try await town.query(["inMailbox": .string(town.inbox.description)]) == [])
        #expect(try await town.email(EmailID(copied)!, ["keywords", "receivedAt"])["receivedAt"] == "2026-06-02T08:00:00Z")
    }

    @Test func snippetsMarkWhatWasFound() async throws {
        let town = try await Town(.sqlite)
        let a = try await town.mail(1, subject: "Über <Rechnungen> & mehr", body: "Die RECHNUNG ist da, \"bald\"")
        let b = try await town.mail(2, subject: "日本語の件名")
        let answer = try await town.call(
            "SearchSnippet/get",
            [
                "accountId": "all", "filter": ["text": "uber rechnung"],
                "emailIds": [.string(a.description), .string(b.description), "e404"],
            ])
        let list = answer.arguments["list"]!.array!
        #expect(list[0]["subject"] == "<mark>Über</mark> &lt;<mark>Rechnungen</mark>&gt; &amp; mehr")
        #expect(list[0]["preview"] == "Die <mark>RECHNUNG</mark> ist da, &quot;bald&quot;")
        #expect(list[1]["subject"] == .null && answer.arguments["notFound"] == ["e404"])
        let kanji = try await town.call(
            "SearchSnippet/get", ["accountId": "all", "filter": ["text": "件名"], "emailIds": [.string(b.description)]])
        #expect(kanji.arguments["list"]?.array?[0]["subject"] == "日本語の<mark>件名</mark>")
    }

    @Test func repliesArePlanned() async throws {
        let town = try await Town(.sqlite)
        let id = try await town.mail(77)
        town.raws.messages.withLock { $0[id] = Array(EmailTests.raw.utf8) }
        let reply = try await town.call("Email/reply", ["accountId": "all", "emailId": .string(id.description), "mode": "replyAll"])
        let draft = try #require(reply.arguments["draft"], "\(reply.arguments.text)")
        #expect(draft["subject"] == "Re: Grüße" && draft["to"]?.array?.first?["email"] == "ada@example.test")
        #expect(draft["cc"] == [["name": nil, "email": "bob@example.org"]] && draft["inReplyTo"] == ["77@example.test"])
        let forward = try await town.call("Email/reply", ["accountId": "all", "emailId": .string(id.description), "mode": "forward"])
        #expect(forward.arguments["draft"]?["attachments"]?.array?.first?["blobId"] == .string("\(id)-2"))
        #expect(
            try await town.call("Email/reply", ["accountId": "all", "emailId": "e404", "mode": "reply"]).arguments["type"] == "notFound")
    }
}
