import Core
import Foundation
import Synchronization
import Testing

@testable import Plugins

/// Every wrapper of the Swift SDK, in a plugin of its own, over the real port.
@Suite struct SDKTests {
    private static let made = Mutex<URL?>(nil)

    /// The probe and the SDK as one library, compiled once for each run.
    private static func library() throws -> URL {
        try made.withLock { made in
            if let url = made { return url }
            try FileManager.default.createDirectory(at: Fixture.folder, withIntermediateDirectories: true)
            let url = Fixture.folder.appendingPathComponent("probe.so")
            let sdk = Fixture.root.appendingPathComponent("Sources/PluginAPI/Swift")
            let files = try FileManager.default.contentsOfDirectory(atPath: sdk.path).filter { $0.hasSuffix(".swift") }.sorted()
            let result = try Fixture.run(
                "swiftc",
                ["-emit-library", "-module-name", "Probe", "-swift-version", "6", "-Onone", "-o", url.path, "-I", Fixture.include.path]
                    + ["ExistentialAny", "MemberImportVisibility", "InternalImportsByDefault"].flatMap { ["-enable-upcoming-feature", $0] }
                    + files.map { sdk.appendingPathComponent($0).path }
                    + [Fixture.root.appendingPathComponent("Tests/Fixtures/swift/Probe.swift").path])
            try #require(result.status == 0, "\(result.output)")
            made = url
            return url
        }
    }

    private func withProbe(_ ground: Ground, _ grants: [String] = all, _ body: (PluginSession, House) async throws -> Void) async throws {
        let house = try House(
            http: { _ in HTTPReply(status: 201, headers: [("x", "y")], body: Array("made".utf8)) },
            jmap: { _, request async throws(Failure) in
                let method = request["methodCalls"]?.array?.first?.array?.first ?? .null
                let using = Set(request["using"]?.array?.compactMap(\.string) ?? [])
                if method == "Email/get" {
                    guard using.contains("urn:ietf:params:jmap:mail"), !using.contains("urn:ietf:params:jmap:contacts") else {
                        throw Failure(.invalid, "using \(using)")
                    }
                    return ["methodResponses": [["Email/get", ["list": [["id": "e1"]]], "0"]]]
                }
                guard using.contains("urn:ietf:params:jmap:contacts") else { throw Failure(.invalid, "using \(using)") }
                return ["methodResponses": [["error", ["type": "cannotCalculateChanges", "description": "too old"], "0"]]]
            })
        house.forms.withLock { $0 = ["probe|": ["token": "good"], "probe|u1": ["loud": true]] }
        let manifest = try Manifest(
            parsing: JSON.object([
                "id": "probe", "name": "Probe", "version": "1", "library": "x.so", "hooks": ["mail.open"], "events": ["user.removed"],
                "answers": .array(Catalogue.answers.map { .string($0.verb) }),
                "uses": [["verb": "mail.call/1", "methods": ["Email/get", "ContactCard/get"]]], "likes": House.likes,
                "settings": [
                    "admin": ["token": ["type": "secret", "label": "Token"]], "user": ["loud": ["type": "boolean", "label": "Loud"]],
                ],
            ]).bytes)
        // A copy is a library of its own: what runs beside it in other tests has other variables.
        let library = house.folder.appendingPathComponent("\(UUID().uuidString).so")
        try FileManager.default.copyItem(at: try Self.library(), to: library)
        let session = PluginSession(
            manifest: manifest, port: try ground.port(library, PluginLimits()),
            verbs: HostVerbs(manifest: manifest, grants: grants.compactMap { Grant($0) }, seams: house.seams), limits: PluginLimits(),
            logger: house.seams.log, onDown: { _ in })
        try await session.start()
        try await body(session, house)
        #expect(await session.stop())
    }

    private static let all = [
        "kv", "crypto", "mail.read", "mail.change", "contacts.read", "users", "accounts", "ui", "http:example.org",
    ]

    private func get(_ session: PluginSession, _ path: String, _ more: JSON = [:]) async throws -> (status: Int64?, body: String) {
        var head: JSON = ["method": "GET", "path": .string(path), "headers": [:], "user": nil]
        for (name, value) in more.object ?? [:] { head[name] = value }
        var pieces: [[UInt8]] = []
        for try await piece in session.ask("route/1", [head.bytes, [1, 2]]) { pieces.append(piece) }
        let answer = try JSON(parsing: try #require(pieces.first))
        return (answer["status"]?.int, String(decoding: pieces.dropFirst().joined(), as: UTF8.self))
    }

    @Test(arguments: Ground.allCases) func everyWrapperAsks(_ ground: Ground) async throws {
        try await withProbe(ground) { session, house in
            for (path, status, expected) in [
                ("/settings", 200, #"{"token":"good"}{"loud":true}"#), ("/kv", 200, #"{"n":1} ["a"] true"#), ("/fetch", 200, "201 y made"),
                ("/open", 201, "> made"), ("/crypto", 200, "[1, 2, 3] 32 12 invalid"),
                ("/jmap", 200, "1 conflict: cannotCalculateChanges: ContactCard/get too old"), ("/source", 200, "\(House.letter.count)"),
                ("/part", 200, "text/plain notes.txt 5 iso-8859-1 notes"), ("/annotate", 200, "noted"),
                ("/people", 200, #"u1 ada Ada true ["a1 Work me@example.test"]"#), ("/verify", 401, "no name"),
                ("/signin", 200, "/sign-in/once?probe-i-n"), ("/push", 200, "pushed"), ("/nowhere", 404, "no such path"),
            ] as [(String, Int64, String)] {
                let answer = try await get(session, path)
                #expect(answer.status == status && answer.body == expected, "\(path): \(answer)")
            }
            #expect(house.pushed.withLock { $0 } == [#"u1 probe {"new":1}"#])
            #expect(house.values.withLock { $0["probe||started"] } == Array("yes".utf8))
        }
    }

    @Test(arguments: Ground.allCases) func aRequestSaysWhereItComesFrom(_ ground: Ground) async throws {
        try await withProbe(ground) { session, _ in
            let mounted = try await get(
                session, "/head",
                [
                    "method": "PROPFIND", "mount": "/dav", "remote": "192.0.2.1", "scheme": "https", "host": "mail.example.org:8443",
                    "user": "u1",
                ])
            #expect(mounted.body == "PROPFIND /dav 192.0.2.1 https mail.example.org:8443 u1 2")
            for (header, remote, expected) in [
                ("Basic YWRhOm9wZW4gc2VzYW1l", "192.0.2.1", "ada"), ("basic YWRhOndyb25n", "192.0.2.1", "denied no"),
                ("Basic YWRhOm9wZW4gc2VzYW1l", "192.0.2.9", "unavailable retry after 62"), ("Basic !!!", "192.0.2.1", "no name"),
                ("Bearer YWRhOm9wZW4gc2VzYW1l", "192.0.2.1", "no name"), ("Basic YWRh", "192.0.2.1", "no name"),
                ("Basic /////w==", "192.0.2.1", "no name"),
            ] {
                let answer = try await get(
                    session, "/verify", ["headers": ["authorization": .string(header)], "remote": .string(remote)])
                #expect(answer.body == expected, "\(header): \(answer)")
            }
        }
    }

    @Test(arguments: Ground.allCases) func aBodyInPiecesAndAsOneReadAlike(_ ground: Ground) async throws {
        try await withProbe(ground) { session, _ in
            let (whole, gathered) = (try await get(session, "/upload"), try await get(session, "/gather"))
            #expect(whole.body == "false 2 [2] 2" && gathered.body == "2")
            for (path, expected) in [("/upload", "true 30 [10, 10, 10] 0"), ("/gather", "tooLarge")] {
                let left = Mutex(3)
                let upload = PluginUpload(size: 30) { () async throws(Failure) in
                    left.withLock { left in
                        left -= 1
                        return left >= 0 ? [UInt8](repeating: 7, count: 10) : []
                    }
                }
                do throws(Failure) {
                    let answer = try await session.open("route/1", upload) { id in
                        [JSON.object(["path": .string(path), "headers": [:], "body": ["id": .string(id), "size": 30]]).bytes, []]
                    }
                    let body = try await answer?.body.whole()
                    #expect(body.map { String(decoding: $0, as: UTF8.self) } == expected)
                } catch { #expect("\(error.kind)" == expected) }
            }
        }
    }

    private func says(_ session: PluginSession, _ words: [String], _ expected: String) async throws {
        let bytes = try await session.ask(words[0], words.dropFirst().map { Array($0.utf8) }).whole()
        let answer = String(decoding: bytes, as: UTF8.self)
        #expect(answer == expected, "\(words)")
    }

    @Test(arguments: Ground.allCases) func everyVerbIsAnswered(_ ground: Ground) async throws {
        try await withProbe(ground) { session, house in
            try await says(session, ["hook/1", "mail.open", #"{"a":1}"#], #"{"seen":{"a":1}}"#)
            try await says(session, ["hook/1", "other", "{}"], "")
            try await says(session, ["action/1", "wave", "{}"], #"{"action":{"id":"wave"},"message":"Done."}"#)
            try await says(session, ["event/1", "7", "user.removed", #"{"user":"u2"}"#], "")
            #expect(house.values.withLock { $0["probe||heard"] } == Array(#"7 user.removed {"user":"u2"}"#.utf8))
            try await says(session, ["job/1", "refresh"], "")
            try await says(
                session, ["credential/1", #"{"email":"me@example.test"}"#],
                #"{"expires":"2027-01-01T00:00:00Z","token":"token of me@example.test"}"#)
            try await says(session, ["health/1"], #"{"line":"A line.","ok":false}"#)
            try await says(session, ["settings.check/1", "", #"{"token":"good"}"#], #"{"field":null,"line":"","ok":true}"#)
            try await says(
                session, ["settings.check/1", "user:u1", "{}"], #"{"field":"token","line":"Wrong token for user:u1.","ok":false}"#)
            for (verb, words, kind) in [
                ("event/1", ["13", "user.removed", "{}"], Failure.Kind.unavailable), ("job/1", ["other"], .invalid),
                ("job/1", [], .invalid),
                ("hook/1", ["mail.open", "{"], .invalid), ("route/1", ["[]"], .invalid), ("settings.check/1", [""], .invalid),
            ] {
                do {
                    _ = try await session.ask(verb, words.map { Array($0.utf8) }).whole()
                    Issue.record("\(verb) \(words) was answered")
                } catch { #expect((error as? Failure)?.kind == kind, "\(verb) \(words): \(error)") }
            }
        }
    }

    @Test(arguments: Ground.allCases) func whatWasNotGrantedIsUnsupported(_ ground: Ground) async throws {
        try await withProbe(ground, ["kv"]) { session, _ in
            for path in ["/fetch", "/crypto", "/jmap", "/source", "/part", "/annotate", "/people", "/signin", "/push"] {
                do {
                    _ = try await get(session, path)
                    Issue.record("\(path) was answered")
                } catch { #expect((error as? Failure)?.kind == .unsupported, "\(path): \(error)") }
            }
        }
    }
}
