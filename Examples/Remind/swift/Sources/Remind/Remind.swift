import FoundationEssentials
import MailFlowPlugin

// Remind: brings a message back to a person's attention when its day has come. Dedicated to the public domain (CC0-1.0).

/// The plugin.
struct Remind: Plugin {
    static let answers: [Answer] = [.route, .hook, .action, .job]

    private let host: Host

    init(host: Host) async throws { self.host = host }

    func route(_ request: Request) async throws -> Response {
        guard let user = request.user, let someone = Reminder(user: user, email: "x") else { return refuse(401, "sign in first") }
        switch (request.method, request.path) {
        case ("GET", "/days"): return .json(["days": .int(try await days(of: user))])
        case ("GET", "/reminders"):
            let keys = try await host.kv.keys(someone.scope, prefix: "remind/")
            return .json(.array(keys.map { .string($0) }))
        case ("POST", "/reminders"):
            guard let body = try? request.json(), let email = body["emailId"]?.string, let reminder = Reminder(user: user, email: email)
            else {
                return refuse(400, "emailId is missing")
            }
            let named = body["days"]?.int
            guard body["days"] == nil || (1...365).contains(named ?? 0) else { return refuse(400, "days is a whole number from 1 to 365") }
            let count = if let named { named } else { try await days(of: user) }
            let at = Int64(Date().timeIntervalSince1970) + count * 86_400
            try await host.kv.put("", reminder.due(at), [])
            try await host.kv.put(reminder.scope, reminder.key, ["at": .int(at)] as JSON)
            return .json(["emailId": .string(email), "at": .int(at)])
        case ("DELETE", let path) where path.hasPrefix("/reminders/"):
            guard let reminder = Reminder(user: user, email: String(path.dropFirst(11))) else { return refuse(400, "that is no id") }
            try await host.kv.delete(reminder.scope, reminder.key)
            return .json([:])
        default: return refuse(404, "there is no such page")
        }
    }

    /// The banner on a message that waits.
    func hook(_ name: String, _ facts: JSON) async throws -> JSON? {
        guard name == "mail.open", let reminder = Reminder(facts), let at = try await moment(of: reminder) else { return nil }
        let day = Date(timeIntervalSince1970: Double(at)).formatted(.iso8601.year().month().day())
        return [
            "actions": [
                [
                    "id": "forget", "slot": "message.banner", "label": "Forget the reminder",
                    "detail": .string("You will be reminded on \(day)."), "state": "offer",
                ]
            ]
        ]
    }

    /// The banner's button.
    func action(_ id: String, _ facts: JSON) async throws -> ActionResult {
        guard id == "forget", let reminder = Reminder(facts) else { throw Failure(.invalid, "no action \(id.prefix(40))") }
        try await host.kv.delete(reminder.scope, reminder.key)
        return ActionResult(
            ["id": "forget", "slot": "message.banner", "label": "Forgotten", "state": "done"],
            message: "You will not be reminded of this message.")
    }

    /// What is due is flagged, told, and forgotten.
    func job(_ name: String) async throws {
        guard name == "due" else { throw Failure(.unsupported, "no job \(name.prefix(40))") }
        let now = Int64(Date().timeIntervalSince1970)
        for key in try await host.kv.keys("", prefix: "due/") {
            let parts = key.split(separator: "/").map(String.init)
            guard parts.count == 4, let at = Int64(parts[1]), let reminder = Reminder(user: parts[2], email: parts[3]) else { continue }
            if at > now { break }  // The keys are sorted, and so are their times.
            // It may have been forgotten since, or put off.
            if try await moment(of: reminder) == at {
                try await flag(reminder)
                try await host.kv.delete(reminder.scope, reminder.key)
            }
            try await host.kv.delete("", key)
        }
    }

    private func flag(_ reminder: Reminder) async throws {
        if host.has("ui.push/1") { try? await host.push(reminder.user, ["due": .string(reminder.email)]) }
        do {
            let update: JSON = .object([reminder.email: ["keywords/$flagged": true]])
            _ = try await host.jmap(reminder.user, "Email/set", ["accountId": "all", "update": update])
        } catch {
            // A message that is gone cannot be flagged; only a server that is busy is asked again.
            if [.unavailable, .timeout, .cancelled].contains(error.kind) { throw error }
            host.log(.info, "not flagged: \(error.detail)")
        }
    }

    private func moment(of reminder: Reminder) async throws -> Int64? {
        guard let bytes = try await host.kv.get(reminder.scope, reminder.key) else { return nil }
        return (try? JSON(parsing: bytes))?["at"]?.int
    }

    private func days(of user: String) async throws -> Int64 {
        let set = (try? await host.settings(for: user))?["days"]?.int ?? 3
        return (1...365).contains(set) ? set : 3
    }

    private func refuse(_ status: Int, _ why: String) -> Response { .json(["error": .string(why)], status: status) }
}

@c(mailflow_plugin_v1)
public func plugin() -> UnsafeRawPointer { export(Remind.self) }
