public import Core

/// One sentence that a plugin must live up to, and how that is tried.
public struct Rule: Sendable {
    /// What must hold before it can be tried at all.
    enum Needs: Int, Sendable { case folder, manifest, library, start }

    /// Its name, in words with hyphens.
    public let name: String
    /// The rule.
    public let says: String
    /// What to do about a plugin that breaks it.
    public let advice: String
    let needs: Needs
    /// Whether it makes no sense inside this process.
    let needsProcess: Bool
    let trial: @Sendable (Bench) throws(Halt) -> Verdict

    init(
        _ name: String, _ says: String, advice: String, needs: Needs = .start, needsProcess: Bool = false,
        _ trial: @escaping @Sendable (Bench) throws(Halt) -> Verdict
    ) {
        self.name = name
        self.says = says
        self.advice = advice
        self.needs = needs
        self.needsProcess = needsProcess
        self.trial = trial
    }

    /// How a trial that came to its end ended.
    enum Verdict: Equatable {
        case passed
        case warned(String)
    }

    /// Every rule, in the order they are tried.
    public static let all: [Rule] = folder + library + life + answers + arguments + failures + burden + page
}

/// How one rule came out.
public struct Finding: Sendable, Equatable {
    /// The six ways.
    public enum Outcome: String, Sendable, CaseIterable { case passed, failed, crashed, hung, warned, skipped }

    /// The rule's name.
    public let rule: String
    /// The way.
    public let outcome: Outcome
    /// What happened, in a sentence; empty when it passed.
    public let words: String
    /// What to do; empty when there is nothing to do.
    public let advice: String
    /// How long it took.
    public let seconds: Double

    /// Whether a plugin with this finding must not be shipped.
    public var isBad: Bool { [.failed, .crashed, .hung].contains(outcome) }

    /// As `--json` prints it. `pages` is the file that explains the rules.
    public func json(pages: String) -> JSON {
        [
            "rule": .string(rule), "outcome": .string(outcome.rawValue), "words": .string(words), "advice": .string(advice),
            "milliseconds": .int(Int64(seconds * 1000)), "page": .string("\(pages)#\(rule)"),
        ]
    }
}

/// Where a rule is tried: the plugin, and stages to put it on.
struct Bench: Sendable {
    let subject: Subject
    let inProcess: Bool

    /// The questions every rule asks.
    var questions: [Question] { Questions(subject: subject).all }

    /// A stage with the plugin loaded.
    func loaded(_ script: Stage.Script = Stage.Script()) throws(Halt) -> Stage {
        var script = script
        script.inProcess = inProcess
        let stage = try Stage(subject, script)
        try stage.load()
        return stage
    }

    /// A stage with the plugin started.
    func started(_ script: Stage.Script = Stage.Script()) throws(Halt) -> Stage {
        let stage = try loaded(script)
        try stage.start()
        return stage
    }
}
