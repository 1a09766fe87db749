/// One performance of random steps: questions with mangled arguments, cancels, answers in any order and with any status, stops and starts.
public struct Fuzzing: Sendable {
    /// How it went.
    public struct Result: Sendable {
        /// What broke; nil when nothing did.
        public let broken: String?
        /// How many steps were taken.
        public let steps: Int
        /// The steps that led there, the last at the end.
        public let lastSteps: [String]
    }

    private let subject: Subject
    private let seed: UInt64
    private let steps: Int

    /// A performance; the same seed and number of steps are the same performance.
    public init(_ subject: Subject, seed: UInt64, steps: Int) {
        self.subject = subject
        self.seed = seed
        self.steps = steps
    }

    /// Plays it.
    public func run() -> Result {
        var player = Player(dice: Dice(seed: seed), questions: Questions(subject: subject).all)
        do throws(Halt) {
            let stage = try Stage(subject, Stage.Script(unmaps: true, seconds: 60))
            try stage.load()
            try stage.start()
            for step in 0..<steps { try player.step(step, stage) }
            try player.end(stage)
            return Result(broken: nil, steps: steps, lastSteps: [])
        } catch {
            let words: String
            switch error {
            case .crashed(let why), .hung(let why), .failed(let why), .skipped(let why): words = why
            }
            return Result(broken: words, steps: player.count, lastSteps: player.done.suffix(8).map { String($0.prefix(160)) })
        }
    }
}

/// Takes the steps.
private struct Player {
    var dice: Dice
    let questions: [Question]
    var count = 0
    var done: [String] = []
    var faults = 0

    mutating func step(_ number: Int, _ stage: Stage) throws(Halt) {
        count = number
        switch dice.below(20) {
        case 0..<8:
            guard !questions.isEmpty else { return }
            var question = questions[dice.below(questions.count)]
            if dice.below(3) == 0 { mangle(&question) }
            done.append("ask \(question.words) (\(question.arguments.map { "\($0.count) bytes" }.joined(separator: ", ")))")
            try stage.ask(question)
        case 8..<10:
            guard !stage.open.isEmpty else { return }
            let open = stage.open.sorted()
            let token = open[dice.below(open.count)]
            done.append("cancel \(stage.asked[token]?.question.words ?? "")")
            try stage.cancel(token)
        case 10..<18:
            // What the plugin asked comes by threads of its own; only what is there now can be chosen from.
            try stage.listen(for: 0.001)
            let calls = stage.calls + stage.timers.map(\.call)
            guard !calls.isEmpty else { return }
            let call = calls[dice.below(calls.count)]
            if dice.below(4) == 0 {
                let status = Status.failures[dice.below(Status.failures.count)]
                done.append("answer \(call.verb) with \(Status.name(status))")
                try stage.answer(call, [.failure(status, "as the dice fell")])
            } else {
                done.append("answer \(call.verb)")
                try stage.answer(call)
            }
        case 18:
            guard dice.below(8) == 0 else { return }
            done.append("stop and start")
            try stage.stop()
            try stage.listen(for: 0.01)
            try settled(stage)
            try stage.start()
        default:
            done.append("settle")
            try stage.settle(within: 5)
            try settled(stage)
        }
        if stage.faults.count > faults { throw .failed(stage.faults[stage.faults.count - 1]) }
        if let late = stage.late.first { throw .failed("it called host->\(late) after stop() had come back") }
    }

    mutating func end(_ stage: Stage) throws(Halt) {
        try stage.settle(within: 5)
        try settled(stage)
        try stage.stop()
        try stage.listen(for: 0.1)
        if let late = stage.late.first { throw .failed("it called host->\(late) after stop() had come back") }
    }

    private func settled(_ stage: Stage) throws(Halt) { try Rule.allAnswered(stage) }

    private mutating func mangle(_ question: inout Question) {
        guard !question.arguments.isEmpty else { return }
        let index = dice.below(question.arguments.count)
        var bytes = question.arguments[index]
        switch dice.below(6) {
        case 0: bytes = []
        case 1: bytes = Array(bytes.prefix(dice.below(bytes.count + 1)))
        case 2: for _ in 0..<(1 + dice.below(8)) where !bytes.isEmpty { bytes[dice.below(bytes.count)] = UInt8(dice.below(256)) }
        case 3: bytes += bytes
        case 4: bytes = (0..<dice.below(2000)).map { _ in UInt8(dice.below(256)) }
        default:
            if dice.below(2) == 0 { question.arguments.removeLast() } else { question.arguments.append(bytes) }
            return
        }
        question.arguments[index] = bytes
    }
}
