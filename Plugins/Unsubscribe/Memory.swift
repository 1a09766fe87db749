import MailFlowPlugin

/// What was done about a list.
struct Memory: Equatable {
    enum State: String { case opened, done, failed }
    enum Way: String { case oneClick, link, mail }

    /// How far it got.
    var state: State
    /// By which way.
    var way: Way
    /// When.
    var day: Day
    /// Why it failed, in a sentence.
    var reason = ""
    /// The same as something that can be said in every language; nil when it did not fail, or was kept before there were such.
    var trouble: Trouble?
    /// What goes with it: a status, or a sentence of the house.
    var detail = ""
    /// The request on its way, as account and submission, until its fate is known.
    var submission: Submission?

    /// A mail that has been given to the server.
    struct Submission: Equatable {
        var account: String
        var id: String
    }

    /// Days after which mail of a list that was left is no longer on its way.
    static let grace: Int64 = 10

    init(state: State, way: Way, day: Day, reason: String = "", submission: Submission? = nil) {
        self.state = state
        self.way = way
        self.day = day
        self.reason = reason
        self.submission = submission
    }

    /// A failure of today.
    static func failed(_ way: Way, _ trouble: Trouble, _ detail: String = "") -> Memory {
        var memory = Memory(state: .failed, way: way, day: .today)
        memory.fail(trouble, detail)
        return memory
    }

    /// It has turned out to have failed.
    mutating func fail(_ trouble: Trouble, _ detail: String) {
        state = .failed
        submission = nil
        reason = trouble.sentence(detail)
        self.trouble = trouble
        self.detail = detail
    }

    /// Whether the list was left so long before that day that it should have stopped writing.
    func isOverstayed(_ newest: Day?) -> Bool { state == .done && newest.map { $0.number > day.number + Memory.grace } == true }

    /// Reads what `json` wrote; nil when it is something else.
    init?(_ json: JSON) {
        guard let state = json["state"]?.string.flatMap(State.init), let way = json["way"]?.string.flatMap(Way.init),
            let day = json["day"]?.int,
            (0...3_000_000).contains(day)
        else { return nil }
        self.init(state: state, way: way, day: Day(number: day), reason: json["reason"]?.string ?? "")
        trouble = json["trouble"]?.string.flatMap(Trouble.init)
        detail = json["detail"]?.string ?? ""
        if let account = json["account"]?.string, let id = json["submission"]?.string { submission = Submission(account: account, id: id) }
    }

    /// The form that is kept.
    var json: JSON {
        var json: JSON = [
            "state": .string(state.rawValue), "way": .string(way.rawValue), "day": .int(day.number), "reason": .string(reason),
        ]
        if let trouble {
            json["trouble"] = .string(trouble.rawValue)
            json["detail"] = .string(detail)
        }
        if let submission {
            json["account"] = .string(submission.account)
            json["submission"] = .string(submission.id)
        }
        return json
    }
}
