import Core

extension Rule {
    /// What it costs.
    static let burden = [
        Rule(
            "turn-under-100ms", "It comes back from every turn within 100 ms.",
            advice: "Ask the host and return; the answer comes on a later turn. Long work belongs on a thread of your own."
        ) { bench throws(Halt) in
            var best: [String: Double] = [:]
            // The best of three: a busy machine is not the plugin's fault.
            for _ in 0..<3 {
                let stage = try bench.started(Stage.Script(seconds: 60))
                for question in bench.questions { try stage.ask(question) }
                try stage.settle()
                try stage.stop()
                var worst: [String: Double] = [:]
                for turn in stage.turns where turn.what != "start()" { worst[turn.what] = max(worst[turn.what] ?? 0, turn.seconds) }
                for (what, seconds) in worst { best[what] = min(best[what] ?? .infinity, seconds) }
                if !best.values.contains(where: { $0 >= 0.1 }) { break }
            }
            guard let slow = best.filter({ $0.key != "stop()" }).max(by: { $0.value < $1.value }), slow.value >= 0.1 else { return .passed }
            throw .failed("\(slow.key) took \(milliseconds(slow.value))")
        },
        Rule(
            "no-growth", "A thousand turns later it holds no more memory than before.",
            advice: "Free what belongs to a question when it has been answered; a leak checker such as valgrind shows where.",
            needsProcess: true
        ) { bench throws(Halt) in
            let questions = bench.questions
            guard !questions.isEmpty else { throw .skipped("it answers no verbs") }
            let stage = try bench.started(Stage.Script(seconds: 120))
            func round(_ turns: Int) throws(Halt) -> Measure {
                for turn in 0..<turns {
                    try stage.ask(questions[turn % questions.count])
                    if turn % 8 == 7 { try stage.settle() }
                }
                try stage.settle()
                return try stage.measure()
            }
            // Allocators and runtimes fill their caches for a while; what still grows after that is kept.
            var last = try round(600)
            var steps: [(heap: Int, resident: Int)] = []
            for _ in 0..<20 {
                let now = try round(250)
                steps.append((now.heap - last.heap, now.resident - last.resident))
                last = now
                let recent = steps.suffix(4)
                guard steps.count < 4 || recent.allSatisfy({ $0.heap > 250 * 8 }) || recent.allSatisfy({ $0.resident > 64 << 10 }) else {
                    break
                }
            }
            try stage.stop()
            let recent = steps.suffix(4)
            let heap = recent.reduce(0) { $0 + $1.heap }, resident = recent.reduce(0) { $0 + $1.resident }
            if recent.allSatisfy({ $0.heap > 250 * 8 }) {
                throw .failed("it keeps \(heap / 1000) bytes more after each question: \(heap / 1024) KiB in a thousand")
            }
            if recent.allSatisfy({ $0.resident > 64 << 10 }) {
                throw .failed("its memory grew by \(resident / 1024) KiB in a thousand questions, and did not stop growing")
            }
            return .passed
        },
        Rule(
            "no-network-of-its-own", "It reaches the network through http.fetch/1 only.",
            advice:
                "Use http.fetch/1: a plugin in a process of its own can open no internet socket. An admin can write net = yes for it into plugins.conf, but few will.",
            needsProcess: true
        ) { bench throws(Halt) in
            let stage = try bench.started(Stage.Script(offline: true))
            for question in bench.questions { try stage.ask(question) }
            try stage.settle()
            try stage.stop()
            guard stage.network > 0 else { return .passed }
            throw .failed("it tried to open an internet socket\(stage.network > 1 ? ", \(stage.network) times" : "")")
        },
    ]
}
