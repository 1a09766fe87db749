import MailFlowPlugin

/// Todoist's REST API, version 1, as one person.
struct API {
    let host: Host
    /// Such as `https://api.todoist.com/api/v1`, without a slash at the end.
    let base: String
    let token: String

    /// The pages of a list that are read at most: 50 × 200 is more than Todoist lets anybody have.
    private static let mostPages = 50

    /// Fails with `token` when the token is no good.
    func check() async throws(Trouble) { _ = try await ask("GET", "/projects?limit=1") }

    /// All objects of a list; Todoist hands them out in pages.
    func all(_ list: String) async throws(Trouble) -> [JSON] {
        var found: [JSON] = []
        var cursor: String?
        for _ in 0..<API.mostPages {
            let answer = try await ask("GET", "/\(list)?limit=200" + (cursor.map { "&cursor=\(API.encoded($0))" } ?? ""))
            guard let page = answer["results"]?.array else { throw .outage }
            found += page
            cursor = answer["next_cursor"]?.string
            if cursor == nil { break }
        }
        return found
    }

    /// Makes a task. `request` names this wish: asked again with the same name, Todoist makes no second task.
    func create(_ task: JSON, request: String) async throws(Trouble) -> JSON {
        do throws(Trouble) { return try await ask("POST", "/tasks", task, request: request) } catch {
            guard error == .outage else { throw error }
            // The answer may have been lost on its way: the same wish again is safe.
            return try await ask("POST", "/tasks", task, request: request)
        }
    }

    /// A task. Fails with `gone` when it was deleted.
    func task(_ id: String) async throws(Trouble) -> JSON {
        let task = try await ask("GET", "/tasks/\(API.encoded(id))")
        if task["is_deleted"]?.bool == true { throw .gone }
        return task
    }

    /// Finishes a task, or takes that back.
    func finish(_ id: String, _ isDone: Bool) async throws(Trouble) {
        _ = try await ask("POST", "/tasks/\(API.encoded(id))/\(isDone ? "close" : "reopen")")
    }

    private func ask(_ method: String, _ path: String, _ body: JSON? = nil, request: String? = nil) async throws(Trouble) -> JSON {
        var headers = ["authorization": "Bearer \(token)", "accept": "application/json"]
        if body != nil { headers["content-type"] = "application/json" }
        if let request { headers["x-request-id"] = request }
        let answer: Fetched
        do throws(Failure) {
            answer = try await host.fetch(Fetch(method, base + path, headers: headers, body: body?.bytes ?? []))
        } catch {
            host.log(.warning, "\(method) \(path.prefix { $0 != "?" }): \(error)")
            throw error.kind == .denied ? .notGranted : .outage
        }
        return try API.read(answer)
    }

    /// What an answer means.
    static func read(_ answer: Fetched) throws(Trouble) -> JSON {
        let json = try? JSON(parsing: answer.body)
        switch answer.status {
        case 204: return [:]
        case 200..<300:
            guard let json else { throw .outage }
            return json
        case 401, 403: throw .token
        case 404, 410: throw .gone
        case 429:
            let told = answer.headers["retry-after"].flatMap { Int($0) } ?? json?["error_extra"]?["retry_after"]?.int.map { Int($0) }
            throw .rate(min(max(told ?? 60, 1), 86_400))
        case 400..<500: throw .refused(String((json?["error"]?.string ?? "error \(answer.status)").prefix(200)))
        default: throw .outage
        }
    }

    /// A text as one segment or value of a URL (RFC 3986).
    static func encoded(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: out.append(byte)
            default: out += [37, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
