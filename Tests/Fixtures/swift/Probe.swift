// A plugin that tries every wrapper of the SDK. The tests compile it together with the SDK's own files, so it imports nothing.

struct Probe: Plugin {
    static let answers = Answer.allCases
    let host: Host

    init(host: Host) async throws {
        self.host = host
        // init may call the host before it has come back.
        try await host.kv.put("", "started", Array("yes".utf8))
    }

    /// Each path tries one thing and answers what came of it as text.
    func route(_ request: Request) async throws -> Response {
        switch request.path {
        case "/settings": return .text(try await host.settings().text + (try await host.settings(for: "u1")).text)
        case "/kv":
            try await host.kv.put("user:u1", "a", ["n": 1])
            let value = try await host.kv.json("user:u1", "a")
            let keys = try await host.kv.keys("user:u1")
            try await host.kv.delete("user:u1", "a")
            return .text("\(value?.text ?? "-") \(keys) \(try await host.kv.get("user:u1", "a") == nil)")
        case "/fetch":
            let answer = try await host.fetch(Fetch("POST", "https://example.org/x", headers: ["accept": "text/plain"], body: [1]))
            return .text("\(answer.status) \(answer.headers["x"] ?? "") \(String(decoding: answer.body, as: UTF8.self))")
        case "/open":
            let answer = try await host.open(Fetch("GET", "https://example.org/x"))
            return Response(status: answer.status, headers: ["content-type": "text/plain"], body: Array("> ".utf8), rest: answer.body)
        case "/crypto":
            let sealed = try await host.seal("c", [1, 2, 3])
            let opened = try await host.open("c", sealed)
            let (mac, random) = (try await host.hmac("c", [1]), try await host.random(12))
            do {
                _ = try await host.open("other", sealed)
                return .text("it opened")
            } catch { return .text("\(opened) \(mac.count) \(random.count) \(error.kind)") }
        case "/jmap":
            let answer = try await host.jmap("u1", "Email/get", ["accountId": "all", "ids": ["e1"]])
            do {
                _ = try await host.jmap("u1", "ContactCard/get", [:])
                return .text("it was answered")
            } catch { return .text("\(answer["list"]?.array?.count ?? -1) \(error)") }
        case "/source": return .text("\(try await Host.whole(host.source("u1", "e1")).count)")
        case "/part":
            let part = try await host.part("u1", "e1", "2")
            return .text(
                "\(part.type) \(part.name ?? "-") \(part.size) \(part.charset ?? "-") \(String(decoding: try await Host.whole(part.body), as: UTF8.self))"
            )
        case "/annotate":
            try await host.annotate("u1", "e7", ["task": 1])
            return .text("noted")
        case "/people":
            let user = try await host.user("u1")
            let accounts = try await host.accounts("u1")
            return .text(
                "\(user.id) \(user.username) \(user.displayName) \(user.isAdmin) \(accounts.map { "\($0.id) \($0.name) \($0.email)" })")
        case "/verify":
            guard let (name, password) = request.basic else { return .text("no name", status: 401) }
            do { return .text(try await host.verify(name: name, password: password, remote: request.remote).username) } catch {
                return .text("\(error.kind) \(error.detail)", status: 401)
            }
        case "/signin": return .text(try await host.signIn(Claims(subject: "s1", issuer: "i", username: "n")))
        case "/push":
            try await host.push("u1", ["new": 1])
            try await host.after(milliseconds: 1)
            return .text("pushed")
        case "/upload":
            var sizes: [Int] = []
            for try await piece in request.pieces { sizes.append(piece.count) }
            return .text("\(request.pieces.isStreamed) \(request.pieces.size ?? -1) \(sizes) \(request.body.count)")
        case "/gather": return .text("\(try await request.pieces.whole(limit: 10).count)")
        case "/head":
            return .text(
                "\(request.method) \(request.mount ?? "-") \(request.remote) \(request.scheme) \(request.host) \(request.user ?? "-") \(request.body.count)"
            )
        default: return .text("no such path", status: 404)
        }
    }

    func hook(_ name: String, _ facts: JSON) async throws -> JSON? { name == "mail.open" ? ["seen": facts] : nil }

    func action(_ id: String, _ facts: JSON) async throws -> ActionResult { ActionResult(["id": .string(id)], message: "Done.") }

    func event(_ name: String, number: Int64, _ facts: JSON) async throws {
        try await host.kv.put("", "heard", Array("\(number) \(name) \(facts.text)".utf8))
        if number == 13 { throw Failure(.unavailable, "later") }
    }

    func job(_ name: String) async throws {
        if name != "refresh" { throw Failure(.invalid, "no job \(name)") }
    }

    func credential(_ account: JSON) async throws -> Credential {
        Credential(token: "token of \(account["email"]?.string ?? "-")", expires: "2027-01-01T00:00:00Z")
    }

    func health() async throws -> Health { Health(isWell: false, "A line.") }

    func checkSettings(_ values: JSON, scope: String) async throws -> SettingsCheck {
        values["token"] == "good" ? SettingsCheck() : SettingsCheck(isGood: false, "Wrong token for \(scope).", field: "token")
    }
}

/// What the host looks for.
@c(mailflow_plugin_v1)
public func plugin() -> UnsafeRawPointer { export(Probe.self) }
