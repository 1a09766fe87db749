import Core
import Foundation
import Mail
import Store
import StoreEngines
import Testing

@testable import JMAP

/// Measures a page of a large mailbox and prints it; only where `MAILFLOW_SPEED` gives a number of messages.
@Suite struct SpeedTests {
    static let size = ProcessInfo.processInfo.environment["MAILFLOW_SPEED"].flatMap { Int($0) } ?? 0

    @Test(.enabled(if: SpeedTests.size > 0), arguments: Engine.allCases) func pages(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let (account, inbox) = (town.work, town.inbox)
        let words = ["invoice", "meeting", "travel", "garden", "budget", "letter", "music", "bridge", "winter", "orchard"]
        for start in stride(from: 1, to: SpeedTests.size + 1, by: 500) {
            try await town.store.write(.process) { tx throws(Failure) in
                for number in start..<min(start + 500, SpeedTests.size + 1) {
                    var mail = NewEmail(
                        identityKey: "mid:\(number)", receivedAt: Timestamp(milliseconds: 1_600_000_000_000 + Int64(number) * 60_000),
                        size: 4000)
                    mail.messageIDs = ["\(number)@example.test"]
                    if number % 5 == 0 { mail.references = ["\(number - 1)@example.test"] }
                    mail.subject = "About the \(words[number % 10]) of \(number / 10)"
                    mail.from = [Address(name: "Writer \(number % 300)", email: "writer\(number % 300)@example.test")]
                    mail.to = [Address(name: "Nora", email: "nora@example.test")]
                    mail.keywords = number % 3 == 0 ? [] : [.seen]
                    (mail.uidValidity, mail.uid) = (1, Int64(number))
                    let id = try Ingest.add(tx, account: account, mailbox: inbox, [mail])[0]!
                    try Ingest.body(
                        tx, id, preview: "Dear Nora, this is about the \(words[number % 7]) and more of it", hasAttachment: false,
                        search: SearchDocument(
                            subject: SearchTerms.terms(mail.subject), sender: "writer", recipients: "nora",
                            body: "dear nora \(words[number % 7]) word\(number % 1000)"))
                }
            }
        }
        func page(_ query: [String: JSON], _ account: String) -> JSON {
            var query = query
            query["accountId"] = .string(account)
            query["limit"] = 50
            return [
                "using": Town.using,
                "methodCalls": [
                    ["Email/query", .object(query), "q"],
                    [
                        "Email/get",
                        [
                            "accountId": .string(account), "#ids": ["resultOf": "q", "name": "Email/query", "path": "/ids"],
                            "properties": [
                                "id", "accountId", "threadId", "mailboxIds", "keywords", "from", "to", "subject", "receivedAt",
                                "hasAttachment", "preview", "size",
                            ],
                        ], "g",
                    ],
                ],
            ]
        }
        let deep = Int64(min(2000 * 50, SpeedTests.size) - 50)
        let box = JSON.object(["inMailbox": .string(inbox.description)])
        let table: [(String, [String: JSON], String)] = [
            ("first page", ["filter": box], account.description),
            ("2,000th page", ["filter": box, "position": .int(deep)], account.description),
            (
                "first page, conversations, total",
                ["filter": ["inMailbox": "all-inbox"], "collapseThreads": true, "calculateTotal": true], "all"
            ),
            (
                "deep page, conversations, total",
                ["filter": ["inMailbox": "all-inbox"], "collapseThreads": true, "calculateTotal": true, "position": .int(deep / 2)], "all"
            ),
            ("word, newest 50", ["filter": ["text": "invoice"]], account.description),
            ("rare word, newest 50", ["filter": ["text": "word77"]], account.description),
            ("word and total", ["filter": ["text": "invoice"], "calculateTotal": true], account.description),
        ]
        for (name, query, account) in table {
            let bytes = page(query, account).bytes
            let clock = ContinuousClock()
            let cold = await clock.measure { _ = await town.dispatcher.call(user: town.nora, bytes: bytes).json.bytes }
            var times: [Double] = []
            for _ in 0..<200 {
                let time = await clock.measure { _ = await town.dispatcher.call(user: town.nora, bytes: bytes).json.bytes }
                times.append(Double(time.components.attoseconds) / 1e15 + Double(time.components.seconds) * 1000)
            }
            times.sort()
            let text = { (value: Double) in String(format: "%.2f", value) }
            let first = Double(cold.components.attoseconds) / 1e15 + Double(cold.components.seconds) * 1000
            print("\(engine) \(name): p50 \(text(times[100])) ms, p95 \(text(times[190])) ms, first time \(text(first)) ms")
        }
        // A list that must follow a change before it is read again.
        let bytes = page(["filter": box, "position": .int(deep)], account.description).bytes
        var times: [Double] = []
        for number in 0..<20 {
            try await town.mail(5_000_000 + number)
            let time = await ContinuousClock().measure { _ = await town.dispatcher.call(user: town.nora, bytes: bytes).json.bytes }
            times.append(Double(time.components.attoseconds) / 1e15)
        }
        print("\(engine) 2,000th page after a change: p95 \(String(format: "%.2f", times.sorted()[18])) ms")
        let answer = await town.dispatcher.call(user: town.nora, bytes: bytes)
        #expect(answer.json["methodResponses"]?.array?.last?.array?[1]["list"]?.array?.count == 50)
    }
}
