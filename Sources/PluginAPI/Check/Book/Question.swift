import Core

/// Something a plugin is asked: a verb and its arguments.
public struct Question: Sendable, Equatable {
    /// Name and version.
    public var verb: String
    /// The arguments.
    public var arguments: [[UInt8]]

    /// A question.
    public init(_ verb: String, _ arguments: [[UInt8]]) {
        self.verb = verb
        self.arguments = arguments
    }

    /// A question of texts.
    init(_ verb: String, _ arguments: String...) { self.init(verb, arguments.map { Array($0.utf8) }) }

    /// A request of a browser.
    static func route(_ method: String, _ path: String, query: String = "", user: JSON = "u1", headers: JSON = [:], body: String = "")
        -> Question
    {
        let head: JSON = [
            "method": .string(method), "path": .string(path), "query": .string(query), "headers": headers, "user": user, "mount": "",
            "remote": "192.0.2.7", "scheme": "https", "host": "mail.example.test",
        ]
        return Question("route/1", head.text, body)
    }

    /// A request whose body is read by `route.body/1`, by its id.
    static func route(_ method: String, _ path: String, large id: String) -> Question {
        var question = route(method, path, headers: ["content-type": "application/octet-stream"])
        guard var head = try? JSON(parsing: question.arguments[0]) else { return question }
        head["body"] = ["id": .string(id), "size": .null]
        question.arguments[0] = head.bytes
        return question
    }

    /// Reads an entry of `check.json`: `{"verb", "arguments": [text or JSON]}`, or `{"route": "POST /path?query", "body": text or JSON}`.
    /// Fails with `invalid`.
    init(_ json: JSON) throws(Failure) {
        func text(_ json: JSON) -> String { json.string ?? json.text }
        if let line = json["route"]?.string {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            let target = (parts.last ?? "/").split(separator: "?", maxSplits: 1).map(String.init)
            guard parts.count == 2, let path = target.first else {
                throw Question.bad("\"route\" is a method and a path, such as \"GET /\"")
            }
            self = .route(
                parts[0], path, query: target.count > 1 ? target[1] : "", user: json["user"] ?? "u1",
                headers: json["headers"] ?? ["content-type": "application/json"], body: json["body"].map(text) ?? "")
        } else {
            guard let verb = json["verb"]?.string else { throw Question.bad("an entry has neither \"route\" nor \"verb\"") }
            self.init(verb, (json["arguments"]?.array ?? []).map { Array(text($0).utf8) })
        }
    }

    /// What is asked, in a few words.
    var words: String {
        let head = arguments.first.flatMap { try? JSON(parsing: $0) }
        switch verb {
        case "route/1":
            guard let method = head?["method"]?.string, let path = head?["path"]?.string else { return verb }
            return "route/1 \(method.prefix(10)) \(path.prefix(60))"
        case "hook/1", "action/1", "job/1": return "\(verb) \(String(decoding: (arguments.first ?? []).prefix(40), as: UTF8.self))"
        case "event/1": return "event/1 \(String(decoding: (arguments.dropFirst().first ?? []).prefix(40), as: UTF8.self))"
        default: return verb
        }
    }

    private static func bad(_ why: String) -> Failure { Failure(.invalid, why, message: why + ".") }
}
