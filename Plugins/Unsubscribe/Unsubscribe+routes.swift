import MailFlowPlugin

extension Unsubscribe {
    /// What the panel asks: `GET lists`, `POST look`, `POST leave`, `POST mark`.
    func route(_ request: Request) async throws -> Response {
        guard let user = request.user else { return Unsubscribe.problem(401, "Sign in first.") }
        do {
            switch (request.path, request.method) {
            case ("/lists", "GET"): return .json(try await lists(user))
            case ("/look", "POST"): return .json(try await look(user, try Unsubscribe.body(request)))
            case ("/leave", "POST"): return .json(try await leave(user, try Unsubscribe.body(request)))
            case ("/mark", "POST"): return .json(try await mark(user, try Unsubscribe.body(request)))
            case ("/lists", _), ("/look", _), ("/leave", _), ("/mark", _):
                var refused = Unsubscribe.problem(405, "This is not done with \(request.method.prefix(20)).")
                refused.headers["allow"] = request.path == "/lists" ? "GET" : "POST"
                return refused
            default: return Unsubscribe.problem(404, "There is nothing here.")
            }
        } catch {
            switch error.kind {
            case .invalid: return Unsubscribe.problem(400, error.detail)
            case .notFound: return Unsubscribe.problem(404, error.detail)
            case .conflict: return Unsubscribe.problem(409, error.detail)
            case .unsupported: return Unsubscribe.problem(422, error.detail)
            default: throw error
            }
        }
    }

    /// All lists and how each stands.
    private func lists(_ user: String) async throws(Failure) -> JSON {
        let surveys = Surveys(host: host)
        try await surveys.note(user)
        let survey = try await surveys.last(user)
        let memories = try await Memories(host: host, user: user).recall(survey?.entries.map(\.key) ?? [])
        let running = await desk.progress(user)
        return [
            "days": .int(Survey.days), "most": .int(Survey.messageLimit), "at": survey.map { .int($0.at) } ?? .null,
            "read": .int(survey?.read ?? 0), "total": .int(survey?.total ?? 0), "unread": .int(survey?.unread ?? 0),
            "looking": running.map { ["read": .int($0.read), "total": .int($0.total)] } ?? .null,
            "lists": .array((survey?.entries ?? []).map { $0.shown(memories[$0.key]) }),
        ]
    }

    /// `{afresh}`: one more page of mail is read.
    private func look(_ user: String, _ body: JSON) async throws(Failure) -> JSON {
        guard let afresh = body["afresh"]?.bool else { throw Failure(.invalid, "afresh must be true or false") }
        let look = try await desk.step(user, afresh: afresh)
        if look.isOver { try await Surveys(host: host).keep(look.survey, user) }
        return ["over": .bool(look.isOver), "read": .int(look.done), "total": .int(min(look.total ?? 0, Survey.messageLimit))]
    }

    /// `{key}`: the list is asked to take the person off; the answer is the list as it stands then, failed or not.
    private func leave(_ user: String, _ body: JSON) async throws(Failure) -> JSON {
        let entry = try await entry(user, body)
        try await desk.begin(user)
        do throws(Failure) {
            let memory = try await outcome(user, entry)
            // Lists are asked one after the other, and never faster than this.
            try await host.after(milliseconds: 500)
            await desk.end(user)
            return entry.shown(memory)
        } catch {
            await desk.end(user)
            throw error
        }
    }

    private func outcome(_ user: String, _ entry: Entry) async throws(Failure) -> Memory {
        let leaving = Leaving(host: host, user: user)
        let memories = Memories(host: host, user: user)
        // What was left stays left, however often two windows ask, unless it writes all the same.
        if let memory = try await memories.recall(entry.key), memory.state == .done, !memory.isOverstayed(Day(entry.newest)) {
            return memory
        }
        guard let list = try await leaving.mail(of: entry) else {
            let memory = Memory.failed(entry.way, .gone)
            try await memories.keep(memory, entry.key)
            return memory
        }
        do throws(Failure) {
            return try await leaving.leave(list)
        } catch {
            if error.kind == .cancelled || error.kind == .unsupported { throw error }
            host.log(.warning, "\(entry.key) could not be asked: \(error)")
            let memory = Memory.failed(entry.way, .untried)
            try await memories.keep(memory, entry.key)
            return memory
        }
    }

    /// `{key, as}`: what the person says about a list. `page` answers the page's address and changes nothing; `opened` and `done` are
    /// remembered; `clear` forgets a failure or an opened page.
    private func mark(_ user: String, _ body: JSON) async throws(Failure) -> JSON {
        let entry = try await entry(user, body)
        let memories = Memories(host: host, user: user)
        switch body["as"]?.string {
        case "page":
            guard let page = try await Leaving(host: host, user: user).mail(of: entry)?.page else {
                throw Failure(.notFound, "This list has no page.")
            }
            return ["url": .string(page)]
        case "opened": try await memories.keep(Memory(state: .opened, way: .link, day: .today), entry.key)
        case "done": try await memories.keep(Memory(state: .done, way: .link, day: .today), entry.key)
        case "clear":
            guard try await memories.clear(entry.key) == nil else {
                throw Failure(.conflict, "This list was left; there is nothing to clear.")
            }
        default: throw Failure(.invalid, "as must be page, opened, done or clear")
        }
        return entry.shown(try await memories.recall(entry.key))
    }

    private func entry(_ user: String, _ body: JSON) async throws(Failure) -> Entry {
        guard let key = body["key"]?.string, !key.isEmpty, key.utf8.count <= 512 else { throw Failure(.invalid, "key must name a list") }
        guard let entry = try await Surveys(host: host).last(user)?.entry(key) else { throw Failure(.notFound, "There is no such list.") }
        return entry
    }

    private static func body(_ request: Request) throws(Failure) -> JSON {
        guard request.body.count <= 4096, let json = try? request.json(), json.object != nil else {
            throw Failure(.invalid, "the body must be a small JSON object")
        }
        return json
    }

    private static func problem(_ status: Int, _ detail: String) -> Response {
        var answer = Response.json(["status": .int(Int64(status)), "detail": .string(detail)], status: status)
        answer.headers["content-type"] = "application/problem+json"
        return answer
    }
}
