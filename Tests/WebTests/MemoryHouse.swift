import Core
import Foundation
import HostCrypto
import Logging
import NIOConcurrencyHelpers
import NIOPosix
import Web

/// A house in memory behind Web's seams, so that the HTTP face is tested alone.
final class MemoryHouse: Sendable {
    struct User: Sendable {
        var person: Person
        var hash: String
    }

    struct State: Sendable {
        var users: [User] = []
        var sessions: [String: (user: UserID, expires: Timestamp)] = [:]
        var appPasswords: [(owner: UserID, secret: String, entry: ClientPassword)] = []
        var tries: [String: (count: Int, since: Timestamp)] = [:]
        var policy = Policy()
        var tokens: [String: UserID] = [:]
        var said: [JSON] = []
        /// How often a browser was ready for a message.
        var listened = 0
        var setupToken: String? = "setup-token"
        var plugins: [String: Bool] = ["unsubscribe": true, "asks": false]
        /// How many readers of an endless answer have left.
        var left = 0
        var pieces = 0
        var uploads: [String: JMAPPort.Blob] = [:]
        var states: JMAPPort.States = ["a1": ["Email": "1", "Mailbox": "1"]]
        var watchers: [AsyncStream<JMAPPort.States>.Continuation] = []
        var pictures: [String: [UInt8]] = [:]
        var clock = Timestamp(milliseconds: 1_780_000_000_000)
        var calls = 0
        var running = 0
        var mostRunning = 0
        /// Whether each question to the plugins was asked on an event loop.
        var onLoop: [Bool] = []
    }

    let state = NIOLockedValueBox(State())
    /// Holds every call until it is opened.
    let callGate = NIOLockedValueBox(false)

    var clock: WallClock { WallClock { [state] in state.withLockedValue { $0.clock } } }

    func advance(_ seconds: Double) { state.withLockedValue { $0.clock = $0.clock.adding(seconds: seconds) } }

    func publish(_ states: JMAPPort.States) {
        let watchers = state.withLockedValue { s in
            for (account, types) in states { s.states[account, default: [:]].merge(types) { $1 } }
            return s.watchers
        }
        for watcher in watchers { watcher.yield(states) }
    }

    /// Tells an open browser something, as a plugin does.
    func say(_ message: JSON) { state.withLockedValue { $0.said.append(message) } }

    func web(_ change: (inout WebConfiguration) -> Void = { _ in }, passwords: Passwords = .bcrypt(cost: 4)) -> WebServer {
        var configuration = WebConfiguration(secret: Array("a secret of at least 32 bytes......".utf8), version: "1.2.3")
        change(&configuration)
        return WebServer(
            ports: Ports(people: people, setup: setup, passwords: passwords, jmap: jmap, plugins: plugins, bodies: bodies),
            configuration: configuration,
            clock: clock)
    }

    private var setup: Setup {
        Setup(
            consume: { [state] token in
                state.withLockedValue { s in
                    guard let right = s.setupToken, right == token else { return false }
                    s.setupToken = nil
                    return true
                }
            }, restore: { [state] in state.withLockedValue { $0.setupToken = "setup-token" } })
    }

    var people: People {
        let state = state
        return People(
            isEmpty: { () throws(Failure) in state.withLockedValue { $0.users.isEmpty } },
            person: { id throws(Failure) in state.withLockedValue { s in s.users.first { $0.person.id == id }?.person } },
            credentials: { name throws(Failure) in
                state.withLockedValue { s in s.users.first { $0.person.username == name }.map { ($0.person, $0.hash) } }
            },
            add: { name, hash, first throws(Failure) in
                let person: Person? = state.withLockedValue { s in
                    guard !s.users.contains(where: { $0.person.username == name }) else { return nil }
                    let person = Person(id: UserID(Int64(s.users.count + 1)), username: name, displayName: name, admin: first)
                    s.users.append(User(person: person, hash: hash))
                    return person
                }
                guard let person else { throw Failure(.conflict, "name taken") }
                return person
            },
            setPassword: { id, hash, kept throws(Failure) in
                state.withLockedValue { s in
                    for index in s.users.indices where s.users[index].person.id == id { s.users[index].hash = hash }
                    s.sessions = s.sessions.filter { $0.value.user != id || $0.key == kept }
                }
            },
            session: { token throws(Failure) in
                state.withLockedValue { s in
                    s.sessions["id:" + token].flatMap { $0.expires > s.clock ? BrowserSession(id: "id:" + token, user: $0.user) : nil }
                }
            },
            beginSession: { user, _, _ throws(Failure) in
                let token = SecureRandom.token()
                state.withLockedValue { s in s.sessions["id:" + token] = (user, s.clock.adding(seconds: 7 * 86400)) }
                return token
            },
            endSession: { id throws(Failure) in state.withLockedValue { $0.sessions[id] = nil } },
            takeSignIn: { token throws(Failure) in state.withLockedValue { $0.tokens.removeValue(forKey: token) } },
            appPasswords: { user throws(Failure) in state.withLockedValue { s in s.appPasswords.filter { $0.owner == user }.map(\.entry) }
            },
            addAppPassword: { user, name throws(Failure) in
                state.withLockedValue { s in
                    let entry = ClientPassword(id: "\(s.appPasswords.count + 1)", name: name, createdAt: s.clock, lastUsedAt: nil)
                    s.appPasswords.append((user, "secret-\(entry.id)", entry))
                    return (entry.id, "secret-\(entry.id)")
                }
            },
            removeAppPassword: { user, id throws(Failure) in
                let found = state.withLockedValue { s in
                    let before = s.appPasswords.count
                    s.appPasswords.removeAll { $0.owner == user && $0.entry.id == id }
                    return s.appPasswords.count < before
                }
                if !found { throw Failure(.notFound, "no such app password") }
            },
            ownerOfAppPassword: { secret throws(Failure) in
                state.withLockedValue { s in
                    s.appPasswords.first { $0.secret == secret }.flatMap { found in s.users.first { $0.person.id == found.owner }?.person }
                }
            },
            attempt: { bucket, limit, window throws(Failure) in
                state.withLockedValue { s in
                    var entry = s.tries[bucket] ?? (0, s.clock)
                    if s.clock >= entry.since.adding(seconds: window) { entry = (0, s.clock) }
                    entry.count += 1
                    s.tries[bucket] = entry
                    return entry.count > limit
                        ? Double(entry.since.adding(seconds: window).milliseconds - s.clock.milliseconds) / 1000 : nil
                }
            },
            forgive: { bucket throws(Failure) in state.withLockedValue { $0.tries[bucket]?.count -= 1 } },
            policy: { () throws(Failure) in state.withLockedValue { $0.policy } },
            setPolicy: { policy throws(Failure) in state.withLockedValue { $0.policy = policy } })
    }

    private var jmap: JMAPPort {
        let (state, callGate) = (state, callGate)
        return JMAPPort(
            session: { person throws(Failure) in ["username": .string(person.username), "capabilities": ["urn:ietf:params:jmap:core": [:]]]
            },
            call: { person, bytes async throws(Failure) in
                state.withLockedValue {
                    $0.calls += 1
                    $0.running += 1
                    $0.mostRunning = max($0.mostRunning, $0.running)
                }
                while callGate.withLockedValue({ $0 }) { await Task.yield() }
                state.withLockedValue { $0.running -= 1 }
                guard let json = try? JSON(parsing: bytes), let calls = json["methodCalls"] else {
                    return .init(status: 400, bytes: JSON.object(["type": "urn:ietf:params:jmap:error:notRequest", "status": 400]).bytes)
                }
                if calls.array?.first?.array?.first == "Fail/now" { throw Failure(.failed, "secret detail") }
                return .init(bytes: JSON.object(["methodResponses": calls, "sessionState": .string(person.username)]).bytes)
            },
            upload: { person, account, type, pour in
                guard account == "a1" else { throw Failure(.notFound, "no such account") }
                var bytes: [UInt8] = []
                try await pour { bytes += $0 }
                state.withLockedValue { [bytes] in $0.uploads["b1"] = .init(bytes: bytes, type: type, name: nil) }
                return ["accountId": .string(account), "blobId": "b1", "type": .string(type), "size": .int(Int64(bytes.count))]
            },
            download: { person, account, blob throws(Failure) in
                guard let found = state.withLockedValue({ $0.uploads[blob] }) else { throw Failure(.notFound, "no such blob") }
                return found
            },
            states: { _ throws(Failure) in state.withLockedValue { $0.states } },
            changes: { _ in
                let (stream, source) = AsyncStream.makeStream(of: JMAPPort.States.self)
                state.withLockedValue { $0.watchers.append(source) }
                return stream
            },
            messages: { _ in
                AsyncStream {
                    state.withLockedValue { $0.listened += 1 }
                    while !Task.isCancelled {
                        let message: JSON? = state.withLockedValue { $0.said.isEmpty ? .none : .some($0.said.removeFirst()) }
                        if let message { return message }
                        try? await Task.sleep(for: .milliseconds(1))
                    }
                    return nil
                }
            })
    }

    /// A plugin that reads large bodies while they come, and says what it saw of one; on `/early` it reads nothing.
    private static func reader(_ request: PluginPort.RouteRequest) async throws(Failure) -> PluginPort.RouteAnswer {
        var (pieces, bytes) = (0, request.body.count)
        while let upload = request.upload, request.path != "/early" {
            let piece = try await upload.next()
            guard !piece.isEmpty else { break }
            pieces += 1
            bytes += piece.count
        }
        let (stream, source) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
        source.yield(
            JSON.object([
                "streamed": .bool(request.upload != nil), "size": request.upload?.size.map { .int(Int64($0)) } ?? .null,
                "bytes": .int(Int64(bytes)), "several": .bool(pieces > 1),
            ]).bytes)
        source.finish()
        return .init(status: 200, headers: [("content-type", "application/json")], body: .pieces(stream))
    }

    private var plugins: PluginPort {
        let state = state
        return PluginPort(
            list: { () throws(Failure) in
                state.withLockedValue { s in s.plugins.map { ["id": .string($0.key), "enabled": .bool($0.value)] } }
            },
            enabled: { language throws(Failure) in
                state.withLockedValue { s in s.plugins.filter(\.value).map { ["id": .string($0.key), "language": .string(language)] } }
            },
            change: { id, change, _ throws(Failure) in
                if change.enabled == true, change.accept == nil, id == "asks" {
                    return .needed([["grant": "mail.read", "words": "Read mail", "why": "", "risk": "high"]])
                }
                let known = state.withLockedValue { s in
                    guard s.plugins[id] != nil else { return false }
                    if let on = change.enabled { s.plugins[id] = on }
                    return true
                }
                guard known else { throw Failure(.notFound, "no plugin \(id)") }
                return .done(["id": .string(id), "enabled": .bool(change.enabled ?? true)])
            },
            perform: { id, deed, person throws(Failure) in
                guard state.withLockedValue({ $0.plugins[id] }) != nil else { throw Failure(.notFound, "no plugin \(id)") }
                return ["did": .string("\(deed)"), "by": .string(person.username)]
            },
            settings: { id, user, language, deed in ["scope": .string(user.map { "\($0)" } ?? "admin"), "did": .string("\(deed)")] },
            health: {
                state.withLockedValue { s in
                    s.onLoop.append(MultiThreadedEventLoopGroup.currentEventLoop != nil)
                    return s.plugins.mapValues { $0 ? "on" : "off" }
                }
            },
            route: { id, person, request throws(Failure) in
                state.withLockedValue { $0.onLoop.append(MultiThreadedEventLoopGroup.currentEventLoop != nil) }
                if id == "down" { throw Failure(.unavailable, "down", message: "This plugin does not run now.", retryAfter: 5) }
                if id == "reader" { return try await Self.reader(request) }
                guard id == "unsubscribe" || id == "dav" else { throw Failure(.notFound, "no plugin") }
                let (stream, pieces) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
                if request.path == "/endless" {
                    pieces.onTermination = { _ in state.withLockedValue { $0.left += 1 } }
                    pieces.yield(Array("first".utf8))
                    return .init(status: 200, headers: [("content-type", "text/plain")], body: .pieces(stream))
                }
                if request.path == "/slow" {
                    // Each piece takes longer than a client is left alone for.
                    let late = AsyncThrowingStream<[UInt8], any Error>(unfolding: {
                        let number = state.withLockedValue { s in
                            s.pieces += 1
                            return s.pieces
                        }
                        guard number % 4 != 0 else { return nil }
                        try await Task.sleep(for: .milliseconds(1100))
                        return Array("\(number % 4)".utf8)
                    })
                    return .init(status: 200, headers: [("content-type", "text/plain")], body: .pieces(late))
                }
                let echo: JSON = [
                    "method": .string(request.method), "path": .string(request.path), "mount": .string(request.mount),
                    "user": person.map { .string($0.username) } ?? .null, "body": .string(String(decoding: request.body, as: UTF8.self)),
                    "headers": .array(request.headers.map { .string($0.name.lowercased()) }),
                ]
                pieces.yield(echo.bytes)
                pieces.finish()
                return .init(
                    status: request.method == "PROPFIND" ? 207 : 200,
                    headers: [("Content-Type", "application/json"), ("Set-Cookie", "evil=1"), ("Content-Security-Policy", "none")],
                    body: .pieces(stream))
            },
            readsBodies: { $0 == "reader" },
            file: { id, path throws(Failure) in
                guard id == "unsubscribe", path == "page.html" else { throw Failure(.notFound, "no file") }
                let url = FileManager.default.temporaryDirectory.appendingPathComponent("mailflow-page-\(getpid()).html")
                try? Data("<p>page</p>".utf8).write(to: url)
                return .init(path: url.path, size: 11, changed: 1, type: "text/html; charset=utf-8")
            },
            mount: { path in
                for (prefix, plugin) in [("/dav", "dav"), ("/.well-known/carddav", "dav"), ("/gone", "down"), ("/reader", "reader")]
                where path == prefix || path.hasPrefix(prefix + "/") {
                    return (plugin, prefix)
                }
                return nil
            })
    }

    private var bodies: MailBodies {
        let state = state
        return MailBodies(
            body: { _, email, links throws(Failure) in
                guard email == "e1" else { throw Failure(.notFound, "no such email", message: "This message is <gone>.") }
                let remote = links.remote("https://pictures.example.org/a.png") ?? "blocked"
                return .init(html: "<p>Hello</p><img src=\"\(links.part("e1-2") ?? "")\"><img src=\"\(remote)\">", isHTML: true)
            },
            picture: { url, _ throws(Failure) in
                guard let bytes = state.withLockedValue({ $0.pictures[url] }) else { throw Failure(.unavailable, "no picture") }
                return bytes
            })
    }
}
