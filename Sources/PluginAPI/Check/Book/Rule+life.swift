import Core
import Plugins

extension Rule {
    /// From start() to stop(), and after.
    static let life = [
        Rule(
            "start-stop-twice", "start() may follow stop(), and then everything works again.",
            advice:
                "Set every variable in start(): the library stays in memory, so what it was initialised with is not there the second time."
        ) { bench throws(Halt) in
            let stage = try bench.loaded()
            var first: [Int32?] = []
            for round in 1...3 {
                try stage.start()
                stage.household = Household(bench.subject)
                let tokens = try bench.questions.map { question throws(Halt) in try stage.ask(question, ", start \(round)") }
                try stage.settle()
                try Rule.allAnswered(stage, round == 1 ? "" : " after it was started again")
                let outcomes = tokens.map { token in token.flatMap { stage.asked[$0]?.status } }
                if round == 1 { first = outcomes }
                if let odd = zip(bench.questions, zip(first, outcomes)).first(where: { $1.0 != $1.1 }) {
                    let then = odd.1.0.map(Status.name) ?? "nothing", now = odd.1.1.map(Status.name) ?? "nothing"
                    throw .failed("\(odd.0.words) was answered \(then) after the first start() and \(now) after start() number \(round)")
                }
                try stage.stop()
            }
            return .passed
        },
        Rule(
            "find-unknown-is-zero", "find() gives 0 for a name it does not know, whatever the name.",
            advice: "Compare the whole name with its length; names are not terminated."
        ) { bench throws(Halt) in
            let stage = try bench.started()
            var names: [[UInt8]] = [
                [], Array("nothing.of-this-kind/1".utf8), Array("route".utf8), Array("route/".utf8), Array("route/11".utf8),
                Array("route/999".utf8),
                Array("xroute/1".utf8), Array("ROUTE/1".utf8), [0xff, 0xfe, 0], [0], [UInt8](repeating: 0x61, count: 65_536),
            ]
            for verb in bench.subject.usable?.answers ?? [] {
                names += [
                    Array(verb.utf8) + [0], Array(verb.utf8.dropLast()), Array(verb.utf8) + Array("0".utf8), Array((" " + verb).utf8),
                ]
            }
            for name in names {
                let number = try stage.find(name)
                let shown = name.count > 40 ? "a name of \(name.count) bytes" : "\"\(String(decoding: name, as: UTF8.self))\""
                if number != 0 { throw .failed("find() gives \(number) for \(Stage.line(shown))") }
            }
            try stage.stop()
            return .passed
        },
        Rule(
            "settles-before-stop", "When stop() comes back, every question it was asked has been answered.",
            advice: "Answer a token in cancel(), MF_CANCELLED will do; a server cancels every open question before stop()."
        ) { bench throws(Halt) in
            let stage = try bench.started()
            for _ in 0..<3 { for question in bench.questions { try stage.ask(question) } }
            try stage.stop()
            try stage.listen(for: 0.05)
            if let token = stage.open.min(), let question = stage.asked[token]?.question {
                throw .failed("\(question.words) was never answered: cancel() and stop() came and went")
            }
            return .passed
        },
        Rule(
            "no-threads-after-stop", "When stop() has come back, no thread of the plugin is left.",
            advice: "Tell your threads to end in stop(), and join each of them there.", needsProcess: true
        ) { bench throws(Halt) in
            let stage = try bench.loaded()
            let before = try stage.measure().threads
            try stage.start()
            for question in bench.questions { try stage.ask(question) }
            try stage.settle()
            try stage.stop()
            var left = Rule.more(try stage.measure().threads, than: before)
            for _ in 0..<20 where !left.isEmpty {
                try stage.listen(for: 0.05)
                left = Rule.more(try stage.measure().threads, than: before)
            }
            guard !left.isEmpty else { return .passed }
            try stage.listen(for: 0.5)
            let later = try stage.measure().threads
            let busy = left.filter { later[$0.key, default: 0] > $0.value }
            let words = "\(left.count) thread\(left.count == 1 ? " is" : "s are") still there a second after stop()"
            let object = bench.subject.library.flatMap { try? SharedObject($0) }
            let hasRuntime =
                object.map { $0.isGo || $0.needs.contains { $0.contains("dispatch") || $0.contains("swift_Concurrency") } } ?? false
            // Runtimes keep workers that sleep; a worker that works is the plugin's.
            if hasRuntime, busy.isEmpty || object?.isGo == true { return .passed }
            throw .failed(busy.isEmpty ? words : "\(words), and \(busy.count) of them run\(busy.count == 1 ? "s" : "")")
        },
        Rule(
            "no-call-after-stop", "After stop() has come back, nothing of the host is called any more.",
            advice: "Join your threads in stop() and forget the host there."
        ) { bench throws(Halt) in
            let stage = try bench.started()
            for question in bench.questions { try stage.ask(question) }
            try stage.settle()
            for question in bench.questions { try stage.ask(question) }
            try stage.stop()
            try stage.listen(for: 0.5)
            guard let name = stage.late.first else { return .passed }
            throw .failed(
                "it called host->\(name) after stop() had come back\(stage.late.count > 1 ? ", and \(stage.late.count - 1) times more" : "")"
            )
        },
    ]

    private static func more(_ threads: [Int: Int], than before: [Int: Int]) -> [Int: Int] { threads.filter { before[$0.key] == nil } }

    /// Fails when a question has no answer yet.
    static func allAnswered(_ stage: Stage, _ how: String = "") throws(Halt) {
        if let token = stage.open.min(), let question = stage.asked[token]?.question {
            throw .failed("it never answered \(question.words)\(how)")
        }
    }
}
