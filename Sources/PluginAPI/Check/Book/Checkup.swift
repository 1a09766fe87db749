/// All rules, one after the other, each on a stage of its own.
public struct Checkup: Sendable {
    private let subject: Subject
    private let inProcess: Bool

    /// A check-up of a plugin. `inProcess` loads it into this process, so that a debugger sees it; a crash is then a crash of this process.
    public init(_ subject: Subject, inProcess: Bool = false) {
        self.subject = subject
        self.inProcess = inProcess
    }

    /// Tries these rules. `heard` is told of each as it comes out.
    @discardableResult
    public func run(_ rules: [Rule] = Rule.all, heard: (Finding) -> Void = { _ in }) -> [Finding] {
        var obstacle = Obstacle(subject)
        let bench = Bench(subject: subject, inProcess: inProcess)
        // Nothing that must run is tried with a plugin that does not.
        if obstacle.words(for: .library) == nil, rules.contains(where: { $0.needs == .library || $0.needs == .start }) {
            obstacle.look(bench)
        }
        return rules.map { rule in
            let began = ContinuousClock.now
            var (outcome, words) = (Finding.Outcome.passed, "")
            if let why = obstacle.words(for: rule.needs) {
                (outcome, words) = (.skipped, why)
            } else if rule.needsProcess, inProcess {
                (outcome, words) = (.skipped, "it needs a process of its own")
            } else {
                do throws(Halt) {
                    if case .warned(let doubt) = try rule.trial(bench) { (outcome, words) = (.warned, doubt) }
                } catch {
                    switch error {
                    case .crashed(let why): (outcome, words) = (.crashed, why)
                    case .hung(let why): (outcome, words) = (.hung, why)
                    case .failed(let why): (outcome, words) = (.failed, why)
                    case .skipped(let why): (outcome, words) = (.skipped, why)
                    }
                }
            }
            let took = began.duration(to: .now)
            let finding = Finding(
                rule: rule.name, outcome: outcome, words: Checkup.sentence(words),
                advice: [.passed, .skipped].contains(outcome) ? "" : rule.advice,
                seconds: Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18)
            heard(finding)
            return finding
        }
    }
}

extension Checkup {
    /// Words as a sentence. A name, such as that of a verb, stays as it is.
    static func sentence(_ words: String) -> String {
        guard !words.isEmpty else { return "" }
        let isWord = words.prefix { $0 != " " }.allSatisfy { $0.isLetter || $0 == "'" }
        return (isWord ? words.prefix(1).uppercased() + words.dropFirst() : words) + (words.hasSuffix(".") ? "" : ".")
    }
}

/// What keeps rules from being tried.
private struct Obstacle {
    private var manifest: String?
    private var library: String?
    private var start: String?

    init(_ subject: Subject) {
        if subject.usable == nil { manifest = "its plugin.json cannot be used" }
    }

    /// Loads, starts and stops it once.
    mutating func look(_ bench: Bench) {
        do throws(Halt) {
            let stage = try bench.loaded()
            do throws(Halt) {
                try stage.start()
                try stage.drain()
            } catch { start = "it does not start" }
        } catch {
            library = "it does not load"
            if case .skipped(let why) = error { library = why }
        }
    }

    func words(for needs: Rule.Needs) -> String? {
        switch needs {
        case .folder: nil
        case .manifest: manifest
        case .library: manifest ?? library
        case .start: manifest ?? library ?? start
        }
    }
}
