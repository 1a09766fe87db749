import Core
import Plugins

extension Rule {
    /// A host that does not play along.
    static let failures = [
        Rule(
            "survives-every-failure", "Whatever the host answers, with whatever status, it goes on.",
            advice: "Look at the status before the bytes, and treat a status you do not know as MF_FAILED."
        ) { bench throws(Halt) in
            let stage = try bench.started(Stage.Script(seconds: 90))
            // What every plugin has is tried with those that look for it.
            let verbs = bench.subject.offered(likes: true).subtracting(VerbList.free.subtracting(stage.looked)).sorted()
            let ends: [[Household.Piece]] =
                Status.failures.map { [.failure($0, "as it happens")] } + [
                    [.failure(-99, "a status of a later version")], [.end()], [.end("{")], [.end([0xff, 0, 0x7b])],
                    [.more("{\"status\":200}"), .failure(Status.unavailable, "half way")], [.more(""), .more(""), .end()],
                ]
            for verb in verbs {
                for end in ends {
                    var given = 0
                    stage.override = { call in
                        guard call.verb == verb else { return nil }
                        given += 1
                        // Whoever reads a body reads to its end, so there has to be one.
                        return verb == "route.body/1" && given > 16 ? [.end()] : end
                    }
                    let how = ", \(verb) answering \(end.map { Status.name($0.status) }.joined(separator: ", "))"
                    for question in bench.questions { try stage.ask(question, how) }
                    try stage.settle(within: 5)
                    try allAnswered(stage, how)
                }
            }
            if let fault = stage.faults.first { throw .failed(fault) }
            try isWell(stage, bench)
            // And right at the start, where it may refuse to start, but not more.
            for status in Status.failures {
                let stage = try bench.loaded()
                stage.override = { _ in [.failure(status, "as it happens")] }
                do throws(Halt) { try stage.start() } catch {
                    guard case .failed = error else { throw error }
                    continue
                }
                try stage.drain()
                for question in bench.questions { try stage.ask(question, ", everything answering \(Status.name(status)) from the start") }
                try stage.settle(within: 5)
                try allAnswered(stage, ", everything answering \(Status.name(status)) from the start")
                try stage.stop()
            }
            return .passed
        },
        Rule(
            "survives-no-likes", "It works without what it merely likes.",
            advice: "find() gives 0 for what was not granted: leave that part out, and keep start() at MF_OK."
        ) { bench throws(Halt) in
            guard bench.subject.usable?.uses.contains(where: \.optional) ?? false else { throw .skipped("\"likes\" lists nothing") }
            let stage = try bench.started(Stage.Script(likes: false))
            for question in bench.questions { try stage.ask(question) }
            try stage.settle()
            try allAnswered(stage, " without its likes")
            if let fault = stage.faults.first { throw .failed(fault) }
            try stage.stop()
            return .passed
        },
        Rule(
            "slow-reader", "A reader who is slow, or goes away half way, does no harm.",
            advice: "When reply() answers MF_CANCELLED, send no more pieces and end the token."
        ) { bench throws(Halt) in
            let stage = try bench.started(Stage.Script(seconds: 60))
            for (pieces, pause) in [(UInt32(0), 0.02), (1, 0.005), (2, 0)] {
                stage.reader(pieces: pieces, pause: pause)
                for question in bench.questions {
                    guard let token = try stage.ask(question, pieces == 0 ? ", read slowly" : ", read to piece \(pieces)") else { continue }
                    try stage.settle(within: 5)
                    try allAnswered(
                        stage, pieces == 0 ? ", read slowly" : " when its reader went away after \(pieces) piece\(pieces == 1 ? "" : "s")")
                    if let asked = stage.asked[token], asked.repliesAfterCancel > 16 {
                        throw .failed(
                            "\(question.words) sent \(asked.repliesAfterCancel) more pieces after reply() had answered MF_CANCELLED")
                    }
                }
            }
            stage.reader(pieces: 0, pause: 0)
            if let fault = stage.faults.first { throw .failed(fault) }
            try isWell(stage, bench)
            return .passed
        },
    ]
}
