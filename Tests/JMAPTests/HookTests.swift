import Core
import Store
import StoreEngines
import Synchronization
import Testing

@testable import JMAP

/// What plugins say before something happens, and what of it counts.
@Suite struct HookTests {
    private func say(_ town: Town, _ hook: String, _ answer: JSON) { town.opinions.answers.withLock { $0[hook] = answer } }

    private func told(_ town: Town, _ hook: String) -> [JSON] {
        town.opinions.told.withLock { $0.filter { $0.hook == hook }.map(\.facts) }
    }

    private func submission(_ town: Town) async throws -> (answer: JSON, email: String) {
        let made = try await town.call(
            "Email/set",
            [
                "accountId": .string("\(town.work)"),
                "create": [
                    "k": [
                        "mailboxIds": [town.drafts.description: true], "keywords": ["$draft": true],
                        "from": [["email": "nora@example.test"]],
                        "to": [["email": "ada@example.test"]], "subject": "Hello", "bodyValues": ["b": ["value": "text"]],
                        "textBody": [["partId": "b"]],
                    ]
                ],
            ])
        let email = try #require(made.arguments["created"]?["k"]?["id"]?.string, "\(made.arguments.text)")
        let list = try await town.call("Identity/get", ["accountId": .string("\(town.work)")]).arguments["list"]
        let identity = try #require(list?.array?.first?["id"])
        let answer = try await town.call(
            "EmailSubmission/set",
            ["accountId": "all", "create": ["s": ["identityId": identity, "emailId": .string(email), "holdSeconds": 20]]])
        return (answer.arguments, email)
    }

    @Test func aVetoReachesTheWriter() async throws {
        let town = try await Town(.sqlite)
        say(town, "mail.send", ["veto": "Not\u{202E} on\nSundays."])
        let (answer, email) = try await submission(town)
        let error = answer["notCreated"]?["s"]
        #expect(error?["type"]?.string == "forbiddenToSend")
        #expect(error?["description"]?.string == "Not on Sundays.")
        let facts = try #require(told(town, "mail.send").first)
        #expect(facts["email"]?["id"]?.string == email)
        #expect(facts["email"]?["subject"]?.string == "Hello")
        #expect(facts["user"]?.string == "\(town.nora)")
        let kept = try await town.store.read { [work = town.work] sql throws(Failure) in try SubmissionTable.all(sql, account: work) }
        #expect(kept.isEmpty)
    }

    @Test func harmlessHeadersAreKeptForTheCopyThatLeaves() async throws {
        let town = try await Town(.sqlite)
        say(
            town, "mail.send",
            [
                "headers": [
                    "X-Checked": "yes", "Organization": nil, "From": "evil@example.org", "bcc": "evil@example.org",
                    "Content-Type": "text/html",
                    "X-Break": "a\r\nBcc: b", "Bad Name": "x", "X-Umlaut": "ä", "DKIM-Signature": "x", "X-Number": 7,
                ]
            ])
        let (answer, _) = try await submission(town)
        #expect(answer["created"]?["s"] != nil, "\(answer.text)")
        let kept = try await town.store.read { [work = town.work] sql throws(Failure) in try SubmissionTable.all(sql, account: work) }
        let headers: JSON = ["X-Checked": "yes", "Organization": nil]
        #expect(kept.map(\.headers) == [headers])
    }

    @Test func nobodyIsAskedWhatNobodyWants() async throws {
        let town = try await Town(.sqlite)
        #expect(try await submission(town).answer["created"]?["s"] != nil)
        #expect(town.opinions.told.withLock { $0.isEmpty })
    }

    @Test func searchFindsFurtherWords() async throws {
        let town = try await Town(.sqlite)
        let car = try await town.mail(1, subject: "The car")
        let vehicle = try await town.mail(2, subject: "The vehicle")
        try await town.mail(3, subject: "The boat")
        #expect(try await town.query(["text": "car"]) == ["\(car)"])
        say(town, "search.expand", ["expand": ["car": ["vehicle", 7, ""], "other": ["boat"]]])
        #expect(try await town.query(["text": "car"]) == ["\(vehicle)", "\(car)"])
        #expect(try await town.query(["operator": "NOT", "conditions": [["text": "car"]]]).count == 1)
        #expect(try await town.query(["text": "car", "subject": "vehicle"]) == ["\(vehicle)"])
        // What was said once holds, so that the pages of a result are of one query.
        #expect(told(town, "search.expand").count == 1)
        say(town, "search.expand", ["expand": "nonsense"])
        #expect(try await town.query(["text": "boat"]).count == 1)
    }

    @Test func aReplyBeginsAsAPluginLikes() async throws {
        let town = try await Town(.sqlite)
        let id = try await town.mail(77)
        town.raws.messages.withLock {
            $0[id] = Array("From: ada@example.test\r\nTo: nora@example.test\r\nSubject: Hi\r\n\r\nhello\r\n".utf8)
        }
        say(
            town, "mail.compose",
            [
                "draft": [
                    "subject": "Re: [#7] Hi", "cc": [["email": "desk@example.test"]], "to": [["email": "no\r\nBcc: x@y"]],
                    "quoteText": "gone",
                ]
            ])
        let draft = try await town.call("Email/reply", ["accountId": "all", "emailId": .string("\(id)"), "mode": "reply"]).arguments[
            "draft"]
        let quote = draft?["quoteText"]?.string ?? ""
        #expect(draft?["subject"]?.string == "Re: [#7] Hi")
        #expect(draft?["cc"]?.array?.first?["email"]?.string == "desk@example.test")
        #expect(draft?["to"]?.array?.first?["email"]?.string == "ada@example.test")
        #expect(quote.contains("hello"))
        let shown = try #require(told(town, "mail.compose").first)
        #expect(!shown.text.contains("hello"))
    }

    @Test func anAccountMayBeRefused() async throws {
        let town = try await Town(.sqlite)
        say(town, "account.connect", ["veto": ""])
        let server: JSON = ["host": "imap.example.org", "port": 993, "tls": "implicit", "skipVerify": false, "username": "n"]
        let made = try await town.call(
            "MailAccount/set",
            [
                "accountId": "all",
                "create": [
                    "k": ["name": "New", "email": "new@example.org", "imap": server, "smtp": server, "password": "pw", "hue": "teal"]
                ],
            ])
        #expect(made.arguments["notCreated"]?["k"]?["description"]?.string == "A plugin of this server does not allow it.")
        let facts = try #require(told(town, "account.connect").first)
        #expect(facts["email"]?.string == "new@example.org")
        #expect(!facts.text.contains("pw"))
    }
}
