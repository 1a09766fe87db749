import Core
import Store
import StoreEngines
import Testing

@testable import JMAP

@Suite struct RequestTests {
    /// A whole request and the problem it is refused with.
    @Test(
        arguments: [
            ("not json", "notJSON"), ("{\"using\":[],\"using\":[]}", "notJSON"), ("\u{FF}", "notRequest"), ("[]", "notRequest"),
            ("{}", "notRequest"),
            ("{\"using\":[1],\"methodCalls\":[]}", "notRequest"), ("{\"using\":[],\"methodCalls\":[[]]}", "notRequest"),
            ("{\"using\":[],\"methodCalls\":[[\"a\",{},1]]}", "notRequest"), ("{\"using\":[],\"methodCalls\":{}}", "notRequest"),
            ("{\"using\":[\"urn:nobody\"],\"methodCalls\":[]}", "unknownCapability"),
            ("{\"using\":[],\"methodCalls\":[],\"createdIds\":[]}", "notRequest"),
        ])
    func refusedRequests(_ text: String, _ kind: String) async throws {
        let town = try await Town(.sqlite)
        let answer = await town.dispatcher.call(user: town.nora, bytes: text == "\u{FF}" ? Array("\"a\"".utf8) : Array(text.utf8))
        #expect(answer.status == 400)
        #expect(answer.json["type"] == .string("urn:ietf:params:jmap:error:\(kind)"))
    }

    @Test func limitsAreEnforced() async throws {
        let town = try await Town(.sqlite)
        let calls = await town.send(Array(repeating: ["Core/echo", [:], "a"], count: 33))
        #expect(calls.status == 400 && calls.json["limit"] == "maxCallsInRequest")
        let size = await town.dispatcher.call(user: town.nora, bytes: [UInt8](repeating: 32, count: 10_000_001))
        #expect(size.status == 413 && size.json["limit"] == "maxSizeRequest")
        let ids: JSON = .array((1...1001).map { .string("e\($0)") })
        let get = try await town.call("Email/get", ["accountId": "all", "ids": ids])
        #expect(get.arguments["type"] == "requestTooLarge")
        let set = try await town.call("Email/set", ["accountId": "all", "destroy": .array((1...501).map { .string("e\($0)") })])
        #expect(set.arguments["type"] == "requestTooLarge")
        // What is advertised is what holds.
        let session = try await town.dispatcher.session(user: town.nora, base: "https://mail.example.test")
        #expect(session["capabilities"]?["urn:ietf:params:jmap:core"]?["maxCallsInRequest"] == 32)
    }

    @Test func echoAndReferences() async throws {
        let town = try await Town(.sqlite)
        let answer = await town.send([
            ["Core/echo", ["list": [["ids": ["a", "b"]], ["ids": ["c"]]], "a/b~": [["x": 1]]], "1"],
            ["Core/echo", ["#all": ["resultOf": "1", "name": "Core/echo", "path": "/list/*/ids"]], "2"],
            ["Core/echo", ["#one": ["resultOf": "1", "name": "Core/echo", "path": "/a~1b~0/0/x"]], "3"],
            ["Core/echo", ["#one": ["resultOf": "9", "name": "Core/echo", "path": "/x"]], "4"],
            ["Core/echo", ["#one": ["resultOf": "1", "name": "Email/get", "path": "/list"]], "5"],
            ["Core/echo", ["#one": ["resultOf": "1", "name": "Core/echo", "path": "/list/7"]], "6"],
            ["Core/echo", ["one": 1, "#one": ["resultOf": "1", "name": "Core/echo", "path": "/list"]], "7"],
            ["Nothing/get", [:], "8"],
        ])
        let responses = try #require(answer.json["methodResponses"]?.array)
        #expect(responses[1].array?[1] == ["all": ["a", "b", "c"]])
        #expect(responses[2].array?[1] == ["one": 1])
        for index in 3...5 { #expect(responses[index].array?[1]["type"] == "invalidResultReference") }
        #expect(responses[6].array?[1]["type"] == "invalidArguments")
        #expect(responses[7].array?[1]["type"] == "unknownMethod")
        #expect(answer.json["sessionState"]?.string != nil)
    }

    @Test func methodsNeedTheirCapability() async throws {
        let town = try await Town(.sqlite)
        let answer = await town.dispatcher.call(
            user: town.nora,
            request: ["using": ["urn:ietf:params:jmap:core"], "methodCalls": [["Mailbox/get", ["accountId": "all"], "a"]]])
        #expect(answer.json["methodResponses"]?.array?[0].array?[1]["type"] == "unknownMethod")
    }

    @Test func sessionHasWhatClientsLookFor() async throws {
        let town = try await Town(.sqlite)
        let session = try await town.dispatcher.session(user: town.nora, base: "https://mail.example.test")
        #expect(session["username"] == "nora")
        #expect(Set((session["accounts"]?.object ?? [:]).keys) == ["all", town.work.description, town.home.description])
        #expect(session["primaryAccounts"]?["urn:ietf:params:jmap:mail"] == "all")
        #expect(session["capabilities"]?["urn:ietf:params:jmap:websocket"]?["url"] == "wss://mail.example.test/ws")
        for part in ["{accountId}", "{blobId}", "{name}", "{type}"] { #expect(session["downloadUrl"]?.string?.contains(part) == true) }
        #expect(session["accounts"]?[town.work.description]?["isReadOnly"] == false)
    }

    /// Requests made of random pieces: every one gets a well-formed answer, none a serverFail.
    @Test(arguments: 1...12)
    func randomRequestsAreAnswered(_ seed: Int) async throws {
        let town = try await Town(.sqlite)
        try await town.mail(1)
        var random = Dice(UInt64(seed))
        for _ in 0..<60 {
            let calls = (0..<Int(random.next() % 4) + 1).map {
                JSON.array([.string(random.method()), random.arguments(), .string("c\($0)")])
            }
            let answer = await town.send(calls)
            #expect(answer.status == 200)
            for response in answer.json["methodResponses"]?.array ?? [] {
                let type = response.array?[1]["type"]?.string
                #expect(!(response.array?[0] == "error" && type == "serverFail"), "\(JSON.array(calls).text) → \(response.text)")
            }
            #expect((try? JSON(parsing: answer.json.bytes)) == answer.json)
        }
    }

    /// Bytes that are almost JSON never trap.
    @Test func damagedBytesAreAnswered() async throws {
        let town = try await Town(.sqlite)
        let whole = JSON.object([
            "using": Town.using, "methodCalls": [["Email/query", ["accountId": "all", "filter": ["text": "ä\u{1F600}\n"]], "a"]],
        ]).bytes
        var random = Dice(99)
        for round in 0..<400 {
            var bytes = whole
            if round < 200 { bytes.removeSubrange(Int(random.next() % UInt64(bytes.count))...) }
            for _ in 0..<4 where !bytes.isEmpty {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            let answer = await town.dispatcher.call(user: town.nora, bytes: bytes)
            #expect([200, 400].contains(answer.status))
        }
        let deep = await town.dispatcher.call(user: town.nora, bytes: [UInt8](repeating: UInt8(ascii: "["), count: 100_000))
        #expect(deep.json["type"] == "urn:ietf:params:jmap:error:notJSON")
    }
}

/// Random pieces of requests, the same for the same seed.
struct Dice: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func method() -> String { Method.all.map(\.name).randomElement(using: &self)! }

    private static let names = [
        "ids", "properties", "filter", "sort", "position", "anchor", "anchorOffset", "limit", "calculateTotal", "collapseThreads",
        "sinceState",
        "sinceQueryState", "maxChanges", "create", "update", "destroy", "ifInState", "bodyProperties", "fetchAllBodyValues",
        "maxBodyValueBytes", "emailIds",
        "emailId", "mode", "text", "email", "imap", "smtp", "password", "onSuccessUpdateEmail", "onSuccessDestroyEmail", "emails",
        "blobIds",
        "fromAccountId", "onDestroyRemoveEmails", "filterAsTree", "sortAsTree", "id",
    ]
    private static let words = [
        "e1", "m1", "a1", "t1", "i1", "s1", "b1", "e1-1", "#k", "all", "all-inbox", "all-flagged", "singleton", "", "\u{0}", "ä", "0", "-1",
        "AND", "OR",
        "receivedAt", "subject", "2026-01-01T00:00:00Z", "9999-99-99T99:99:99Z", "header:X:asDate", "header:From:asText", "$seen",
        "keywords/$seen",
        "mailboxIds/m2", "e9223372036854775807", "e99999999999999999999", "../..", "*/x", "reply", "invoice \"two words\" -not", "\"", "~2",
        "a@b",
    ]
    private static let keys = [
        "operator", "conditions", "inMailbox", "inMailboxOtherThan", "text", "from", "to", "header", "before", "minSize", "hasKeyword",
        "property", "isAscending",
        "keyword", "mailboxIds", "keywords", "subject", "bodyValues", "textBody", "htmlBody", "attachments", "bodyStructure", "partId",
        "type", "subParts",
        "blobId", "name", "parentId", "role", "email", "identityId", "emailId", "envelope", "mailFrom", "rcptTo", "parameters", "HOLDFOR",
        "holdSeconds", "host",
        "port", "tls", "e1", "m1", "a1", "i1", "singleton", "theme", "undoSendSeconds", "k",
    ]

    mutating func arguments() -> JSON {
        var members: [String: JSON] = ["accountId": .string(["all", "a1", "a1", "a2", "a3", "a9", "x"].randomElement(using: &self)!)]
        for _ in 0..<Int(next() % 6) { members[Dice.names.randomElement(using: &self)!] = value(depth: 0) }
        return .object(members)
    }

    private mutating func value(depth: Int) -> JSON {
        switch next() % (depth > 4 ? 6 : 9) {
        case 0: return nil
        case 1: return .bool(next() % 2 == 0)
        case 2: return .int([0, 1, -1, 50, .max, .min, 1 << 53].randomElement(using: &self)!)
        case 3: return .double([0.5, -1e300, 1e19].randomElement(using: &self)!)
        case 4, 5: return .string(Dice.words.randomElement(using: &self)!)
        case 6: return .array((0..<Int(next() % 4)).map { _ in value(depth: depth + 1) })
        default:
            var members: [String: JSON] = [:]
            for _ in 0..<Int(next() % 5) {
                members[(next() % 3 == 0 ? Dice.words : Dice.keys).randomElement(using: &self)!] = value(depth: depth + 1)
            }
            return .object(members)
        }
    }
}
