import MailFlowPlugin
import Synchronization

@testable import CardDAV

/// A house in memory: JMAP contacts as the server has them, passwords, and the plugin's own values.
final class Library: Sendable {
    struct StoredCard {
        var id: String
        var book: String
        var name: String
        var text: String
        var change: Int
        var etag: String { "t\(text.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })" }
        var uid: String { text.split(separator: "\r\n").first { $0.hasPrefix("UID:") }.map { String($0.dropFirst(4)) } ?? "" }
    }

    struct StoredBook {
        var id: String
        var user: String
        var name: String
        var description = ""
        var isDefault = false
        var change = 0
        var keptFrom = 0
        var removed: [String: Int] = [:]
    }

    struct State {
        var last = 0
        var books: [StoredBook] = [
            StoredBook(id: "b1", user: "u1", name: "Personal", isDefault: true),
            StoredBook(id: "b9", user: "u2", name: "Private", isDefault: true),
        ]
        var cards: [String: StoredCard] = [:]
        var values: [String: [UInt8]] = [:]
        var calls: [String] = []
        var checks = 0
        var now: Int64 = 1_795_358_457
        var failure: Failure?
        var log: [String] = []
        /// How many members each ContactCard/members told.
        var told: [Int] = []
        /// Runs once, right before the next ContactCard/set: somebody else was quicker.
        var interference: (@Sendable (Library) -> Void)?
    }

    let state = Mutex(State())

    var house: House {
        House(
            jmap: { [self] user, request in
                let calls = try JSON(parsing: request.bytes)["methodCalls"]?.array ?? []
                return JMAPResponse(bytes: JSON.object(["methodResponses": .array(try calls.map { try answer(user, $0) })]).bytes)
            },
            verify: { [self] name, password, _ in
                try state.withLock {
                    $0.checks += 1
                    if let failure = $0.failure { throw failure }
                }
                switch (name, password) {
                case ("nora", "secret"), ("nora", "pässword:with colon"): return Person(id: "u1", name: "Nora Example")
                case ("otto", "secret"): return Person(id: "u2", name: "Otto Example")
                default: throw Failure(.denied)
                }
            },
            hash: { $0.reversed() + [7] },
            recall: { [self] scope, key in state.withLock { $0.values["\(scope) \(key)"] } },
            keep: { [self] scope, key, value in state.withLock { $0.values["\(scope) \(key)"] = value } },
            now: { [self] in state.withLock(\.now) },
            log: { [self] line in state.withLock { $0.log.append(line) } })
    }

    private func answer(_ user: String, _ call: JSON) throws -> JSON {
        let parts = call.array ?? []
        let (method, arguments) = (parts[0].string ?? "", parts[1])
        let hook = state.withLock { state in
            defer { if method == "ContactCard/set" { state.interference = nil } }
            return method == "ContactCard/set" ? state.interference : nil
        }
        hook?(self)
        return state.withLock { state in
            state.calls.append(method)
            do throws(MethodError) { return [.string(method), try Library.run(method, arguments, user, &state), parts[2]] } catch {
                return ["error", ["type": .string(error.type)], parts[2]]
            }
        }
    }

    private struct MethodError: Error { let type: String }

    private static func run(_ method: String, _ arguments: JSON, _ user: String, _ state: inout State) throws(MethodError) -> JSON {
        switch method {
        case "AddressBook/get":
            return [
                "list": .array(
                    state.books.filter { $0.user == user }.map {
                        [
                            "id": .string($0.id), "name": .string($0.name), "description": .string($0.description), "sortOrder": 0,
                            "isDefault": .bool($0.isDefault),
                        ]
                    })
            ]
        case "AddressBook/set": return setBooks(arguments, user, &state)
        case "ContactCard/get":
            let mine = Set(state.books.filter { $0.user == user }.map(\.id))
            let list: [JSON] = (arguments["ids"]?.array ?? []).compactMap { id in
                guard let card = state.cards[id.string ?? ""], mine.contains(card.book) else { return nil }
                return [
                    "id": .string(card.id), "addressBookIds": .object([card.book: true]), "resourceName": .string(card.name),
                    "etag": .string(card.etag), "vCard": .string(card.text),
                ]
            }
            return ["list": .array(list)]
        case "ContactCard/members":
            let answer = try members(arguments, user, state)
            state.told.append(answer["members"]?.array?.count ?? 0)
            return answer
        case "ContactCard/set": return setCards(arguments, user, &state)
        default: throw MethodError(type: "unknownMethod")
        }
    }

    private static func members(_ arguments: JSON, _ user: String, _ state: State) throws(MethodError) -> JSON {
        guard let book = state.books.first(where: { $0.id == arguments["addressBookId"]?.string && $0.user == user }) else {
            throw MethodError(type: "notFound")
        }
        var since: Int?
        if let text = arguments["sinceState"]?.string {
            guard let count = Int(text), count <= book.change, count >= book.keptFrom else {
                throw MethodError(type: "cannotCalculateChanges")
            }
            since = count
        }
        let all =
            state.cards.values.filter { $0.book == book.id && $0.change > since ?? 0 }.map { ($0.change, StoredMember.card($0)) }
            + (since == nil ? [] : book.removed.filter { $0.value > since ?? 0 }.map { ($0.value, StoredMember.removed($0.key)) })
        let limit = Int(arguments["limit"]?.int ?? 5000)
        let told = all.sorted { $0.0 < $1.0 }.prefix(limit)
        let hasMore = told.count < all.count
        return [
            "state": .string("\(hasMore ? told.last?.0 ?? 0 : book.change)"), "hasMore": .bool(hasMore),
            "members": .array(
                told.compactMap {
                    guard case .card(let card) = $0.1 else { return nil }
                    return [
                        "id": .string(card.id), "resourceName": .string(card.name), "etag": .string(card.etag),
                        "size": .int(Int64(card.text.utf8.count)), "created": "2026-11-20T08:00:00Z", "updated": "2026-11-22T14:40:57Z",
                    ]
                }),
            "removed": .array(told.compactMap { if case .removed(let name) = $0.1 { .string(name) } else { nil } }),
        ]
    }

    private enum StoredMember { case card(StoredCard), removed(String) }

    private static func setBooks(_ arguments: JSON, _ user: String, _ state: inout State) -> JSON {
        var answer: [String: [String: JSON]] = [:]
        for (key, object) in arguments["create"]?.object ?? [:] {
            state.last += 1
            let id = "b\(100 + state.last)"
            state.books.append(
                StoredBook(id: id, user: user, name: object["name"]?.string ?? "", description: object["description"]?.string ?? ""))
            answer["created", default: [:]][key] = ["id": .string(id)]
        }
        for (id, patch) in arguments["update"]?.object ?? [:] {
            guard let at = state.books.firstIndex(where: { $0.id == id && $0.user == user }) else {
                answer["notUpdated", default: [:]][id] = ["type": "notFound"]
                continue
            }
            if let name = patch["name"]?.string { state.books[at].name = name }
            if let description = patch["description"]?.string { state.books[at].description = description }
        }
        for id in (arguments["destroy"]?.array ?? []).compactMap(\.string) {
            guard let at = state.books.firstIndex(where: { $0.id == id && $0.user == user }) else {
                answer["notDestroyed", default: [:]][id] = ["type": "notFound"]
                continue
            }
            state.books.remove(at: at)
            state.cards = state.cards.filter { $0.value.book != id }
        }
        return .object(answer.mapValues(JSON.object))
    }

    private static func setCards(_ arguments: JSON, _ user: String, _ state: inout State) -> JSON {
        var answer: [String: [String: JSON]] = [:]
        func clash(_ book: String, _ uid: String, _ name: String, _ own: String?) -> JSON? {
            let other = state.cards.values.first { $0.book == book && $0.id != own && ($0.uid == uid || $0.name == name) }
            return other.map { ["type": "alreadyExists", "existingId": .string($0.id)] }
        }
        func step(_ book: String) -> Int {
            guard let at = state.books.firstIndex(where: { $0.id == book }) else { return 0 }
            state.books[at].change += 1
            return state.books[at].change
        }
        func gone(_ card: StoredCard) {
            let change = step(card.book)
            if let at = state.books.firstIndex(where: { $0.id == card.book }) { state.books[at].removed[card.name] = change }
        }
        func replace(_ wish: JSON?) {
            for id in wish?["replaces"]?.object?.keys.map({ $0 }) ?? [] {
                if let card = state.cards.removeValue(forKey: id) { gone(card) }
            }
        }
        for (key, object) in arguments["create"]?.object ?? [:] {
            replace(object)
            let book = object["addressBookIds"]?.object?.keys.first ?? ""
            var card = StoredCard(
                id: "", book: book, name: object["resourceName"]?.string ?? "", text: object["vCard"]?.string ?? "", change: 0)
            if !state.books.contains(where: { $0.id == book && $0.user == user }) {
                answer["notCreated", default: [:]][key] = ["type": "invalidProperties", "properties": ["addressBookIds"]]
            } else if card.text.contains("X-FULL") {
                answer["notCreated", default: [:]][key] = ["type": "overQuota"]
            } else if card.text.contains("X-BROKEN") {
                answer["notCreated", default: [:]][key] = ["type": "invalidProperties", "properties": ["vCard"], "description": "Line 3."]
            } else if let error = clash(book, card.uid, card.name, nil) {
                answer["notCreated", default: [:]][key] = error
            } else {
                state.last += 1
                card.id = "c\(state.last)"
                card.change = step(book)
                state.cards[card.id] = card
                answer["created", default: [:]][key] = ["id": .string(card.id), "etag": .string(card.etag)]
            }
        }
        for (id, patch) in arguments["update"]?.object ?? [:] {
            guard var card = state.cards[id] else {
                answer["notUpdated", default: [:]][id] = ["type": "notFound"]
                continue
            }
            if let tag = patch["ifETag"]?.string, tag != card.etag {
                answer["notUpdated", default: [:]][id] = ["type": "stateMismatch"]
                continue
            }
            let before = card
            card.text = patch["vCard"]?.string ?? card.text
            guard card.uid == before.uid else {
                answer["notUpdated", default: [:]][id] = ["type": "invalidProperties", "properties": ["uid"]]
                continue
            }
            replace(patch)
            card.name = patch["resourceName"]?.string ?? card.name
            card.book = patch["addressBookIds"]?.object?.keys.first ?? card.book
            if let error = clash(card.book, card.uid, card.name, id) {
                answer["notUpdated", default: [:]][id] = error
                continue
            }
            if before.book != card.book || before.name != card.name { gone(before) }
            card.change = step(card.book)
            state.cards[id] = card
            answer["updated", default: [:]][id] = ["etag": .string(card.etag)]
        }
        for id in (arguments["destroy"]?.array ?? []).compactMap(\.string) {
            guard let card = state.cards[id] else {
                answer["notDestroyed", default: [:]][id] = ["type": "notFound"]
                continue
            }
            if let tag = arguments["destroyETags"]?[id]?.string, tag != card.etag {
                answer["notDestroyed", default: [:]][id] = ["type": "stateMismatch"]
                continue
            }
            gone(card)
            state.cards[id] = nil
        }
        return .object(answer.mapValues(JSON.object))
    }
}

/// A client of the server, and what it got.
struct Client {
    let library = Library()
    let server: Server
    var name = "nora"
    var password = "secret"

    init() { server = Server(house: library.house) }

    struct Got {
        let status: Int
        let headers: [String: String]
        let body: String
        let bytes: [UInt8]
        let isStreamed: Bool

        /// The document's root.
        func xml() throws -> Element { try XMLReader.read(bytes) }

        /// The responses of a multistatus: href, then the values of the properties found, as text, or the status.
        func responses() throws -> [String: Element] {
            let root = try xml()
            let all = root.elements.filter { $0.name == .dav("response") }
            let pairs = all.map { ($0[.dav("href")]?.text ?? "", $0) }
            return Dictionary(pairs) { first, _ in first }
        }

        /// The names of the responses' hrefs, sorted.
        func hrefs() throws -> [String] { try responses().keys.sorted() }

        /// The precondition in an error.
        func precondition() throws -> String? { try xml().elements.first { $0.name.space != "urn:mailflow:dav" }?.name.local }
    }

    @discardableResult
    func send(_ method: String, _ path: String, _ headers: [String: String] = [:], body: String = "") async throws -> Got {
        try await send(method, path, headers, bytes: Array(body.utf8))
    }

    func send(_ method: String, _ path: String, _ headers: [String: String] = [:], bytes: [UInt8]) async throws -> Got {
        var call = Call(
            method: method, path: path, headers: headers, body: bytes, scheme: "https", remote: "192.0.2.7", host: "mail.example.test")
        call.credentials = Credentials(name: name, password: password)
        return try await send(call)
    }

    func send(_ call: Call) async throws -> Got {
        let reply = await server.answer(call)
        switch reply.body {
        case .bytes(let bytes):
            return Got(
                status: reply.status, headers: reply.headers, body: String(decoding: bytes, as: UTF8.self), bytes: bytes, isStreamed: false)
        case .stream(let stream):
            var bytes: [UInt8] = []
            for try await piece in stream { bytes += piece }
            return Got(
                status: reply.status, headers: reply.headers, body: String(decoding: bytes, as: UTF8.self), bytes: bytes, isStreamed: true)
        }
    }

    /// Puts a card and expects it to be taken.
    @discardableResult
    func put(_ name: String, _ text: String, book: String = "b1") async throws -> Got {
        try await send("PUT", "/books/u1/\(book)/\(name)", ["content-type": "text/vcard"], body: text)
    }

    /// A small card.
    static func card(_ uid: String, _ name: String = "Ada Example", more: [String] = []) -> String {
        (["BEGIN:VCARD", "VERSION:3.0", "UID:\(uid)", "FN:\(name)", "N:\(name);;;;"] + more + ["END:VCARD", ""]).joined(separator: "\r\n")
    }
}

extension Element {
    /// The found properties of a response, by local name.
    var found: [String: Element] {
        let ok = elements.filter { $0.name == .dav("propstat") && $0[.dav("status")]?.text.contains("200") == true }
        return Dictionary(ok.flatMap { $0[.dav("prop")]?.elements ?? [] }.map { ($0.name.local, $0) }) { $1 }
    }

    /// The status of each property of a response, by local name.
    var statuses: [String: Int] {
        var out: [String: Int] = [:]
        for propstat in elements where propstat.name == .dav("propstat") {
            let status = Int(propstat[.dav("status")]?.text.split(separator: " ").dropFirst().first ?? "") ?? 0
            for property in propstat[.dav("prop")]?.elements ?? [] { out[property.name.local] = status }
        }
        return out
    }

    /// The status of a response as a whole.
    var status: Int { Int(self[.dav("status")]?.text.split(separator: " ").dropFirst().first ?? "") ?? 0 }
}
