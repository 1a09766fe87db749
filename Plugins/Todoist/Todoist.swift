import Glibc
import MailFlowPlugin

// Todoist: makes tasks of messages with each person's own API token, and shows on a message what became of its task.

/// The plugin.
struct Todoist: Plugin {
    static let answers: [Answer] = [.route, .hook, .action, .job, .health, .settingsCheck]

    /// Seconds for which a task's state is believed before Todoist is asked again.
    private static let fresh: Int64 = 60

    let host: Host
    private let mood = Mood()

    init(host: Host) async throws { self.host = host }

    private var now: Int64 { Int64(time(nil)) }

    // MARK: - The page

    func route(_ request: Request) async throws -> Response {
        guard let user = request.user else { return .json(["error": "signIn", "message": "Sign in first."], status: 401) }
        do {
            switch (request.method, request.path) {
            case ("GET", "/form"): return try await form(user, request.query.split(separator: "&").contains("fresh=1"))
            case ("POST", "/tasks"): return try await create(user, request)
            default: return .json(["error": "notFound", "message": "There is no such address."], status: 404)
            }
        } catch let trouble as Trouble { return trouble.response } catch let wrong as NewTask.Wrong {
            return .json(["error": "invalid", "field": .string(wrong.field), "message": .string(wrong.why)], status: 422)
        }
    }

    /// What the page needs to draw its form. Kept names are handed out at once, and fetched anew when they are old.
    private func form(_ user: String, _ wantsFresh: Bool) async throws -> Response {
        let api = try await api(user)
        var lists = try await Lists.kept(host, user)
        if lists == nil || wantsFresh || now - (lists?.at ?? 0) > Lists.fresh {
            do { lists = try await refresh(user, api) } catch let trouble as Trouble {
                // Old names are better than no form, unless Todoist would refuse the task, too.
                guard lists != nil, trouble == .outage || trouble.name == "rate" else { throw trouble }
            }
        }
        var json = lists?.json ?? [:]
        json["last"] = try await host.kv.json("user:\(user)", "last") ?? [:]
        return .json(json)
    }

    private func create(_ user: String, _ request: Request) async throws -> Response {
        let task = try NewTask(try request.json())
        let api = try await api(user)
        let email = try await host.jmap(
            user, "Email/get", ["accountId": "all", "ids": [.string(task.email)], "properties": ["id", "subject"]])
        guard email["list"]?.array?.first?["id"]?.string == task.email else {
            throw NewTask.Wrong(field: "email", why: "This message is not there any more.")
        }
        let answer = try await watched {
            try await api.create(
                task.body(link: "\(request.scheme)://\(request.host)/message/\(API.encoded(task.email))"), request: task.request)
        }
        guard let made = Made(task: answer, now: now) else { throw Trouble.outage }
        try await host.kv.put("user:\(user)", "task:\(task.email)", made.json)
        let last: JSON = ["project": task.project.map(JSON.string) ?? .null, "section": task.section.map(JSON.string) ?? .null]
        try await host.kv.put("user:\(user)", "last", last)
        return .json(made.json, status: 201)
    }

    // MARK: - On the message

    func hook(_ name: String, _ facts: JSON) async throws -> JSON? {
        guard name == "mail.open", let user = facts["user"]?.string, let email = facts["email"]?["id"]?.string,
            let made = try await made(user, email)
        else { return nil }
        if now - made.seen > Todoist.fresh { Task { await look(user, email, made) } }
        return ["actions": .array(made.actions)]
    }

    func action(_ id: String, _ facts: JSON) async throws -> ActionResult {
        guard let user = facts["user"]?.string, let email = facts["email"]?["id"]?.string, var made = try await made(user, email) else {
            throw Failure(.notFound, "no task was made of this message")
        }
        if id == Made.open { return ActionResult(made.actions[0], message: "") }
        guard id == Made.complete || id == Made.reopen else { throw Failure(.invalid, "no action \(id)") }
        do {
            let api = try await api(user)
            let task = made.id
            try await watched { try await api.finish(task, id == Made.complete) }
        } catch let trouble as Trouble {
            if trouble == .gone { try await host.kv.delete("user:\(user)", "task:\(email)") }
            var now = made.actions[1]
            now["state"] = "failed"
            now["detail"] = .string(trouble.sentence)
            return ActionResult(now, message: trouble.sentence)
        }
        made.isDone = id == Made.complete
        made.seen = now
        try await host.kv.put("user:\(user)", "task:\(email)", made.json)
        return ActionResult(made.actions[1], message: made.isDone ? "Done in Todoist." : "Open again in Todoist.")
    }

    private func made(_ user: String, _ email: String) async throws(Failure) -> Made? {
        try await host.kv.json("user:\(user)", "task:\(email)").flatMap(Made.init)
    }

    /// Asks how the task stands, and tells the open page when that changed.
    private func look(_ user: String, _ email: String, _ old: Made) async {
        do {
            let api = try await api(user)
            guard let new = Made(task: try await api.task(old.id), now: now) else { return }
            try await host.kv.put("user:\(user)", "task:\(email)", new.json)
            guard new.isDone != old.isDone || new.title != old.title || new.due != old.due else { return }
        } catch Trouble.gone {
            // Deleted there: nothing is left to show here.
            try? await host.kv.delete("user:\(user)", "task:\(email)")
        } catch { return }
        try? await host.push(user, ["email": .string(email)])
    }

    // MARK: - Connecting

    func checkSettings(_ values: JSON, scope: String) async throws -> SettingsCheck {
        guard scope.hasPrefix("user:") else { return SettingsCheck() }
        let user = String(scope.dropFirst(5))
        guard let token = values["token"]?.string, !token.isEmpty else {
            try await Lists.forget(host, user)
            try await host.kv.delete("", "connected:\(user)")
            return SettingsCheck()
        }
        guard Todoist.isToken(token) else {
            return SettingsCheck(isGood: false, "A token of Todoist is letters and digits in one line.", field: "token")
        }
        let api = API(host: host, base: await base(), token: token)
        do { try await watched { try await api.check() } } catch let trouble as Trouble {
            let isToken = trouble == .token
            return SettingsCheck(
                isGood: false, isToken ? "Todoist does not accept this token. Copy it again." : trouble.sentence,
                field: isToken ? "token" : nil)
        }
        if let lists = try? await Lists.fetch(api, now: now) { try? await lists.keep(host, user) }
        try await host.kv.put("", "connected:\(user)", [])
        return SettingsCheck(isGood: true, "Todoist is connected.")
    }

    func job(_ name: String) async throws {
        for key in try await host.kv.keys("", prefix: "connected:") {
            let user = String(key.dropFirst("connected:".count))
            do { _ = try await refresh(user, try await api(user)) } catch Trouble.notConnected {
                try await host.kv.delete("", key)
            } catch Trouble.token {
                host.log(.info, "the token of a person is not accepted any more")
            } catch let trouble as Trouble {
                // One who is refused for now does not keep the others waiting; no answer at all will be none for them, too.
                if trouble == .outage || trouble == .notGranted { throw Failure(.unavailable, trouble.sentence) }
            }
        }
    }

    func health() async throws -> Health {
        let people = try await host.kv.keys("", prefix: "connected:").count
        let line = people == 1 ? "1 person is connected." : "\(people) people are connected."
        return mood.trouble.map { Health(isWell: false, "\(line) \($0.sentence)") } ?? Health(isWell: true, line)
    }

    private func refresh(_ user: String, _ api: API) async throws -> Lists {
        let lists = try await watched { [now] in try await Lists.fetch(api, now: now) }
        try? await lists.keep(host, user)
        return lists
    }

    private func base() async -> String {
        let settings = try? await host.settings()
        var base = settings?["server"]?.string ?? "https://api.todoist.com/api/v1"
        while base.hasSuffix("/") { base.removeLast() }
        return base
    }

    private func api(_ user: String) async throws(Trouble) -> API {
        guard let token = (try? await host.settings(for: user))?["token"]?.string, Todoist.isToken(token) else { throw .notConnected }
        return API(host: host, base: await base(), token: token)
    }

    /// Runs a request and remembers whether Todoist was well, for the admin's page.
    private func watched<T: Sendable>(_ work: () async throws -> T) async throws -> T {
        do {
            let value = try await work()
            mood.saw(nil)
            return value
        } catch let trouble as Trouble {
            mood.saw(trouble == .outage || trouble == .notGranted ? trouble : nil)
            throw trouble
        }
    }

    private static func isToken(_ text: String) -> Bool {
        (1...200).contains(text.utf8.count)
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0 | 32) || $0 == 95 || $0 == 45 }
    }
}
