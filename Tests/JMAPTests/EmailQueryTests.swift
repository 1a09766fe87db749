import Core
import Store
import StoreEngines
import Testing

@testable import JMAP

@Suite struct EmailQueryTests {
    @Test(arguments: Engine.allCases) func filters(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let ada = Address(name: "Ada Müller", email: "ada@example.test")
        let bob = Address(name: "Bob", email: "bob@example.org")
        let a = try await town.mail(1, subject: "Quarterly invoice", from: ada, size: 500, body: "please pay the Rechnung soon")
        let b = try await town.mail(2, subject: "Holiday", from: bob, keywords: [.seen], size: 5000, body: "sea and sun", attachment: true)
        let c = try await town.mail(
            3, in: town.archive, subject: "Re: Quarterly invoice", from: bob, to: [ada], keywords: [.seen, .flagged], answers: [1])
        let d = try await town.mail(4, subject: "日本語の件名", from: ada, keywords: [Keyword("$answered")!], body: "本文です")
        try await town.mail(5, in: town.otherInbox, account: town.other, subject: "Quarterly invoice")
        func ids(_ list: EmailID...) -> [String] { list.map(\.description) }
        let inbox = JSON.string(town.inbox.description)
        let table: [(JSON, [String])] = [
            (nil, ids(d, c, b, a)), ([:], ids(d, c, b, a)), (["inMailbox": inbox], ids(d, b, a)),
            (["inMailboxOtherThan": [inbox]], ids(c)), (["text": "invoice"], ids(c, a)), (["text": "INVOICE quarterly"], ids(c, a)),
            (["text": "\"quarterly invoice\""], ids(c, a)), (["text": "\"invoice quarterly\""], []), (["text": "-re invoice"], ids(a)),
            (["subject": "holiday"], ids(b)), (["subject": "rechnung"], []), (["body": "rechnung"], ids(a)), (["body": "invoice"], []),
            (["from": "muller"], ids(d, a)), (["from": "bob@example.org"], ids(c, b)), (["to": "müller"], ids(c)), (["cc": "müller"], []),
            (["text": "日本"], ids(d)), (["text": "本文"], ids(d)), (["text": "!!!"], []), (["text": ""], ids(d, c, b, a)),
            (["hasKeyword": "$seen"], ids(c, b)), (["notKeyword": "$seen"], ids(d, a)),
            (["notKeyword": "$seen", "inMailbox": inbox], ids(d, a)),
            (["hasKeyword": "$flagged"], ids(c)), (["hasKeyword": "$answered"], ids(d)), (["hasKeyword": "$ANSWERED"], ids(d)),
            (["hasKeyword": "answered"], []),
            (["hasAttachment": true], ids(b)), (["hasAttachment": false], ids(d, c, a)), (["minSize": 1000], ids(d, c, b)),
            (["maxSize": 1000], ids(a)),
            (["before": .string(at(3))], ids(b, a)), (["after": .string(at(3))], ids(d, c)),
            (["after": .string(at(2)), "before": .string(at(4))], ids(c, b)),
            (["someInThreadHaveKeyword": "$flagged"], ids(c, a)), (["noneInThreadHaveKeyword": "$flagged"], ids(d, b)),
            (["allInThreadHaveKeyword": "$seen"], ids(b)), (["header": ["In-Reply-To"]], ids(c)),
            (["header": ["subject", "HOLI"]], ids(b)),
            (["operator": "OR", "conditions": [["hasKeyword": "$flagged"], ["hasAttachment": true]]], ids(c, b)),
            (["operator": "NOT", "conditions": [["hasKeyword": "$flagged"], ["hasAttachment": true]]], ids(d, a)),
            (
                ["operator": "AND", "conditions": [["inMailbox": inbox], ["operator": "NOT", "conditions": [["text": "invoice"]]]]],
                ids(d, b)
            ),
            (["operator": "OR", "conditions": [["text": "holiday"], ["text": "日本"]]], ids(d, b)),
            (["operator": "OR", "conditions": []], []),
        ]
        for (filter, expected) in table {
            #expect(try await town.query(filter) == expected, "\(filter.text)")
            // The whole list says the same as the walk along the index.
            let total = try await town.call(
                "Email/query",
                [
                    "accountId": .string(town.work.description), "filter": filter, "calculateTotal": true, "anchorOffset": 0,
                    "position": -500,
                ])
            #expect(strings(total.arguments["ids"]) == expected, "\(filter.text)")
            #expect(total.arguments["total"] == .int(Int64(expected.count)), "\(filter.text)")
        }
    }

    private func at(_ number: Int) -> String { UTCDate.text(Timestamp(milliseconds: 1_780_000_000_000 + Int64(number) * 60_000)) }

    @Test(
        arguments: [
            (#"{"filter": {"nothing": 1}}"#, "unsupportedFilter"), (#"{"filter": []}"#, "invalidArguments"),
            (#"{"filter": {"operator": "XOR", "conditions": []}}"#, "invalidArguments"),
            (#"{"filter": {"inMailbox": "m99"}}"#, "invalidArguments"), (#"{"filter": {"before": "yesterday"}}"#, "invalidArguments"),
            (#"{"filter": {"header": ["X-Unknown"]}}"#, "unsupportedFilter"), (#"{"filter": {"hasKeyword": "a b"}}"#, "invalidArguments"),
            (#"{"sort": [{"property": "colour"}]}"#, "unsupportedSort"), (#"{"sort": [{"property": "hasKeyword"}]}"#, "invalidArguments"),
            (#"{"sort": [{"property": "subject", "collation": "x"}]}"#, "unsupportedSort"), (#"{"limit": -1}"#, "invalidArguments"),
            (#"{"position": 1.5}"#, "invalidArguments"),
            (#"{"anchor": "e404"}"#, "anchorNotFound"), (#"{"accountId": "a99"}"#, "accountNotFound"),
            (#"{"accountId": null}"#, "invalidArguments"),
        ])
    func refusals(_ arguments: String, _ type: String) async throws {
        let town = try await Town(.sqlite)
        try await town.mail(1)
        var members: [String: JSON] = ["accountId": .string(town.work.description)]
        members.merge(try JSON(parsing: arguments.utf8).object!) { $1 }
        let answer = try await town.call("Email/query", .object(members))
        #expect(answer.name == "error" && answer.arguments["type"] == .string(type), "\(answer.arguments.text)")
    }

    @Test func capsOnFilters() async throws {
        let town = try await Town(.sqlite)
        var deep: JSON = ["text": "a"]
        for _ in 0..<40 { deep = ["operator": "NOT", "conditions": [deep]] }
        let wide: JSON = ["operator": "OR", "conditions": .array(Array(repeating: ["text": "a"], count: 300))]
        for filter in [deep, wide] {
            #expect(try await town.call("Email/query", ["accountId": "all", "filter": filter]).arguments["type"] == "unsupportedFilter")
        }
    }

    @Test(arguments: Engine.allCases) func windows(_ engine: Engine) async throws {
        let town = try await Town(engine)
        var ids: [String] = []
        for number in 1...20 { ids.insert(try await town.mail(number).description, at: 0) }
        func page(_ more: [String: JSON]) async throws -> JSON {
            var members: [String: JSON] = [
                "accountId": .string(town.work.description), "filter": ["inMailbox": .string(town.inbox.description)],
            ]
            members.merge(more) { $1 }
            return try await town.call("Email/query", .object(members)).arguments
        }
        let table: [([String: JSON], ArraySlice<String>, Int)] = [
            (["limit": 5], ids[..<5], 0), (["position": 5, "limit": 5], ids[5..<10], 5), (["position": -3], ids[17...], 17),
            (["position": -99, "limit": 2], ids[..<2], 0),
            (["position": 19, "limit": 9], ids[19...], 19), (["position": 25], [], 20),
            (["anchor": .string(ids[7]), "limit": 2], ids[7..<9], 7),
            (["anchor": .string(ids[7]), "anchorOffset": -2, "limit": 2], ids[5..<7], 5),
            (["anchor": .string(ids[1]), "anchorOffset": -9, "limit": 1], ids[..<1], 0),
            (["limit": 0], [], 0),
        ]
        for (arguments, expected, position) in table {
            for total in [false, true] {
                let answer = try await page(arguments.merging(["calculateTotal": .bool(total)]) { $1 })
                #expect(strings(answer["ids"]) == Array(expected), "\(arguments)")
                #expect(answer["position"] == .int(Int64(position)), "\(arguments)")
                #expect(answer["total"] == (total ? 20 : nil))
            }
        }
    }

    @Test(arguments: Engine.allCases) func sorts(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let a = try await town.mail(
            1, subject: "Re: banana", from: Address(name: "Zoe", email: "z@example.test"), keywords: [.flagged], size: 30
        ).description
        let b = try await town.mail(2, subject: "apple", from: Address(email: "Bert@example.test"), size: 10).description
        let c = try await town.mail(3, subject: "Éclair", from: Address(name: "ada", email: "x@example.test"), size: 20).description
        let table: [(JSON, [String])] = [
            ([["property": "receivedAt", "isAscending": true]], [a, b, c]),
            ([["property": "receivedAt", "isAscending": false]], [c, b, a]),
            ([["property": "size"]], [b, c, a]), ([["property": "subject"]], [b, a, c]), ([["property": "from"]], [c, b, a]),
            (
                [
                    ["property": "hasKeyword", "keyword": "$flagged", "isAscending": false],
                    ["property": "receivedAt", "isAscending": false],
                ], [a, c, b]
            ),
            ([["property": "sentAt"]], [a, b, c]), ([["property": "to"], ["property": "size", "isAscending": false]], [a, c, b]),
        ]
        for (sort, expected) in table { #expect(try await town.query(nil, sort: sort) == expected, "\(sort.text)") }
    }

    @Test(arguments: Engine.allCases) func conversationsCollapse(_ engine: Engine) async throws {
        let town = try await Town(engine)
        try await town.mail(1)
        let lone = try await town.mail(2).description
        let answer = try await town.mail(3, answers: [1]).description
        #expect(try await town.query(["inMailbox": .string(town.inbox.description)], collapse: true) == [answer, lone])
        let total = try await town.call(
            "Email/query",
            [
                "accountId": .string(town.work.description), "filter": ["inMailbox": .string(town.inbox.description)],
                "collapseThreads": true, "calculateTotal": true,
            ])
        #expect(total.arguments["total"] == 2)
    }

    /// A list that is kept follows every change, and says the same as one made anew.
    @Test(arguments: Engine.allCases) func keptListsFollowTheJournal(_ engine: Engine) async throws {
        let town = try await Town(engine)
        var random = Dice(5)
        var ids: [EmailID] = []
        for number in 1...30 { ids.append(try await town.mail(number, answers: number % 4 == 0 ? [number - 1] : [])) }
        let filters: [JSON] = [
            ["inMailbox": .string(town.inbox.description)], ["notKeyword": "$seen"], ["text": "letter"], ["hasKeyword": "$flagged"],
            ["someInThreadHaveKeyword": "$flagged"], nil,
        ]
        for round in 31...60 {
            let id = ids.randomElement(using: &random)!
            let changes: JSON =
                switch random.next() % 4 {
                case 0: ["update": [id.description: ["keywords/$flagged": random.next() % 2 == 0 ? true : nil]]]
                case 1:
                    ["update": [id.description: ["mailboxIds": [(random.next() % 2 == 0 ? town.archive : town.inbox).description: true]]]]
                case 2: ["update": [id.description: ["keywords/$seen": true]]]
                default: round % 3 == 0 ? ["destroy": [.string(id.description)]] : [:]
                }
            if changes == [:] {
                ids.append(try await town.mail(round, answers: [round - 20]))
            } else {
                var members = changes.object!
                members["accountId"] = .string(town.work.description)
                try await town.call("Email/set", .object(members))
            }
            let fresh = Dispatcher(store: town.store, server: town.dispatcher.house.server)
            for filter in filters {
                for collapse in [false, true] {
                    let query: JSON = [
                        "accountId": .string(town.work.description), "filter": filter, "collapseThreads": .bool(collapse),
                        "position": -1000, "calculateTotal": true,
                    ]
                    let request: JSON = ["using": Town.using, "methodCalls": [["Email/query", query, "a"]]]
                    let kept = await town.dispatcher.call(user: town.nora, request: request).json["methodResponses"]
                    let anew = await fresh.call(user: town.nora, request: request).json["methodResponses"]
                    #expect(kept == anew)
                }
            }
        }
    }

    /// A client that applies queryChanges ends with the list that a query gives.
    @Test(arguments: Engine.allCases) func queryChangesLeadToTheNewList(_ engine: Engine) async throws {
        let town = try await Town(engine)
        var ids: [EmailID] = []
        for number in 1...12 { ids.append(try await town.mail(number, answers: number == 6 ? [5] : [])) }
        for (account, filter) in [
            (town.work.description, JSON.object(["inMailbox": .string(town.inbox.description)])), ("all", ["inMailbox": "all-inbox"]),
        ] {
            for collapse in [false, true] {
                let query: [String: JSON] = ["accountId": .string(account), "filter": filter, "collapseThreads": .bool(collapse)]
                let before = try await town.call("Email/query", .object(query)).arguments
                var list = strings(before["ids"])
                let moved = ids.removeLast()
                try await town.call(
                    "Email/set", ["accountId": "all", "update": [moved.description: ["mailboxIds": [town.archive.description: true]]]])
                try await town.call("Email/set", ["accountId": "all", "destroy": [.string(ids.removeFirst().description)]])
                ids.append(try await town.mail(Int.random(in: 1000...1_000_000), answers: [5]))
                let changes = try await town.call(
                    "Email/queryChanges", .object(query.merging(["sinceQueryState": before["queryState"]!]) { $1 }))
                #expect(changes.name == "Email/queryChanges", "\(changes.arguments.text)")
                list.removeAll { strings(changes.arguments["removed"]).contains($0) }
                for added in changes.arguments["added"]?.array ?? [] {
                    list.insert(added["id"]!.string!, at: min(Int(added["index"]!.int!), list.count))
                }
                let after = try await town.call("Email/query", .object(query)).arguments
                #expect(list == strings(after["ids"]))
                #expect(changes.arguments["newQueryState"] == after["queryState"])
                let few = try await town.call(
                    "Email/queryChanges", .object(query.merging(["sinceQueryState": before["queryState"]!, "maxChanges": 1]) { $1 }))
                #expect(few.arguments["type"] == "tooManyChanges")
            }
        }
        let wrong = try await town.call("Email/queryChanges", ["accountId": "all", "sinceQueryState": "99999999"])
        #expect(wrong.arguments["type"] == "cannotCalculateChanges")
    }

    @Test func theCacheIsBounded() {
        let cache = QueryCache(capacity: 3000)
        let hits = (0..<30).map { EmailHit(id: $0, thread: $0, key: -$0) }
        func key(_ size: Int64) -> QueryCache.Key {
            QueryCache.Key(
                search: EmailSearch(accounts: [AccountID(1)], mailboxes: [], filter: .minSize(size)), sort: [.newestFirst], collapsed: false
            )
        }
        for size in 0..<20 { cache.keep(QueryList(seq: 1, hits: hits, collapsed: false), for: key(Int64(size))) }
        #expect(cache.bytes <= 3000 && cache.list(key(19)) != nil && cache.list(key(0)) == nil)
        cache.keep(QueryList(seq: 0, hits: [], collapsed: false), for: key(19))
        #expect(cache.list(key(19))?.seq == 1)
        cache.keep(QueryList(seq: 2, hits: Array(repeating: hits[0], count: 1000), collapsed: false), for: key(19))
        #expect(cache.list(key(19)) == nil)
    }
}
