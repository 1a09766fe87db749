import Core
import Plugins

extension Rule {
    /// How questions are answered.
    static let answers = [
        Rule(
            "answers-once", "Each question is answered once: any number of MF_MORE, then one end.",
            advice: "Reply to each token with one end, MF_OK or a failure, and forget the token then."
        ) { bench throws(Halt) in
            let stage = try bench.started()
            for question in bench.questions { try stage.ask(question) }
            try stage.settle()
            try stage.drain(0.2)
            try Rule.allAnswered(stage)
            if let fault = stage.faults.first { throw .failed(fault) }
            try stage.stop()
            if let fault = stage.faults.first { throw .failed(fault) }
            return .passed
        },
        Rule(
            "answers-fit-the-verb", "What it answers has the shape the verb asks for.",
            advice: "The page of the verb in docs/authors/verbs/ shows the shape of its answer."
        ) { bench throws(Halt) in
            let stage = try bench.started()
            for question in bench.questions { try stage.ask(question) }
            try stage.settle()
            for token in stage.asked.keys.sorted() {
                guard let asked = stage.asked[token], asked.status == Status.ok, let why = Rule.misfit(asked) else { continue }
                throw .failed("\(asked.question.words) was answered with \(why)")
            }
            if let refused = bench.subject.questions.first(where: { question in
                stage.asked.values.contains { $0.question == question && $0.status != Status.ok }
            }) {
                let status = stage.asked.values.first { $0.question == refused }?.status
                throw .failed("\(refused.words), which check.json asks, was answered \(status.map(Status.name) ?? "by nothing")")
            }
            try stage.stop()
            return .passed
        },
        Rule(
            "answers-after-cancel", "A question that was cancelled is still answered, once.",
            advice: "Reply in cancel() or when your own calls end; MF_CANCELLED will do. Forget the token only then."
        ) { bench throws(Halt) in
            let stage = try bench.started()
            for question in bench.questions {
                guard let token = try stage.ask(question) else { continue }
                try stage.listen(for: 0.01)
                try stage.cancel(token)
            }
            // What had been asked of the host is answered as ever: giving up here is news to nobody there.
            try stage.settle(within: 5)
            try stage.drain(0.1)
            try Rule.allAnswered(stage, " after it was cancelled")
            if let fault = stage.faults.first { throw .failed(fault + ", after it was cancelled") }
            // A cancel() may cross the answer.
            for token in stage.asked.keys.sorted().prefix(4) { try stage.cancel(token) }
            try Rule.isWell(stage, bench)
            return .passed
        },
        Rule(
            "survives-out-of-order-answers", "Answers of the host may come in any order.",
            advice: "Tell answers apart by the context of mf_done; do not count on the order you asked in."
        ) { bench throws(Halt) in
            let stage = try bench.started()
            let tokens = try Rule.askTwice(stage, bench)
            try stage.settle { calls in calls.last }
            try Rule.allAnswered(stage, " when the host's answers came in reverse")
            if let fault = stage.faults.first { throw .failed(fault) }
            try Rule.same(stage, tokens)
            try Rule.isWell(stage, bench)
            return .passed
        },
        Rule(
            "concurrent-routes", "Fifty questions at once are each answered with their own answer.",
            advice: "Keep the state of a question in memory of its own, reached through the context of mf_done; not in a global."
        ) { bench throws(Halt) in
            let stage = try bench.started(Stage.Script(seconds: 60))
            let routes = bench.questions.filter { $0.verb == "route/1" }
            let questions = routes.isEmpty ? bench.questions : routes
            guard !questions.isEmpty else { throw .skipped("it answers no verbs") }
            for round in 0..<50 { try stage.ask(questions[round % questions.count]) }
            var dice = Dice(seed: 50)
            try stage.settle(within: 20) { calls in calls.isEmpty ? nil : calls[dice.below(calls.count)] }
            try Rule.allAnswered(stage, " with fifty questions open")
            if let fault = stage.faults.first { throw .failed(fault) }
            try Rule.isWell(stage, bench)
            return .passed
        },
    ]

    /// Every question twice, so that answers to one may be taken for those to the other.
    private static func askTwice(_ stage: Stage, _ bench: Bench) throws(Halt) -> [UInt64] {
        var tokens: [UInt64] = []
        for _ in 0..<2 { for question in bench.questions { if let token = try stage.ask(question) { tokens.append(token) } } }
        return tokens
    }

    /// No question may fail for the order alone.
    private static func same(_ stage: Stage, _ tokens: [UInt64]) throws(Halt) {
        for token in tokens {
            guard let asked = stage.asked[token], asked.status == Status.ok, let why = misfit(asked) else { continue }
            throw .failed("\(asked.question.words) was answered with \(why) when the host's answers came in reverse")
        }
    }

    /// Asks everything once more, and stops.
    static func isWell(_ stage: Stage, _ bench: Bench) throws(Halt) {
        stage.override = nil
        for question in bench.questions { try stage.ask(question, ", after all that") }
        try stage.settle()
        try allAnswered(stage, " afterwards, when all was well again")
        try stage.stop()
    }

    /// What is wrong with an answer that says OK; nil when nothing is.
    private static func misfit(_ asked: Stage.Asked) -> String? {
        let whole = Array(asked.pieces.joined())
        switch asked.question.verb {
        case "route/1":
            guard let head = asked.pieces.first, !head.isEmpty else { return "no head: the first piece is JSON with \"status\"" }
            guard let json = try? JSON(parsing: head) else { return "a first piece that is not JSON" }
            guard let status = json["status"]?.int, (200...599).contains(status) else { return "a head without a \"status\" of 200 to 599" }
        case "hook/1": if !whole.isEmpty, (try? JSON(parsing: whole))?.object == nil { return "something that is neither JSON nor nothing" }
        case "action/1":
            let action = (try? JSON(parsing: whole))?["action"]
            guard let id = action?["id"]?.string, let label = action?["label"]?.string, !id.isEmpty, !label.isEmpty else {
                return "something that is not a JSON object with an \"action\" of \"id\" and \"label\""
            }
        case "credential/1": if (try? JSON(parsing: whole))?.object == nil { return "something that is not a JSON object" }
        case "health/1", "settings.check/1":
            if (try? JSON(parsing: whole))?["ok"]?.bool == nil { return "something that is not a JSON object with \"ok\"" }
        default: break
        }
        return nil
    }
}
