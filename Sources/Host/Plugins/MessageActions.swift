public import Core
import Synchronization

/// The JMAP methods through which the reading pane shows and asks for what plugins offer on a message.
public struct MessageActions: Sendable {
    private let registry: PluginRegistry
    private let emailGet: @Sendable (UserID, [String: JSON]) async throws(Failure) -> JSON
    private let busy = Busy()

    /// Methods over a registry; `emailGet` is Email/get (RFC 8621 4.2) with the rights of the user.
    public init(registry: PluginRegistry, emailGet: @escaping @Sendable (UserID, [String: JSON]) async throws(Failure) -> JSON) {
        self.registry = registry
        self.emailGet = emailGet
    }

    /// The properties of an email that a plugin is told.
    static let properties: [JSON] = [
        "id", "threadId", "mailboxIds", "keywords", "receivedAt", "sentAt", "messageId", "from", "to", "cc", "replyTo", "sender", "subject",
        "hasAttachment", "header:List-Id:asText", "header:List-Unsubscribe:asURLs", "header:List-Unsubscribe-Post:asText",
    ]

    /// `MessageAction/query`: `{accountId, emailId}` → `{accountId, emailId, list: [action], notes: {plugin: note}}`.
    public func query(_ user: UserID, _ arguments: JSON) async throws(Failure) -> JSON {
        let (account, email) = try await email(user, arguments)
        let notes = try await notes(email)
        let answers = await registry.hook("mail.open", ["user": .string("\(user)"), "email": email], notes: notes)
        var list: [JSON] = []
        for (plugin, answer) in answers {
            for action in (answer["actions"]?.array ?? []).prefix(8) {
                guard var shown = MessageActions.shown(action, plugin) else { continue }
                if let id = shown["id"]?.string, busy.has(user, email, plugin, id) { shown["state"] = "busy" }
                list.append(shown)
            }
        }
        return ["accountId": .string(account), "emailId": email["id"] ?? .null, "list": .array(list), "notes": .object(notes)]
    }

    /// `MessageAction/perform`: `{accountId, emailId, plugin, id}` → `{action, message}`. Fails with `conflict` while the same action is under way.
    public func perform(_ user: UserID, _ arguments: JSON) async throws(Failure) -> JSON {
        guard let plugin = arguments["plugin"]?.string, let id = arguments["id"]?.string, (1...64).contains(id.utf8.count) else {
            throw Failure(.invalid, "plugin and id are needed")
        }
        let (account, email) = try await email(user, arguments)
        guard busy.begin(user, email, plugin, id) else {
            throw Failure(.conflict, "\(plugin) \(id) is under way", message: "This is already under way.")
        }
        defer { busy.end(user, email, plugin, id) }
        let facts = PluginRegistry.told(["user": .string("\(user)"), "email": email], try await notes(email)[plugin])
        let bytes = try await registry.act(plugin, [Array(id.utf8), facts.bytes]).whole()
        let answer: JSON
        do { answer = try JSON(parsing: bytes) } catch { throw Failure(.failed, "\(plugin) answered something that is not JSON") }
        guard let action = answer["action"].flatMap({ MessageActions.shown($0, plugin) }) else {
            throw Failure(.failed, "\(plugin) answered no action")
        }
        return [
            "accountId": .string(account), "emailId": email["id"] ?? .null, "action": action,
            "message": .string(MessageActions.line(answer["message"]?.string ?? "", 300)),
        ]
    }

    private func email(_ user: UserID, _ arguments: JSON) async throws(Failure) -> (String, JSON) {
        guard let account = arguments["accountId"]?.string, let id = arguments["emailId"]?.string else {
            throw Failure(.invalid, "accountId and emailId are needed")
        }
        let answer = try await emailGet(
            user, ["accountId": .string(account), "ids": [.string(id)], "properties": .array(MessageActions.properties)])
        guard var email = answer["list"]?.array?.first, email.object != nil else { throw Failure(.notFound, "no email \(id.prefix(40))") }
        if email["accountId"]?.string == nil { email["accountId"] = .string(account) }
        return (account, email)
    }

    /// What plugins have noted on a message that was looked up for its owner.
    private func notes(_ email: JSON) async throws(Failure) -> [String: JSON] {
        guard let id = email["id"]?.string.flatMap({ EmailID($0) }) else { return [:] }
        return try await registry.seams.notes(id)
    }

    /// An action as the browser gets it: only known members, short lines, https links. Nil when it is none.
    static func shown(_ action: JSON, _ plugin: String) -> JSON? {
        guard let id = action["id"]?.string, (1...64).contains(id.utf8.count), id.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            return nil
        }
        let label = line(action["label"]?.string ?? "", 80)
        guard !label.isEmpty else { return nil }
        let slot = action["slot"]?.string ?? "message.chip"
        let state = action["state"]?.string ?? "offer"
        guard ["message.banner", "message.chip", "message.action"].contains(slot), ["offer", "busy", "done", "failed"].contains(state)
        else { return nil }
        var shown: JSON = [
            "plugin": .string(plugin), "id": .string(id), "slot": .string(slot), "label": .string(label),
            "detail": .string(line(action["detail"]?.string ?? "", 300)), "state": .string(state), "kind": "perform",
        ]
        if action["kind"]?.string == "link" {
            guard let url = action["url"]?.string, HostVerbs.host(of: url) != nil else { return nil }
            shown["kind"] = "link"
            shown["url"] = .string(url)
        }
        return shown
    }

    /// One line without control or direction characters.
    static func line(_ text: String, _ most: Int) -> String {
        let hidden: (Unicode.Scalar) -> Bool = {
            $0.value < 32 || (127...159).contains($0.value) || (0x202A...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value)
        }
        return String(String(String.UnicodeScalarView(text.unicodeScalars.map { hidden($0) ? " " : $0 })).prefix(most))
    }
}

/// What is under way for whom.
private final class Busy: Sendable {
    private let keys = Mutex<Set<String>>([])

    private func key(_ user: UserID, _ email: JSON, _ plugin: String, _ id: String) -> String {
        "\(user) \(email["id"]?.string ?? "") \(plugin) \(id)"
    }

    func begin(_ user: UserID, _ email: JSON, _ plugin: String, _ id: String) -> Bool {
        keys.withLock { $0.insert(key(user, email, plugin, id)).inserted }
    }

    func end(_ user: UserID, _ email: JSON, _ plugin: String, _ id: String) {
        _ = keys.withLock { $0.remove(key(user, email, plugin, id)) }
    }

    func has(_ user: UserID, _ email: JSON, _ plugin: String, _ id: String) -> Bool {
        keys.withLock { $0.contains(key(user, email, plugin, id)) }
    }
}
