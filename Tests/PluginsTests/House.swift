import Core
import Foundation
import HostCrypto
import Logging
import Synchronization
import Testing

@testable import Plugins

/// A server's worth of plugins in a folder of its own: a real registry over real libraries, with the rest of the house in memory.
final class House: Sendable {
    let folder: URL
    let values = Mutex<[String: [UInt8]]>([:])
    let asked = Mutex<[HTTPAsk]>([])
    let requests = Mutex<[JSON]>([])
    let pushed = Mutex<[String]>([])
    let forms = Mutex<[String: JSON]>([:])
    static let letter = Array("Subject: Hello\r\n\r\n".utf8) + [UInt8](repeating: 120, count: 150_000)
    static let secrets = try! SecretBox(keys: [Array(repeating: 7, count: 32)])
    let lines = Lines()
    private let http: @Sendable (HTTPAsk) async throws(Failure) -> HTTPReply
    private let jmap: @Sendable (UserID, JSON) async throws(Failure) -> JSON

    init(
        http: @escaping @Sendable (HTTPAsk) async throws(Failure) -> HTTPReply = { _ in
            HTTPReply(status: 200, headers: [], body: Array("hello".utf8))
        },
        jmap: @escaping @Sendable (UserID, JSON) async throws(Failure) -> JSON = House.mailbox([:])
    ) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("mailflow-plugins-\(UUID().uuidString)")
        self.http = http
        self.jmap = jmap
        for name in ["plugins", "others"] {
            try FileManager.default.createDirectory(at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var conf: URL { folder.appendingPathComponent("plugins.conf") }

    /// Puts a plugin into the folder: a fixture's library and a manifest.
    func install(_ id: String, fixture: String? = nil, into place: String = "plugins", _ change: [String: JSON] = [:]) throws {
        let home = folder.appendingPathComponent(place).appendingPathComponent(id)
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        let library = try Fixture.library(fixture ?? id)
        try? FileManager.default.removeItem(at: home.appendingPathComponent("lib.so"))
        try FileManager.default.copyItem(at: library, to: home.appendingPathComponent("lib.so"))
        var manifest: [String: JSON] = [
            "id": .string(id), "name": .string(id.capitalized), "version": "1.0.0", "library": "lib.so",
            "answers": ["hook/1", "action/1", "route/1", "job/1"], "hooks": ["mail.open"],
        ]
        manifest.merge(change) { $1 }
        try write(JSON.object(manifest).text, "\(place)/\(id)/plugin.json")
    }

    /// For a manifest: every host verb but mail.call/1, whose methods a test names itself.
    static let likes: JSON = .array(
        Catalogue.host.filter { $0.verb != "mail.call/1" }.map { verb in
            verb.verb == "http.fetch/1" ? ["verb": .string(verb.verb), "hosts": ["*"]] : ["verb": .string(verb.verb)]
        })

    func write(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: folder.appendingPathComponent(path)) }

    func read(_ path: String) throws -> String { try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8) }

    /// A registry over the folders; each call is a server started anew.
    func registry(_ limits: PluginLimits = PluginLimits(), note: Bool = false, runner: PluginRunner? = nil) -> PluginRegistry {
        PluginRegistry(
            conf: conf,
            folders: [
                PluginFolder(folder.appendingPathComponent("plugins"), bundled: true),
                PluginFolder(folder.appendingPathComponent("others"), bundled: false),
            ],
            note: note ? folder.appendingPathComponent("crash-note") : nil,
            runner: runner ?? (try? Fixture.runner) ?? PluginRunner(path: "/nowhere/mailflow-runner"), seams: seams, limits: limits)
    }

    var seams: PluginSeams {
        PluginSeams(
            kv: PluginKV(
                get: { plugin, scope, key in self.values.withLock { $0["\(plugin)|\(scope)|\(key)"] } },
                put: { plugin, scope, key, value, _ in self.values.withLock { $0["\(plugin)|\(scope)|\(key)"] = value } },
                delete: { plugin, scope, key in self.values.withLock { $0["\(plugin)|\(scope)|\(key)"] = nil } },
                list: { plugin, scope, prefix in
                    let head = "\(plugin)|\(scope)|"
                    return self.values.withLock { $0.keys.filter { $0.hasPrefix(head + prefix) }.map { String($0.dropFirst(head.count)) } }
                }),
            values: PluginValues(
                get: { plugin, user in self.forms.withLock { $0["\(plugin)|\(user.map { "\($0)" } ?? "")"] ?? [:] } },
                put: { plugin, user, values in self.forms.withLock { $0["\(plugin)|\(user.map { "\($0)" } ?? "")"] = values } },
                clear: { plugin in self.forms.withLock { forms in forms = forms.filter { !$0.key.hasPrefix("\(plugin)|") } } }),
            keys: .derived(from: House.secrets),
            http: { ask, sink async throws(Failure) in
                self.asked.withLock { $0.append(ask) }
                sink.take(try await self.http(ask))
            },
            jmap: { user, request async throws(Failure) in
                self.requests.withLock { $0.append(request) }
                return try await self.jmap(user, request)
            },
            mail: PluginMail(
                source: { user, email, piece async throws(Failure) in
                    guard user.rawValue == 1, email.rawValue == 1 else { throw Failure(.notFound, "no \(email)") }
                    piece(House.letter)
                },
                part: { user, email, part, head, piece async throws(Failure) in
                    guard user.rawValue == 1, email.rawValue == 1, part == "2" else { throw Failure(.notFound, "no \(email)-\(part)") }
                    head(PluginMail.Head(type: "text/plain", name: "notes.txt", size: 5, charset: "iso-8859-1"))
                    piece(Array("notes".utf8))
                }),
            people: PluginPeople(
                user: { user async throws(Failure) in
                    guard user.rawValue == 1 else { throw Failure(.notFound, "no \(user)") }
                    return ["id": "u1", "username": "ada", "displayName": "Ada", "admin": true]
                },
                accounts: { _ in [["id": "a1", "name": "Work", "email": "me@example.test"]] },
                verify: { name, password, remote async throws(Failure) in
                    guard remote != "192.0.2.9" else { throw Failure(.unavailable, "too many", retryAfter: 61.2) }
                    guard name == "ada", password == "open sesame" else { throw Failure(.denied, "no") }
                    return ["id": "u1", "username": "ada", "displayName": "Ada", "admin": true]
                },
                signIn: { plugin, claims async throws(Failure) in
                    guard claims.subject == "s1" else { throw Failure(.denied, "nobody") }
                    return "/sign-in/once?\(plugin)-\(claims.issuer)-\(claims.username ?? "")"
                }),
            annotate: { user, email, plugin, note async throws(Failure) in
                self.values.withLock { $0["note|\(user)|\(email)|\(plugin)"] = note?.bytes }
            },
            push: { user, plugin, message in self.pushed.withLock { $0.append("\(user) \(plugin) \(message.text)") } },
            log: Logger(label: "plugins") { [lines] _ in lines })
    }

    /// Email/get through the same JMAP server.
    var emailGet: @Sendable (UserID, [String: JSON]) async throws(Failure) -> JSON {
        { [jmap] user, arguments async throws(Failure) in
            let answer = try await jmap(user, ["methodCalls": [["Email/get", .object(arguments), "0"]]])
            return answer["methodResponses"]?.array?.first?.array?[1] ?? [:]
        }
    }

    /// A JMAP server with one message in it.
    static func mailbox(_ members: [String: JSON]) -> @Sendable (UserID, JSON) async throws(Failure) -> JSON {
        { _, request async throws(Failure) in
            let answers = (request["methodCalls"]?.array ?? []).map { call -> JSON in
                guard let parts = call.array, parts.count == 3 else { return ["error", ["type": "notRequest"], "0"] }
                var email: [String: JSON] = ["id": parts[1]["ids"]?.array?.first ?? "e1", "accountId": "a1"]
                email.merge(members) { $1 }
                return [parts[0], ["accountId": "a1", "list": [.object(email)]], parts[2]]
            }
            return ["methodResponses": .array(answers)]
        }
    }

    /// The way out, its answers as a whole.
    static func whole(_ http: @escaping @Sendable (HTTPAsk, HTTPSink) async throws(Failure) -> Void)
        -> @Sendable (HTTPAsk) async throws(Failure) -> HTTPReply
    {
        { ask async throws(Failure) in
            let reply = Mutex(HTTPReply(status: 0, headers: [], body: []))
            try await http(
                ask,
                HTTPSink(
                    head: { status, headers in reply.withLock { $0 = HTTPReply(status: status, headers: headers, body: []) } },
                    piece: { bytes in reply.withLock { $0.body += bytes } }))
            return reply.withLock { $0 }
        }
    }

    /// Waits until something holds, at most thirty seconds, and looks once more after the last of them: a busy machine may have slept through it.
    static func until(_ what: String, _ holds: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end {
            if try await holds() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        let came = try await holds()
        if !came { Issue.record("\(what) did not happen") }
    }
}

extension PluginRegistry {
    /// `state: reason` of a plugin.
    func line(_ id: String) -> String {
        guard let plugin = plugin(id) else { return "gone" }
        let reason = plugin["reason"]?.string ?? ""
        return (plugin["state"]?.string ?? "?") + (reason.isEmpty ? "" : ": \(reason)")
    }
}

/// A log that is kept.
final class Lines: LogHandler, Sendable {
    private let kept = Mutex<[String]>([])

    var all: [String] { kept.withLock { $0 } }
    func contains(_ text: String) -> Bool { all.contains { $0.contains(text) } }

    func log(event: LogEvent) {
        let metadata = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted().joined(separator: " ")
        kept.withLock { $0.append("\(event.level) \(event.message) \(metadata)") }
    }

    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
}
