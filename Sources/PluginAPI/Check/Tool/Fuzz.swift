import ArgumentParser
import Foundation
import PluginCheck

/// `mailflow-check fuzz`.
struct Fuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a plugin random things in a random order until it breaks.",
        discussion: "The same seed does the same again. What broke it is printed with its seed, and the exit status is 1.")

    @Argument(help: "The plugin's folder.")
    var path = "."

    @Option(help: "Where to begin; a random number without it.")
    var seed: UInt64?

    @Option(help: "How many performances; each has a seed of its own, counted up from the first.")
    var rounds = 20

    @Option(help: "How many steps each has.")
    var steps = 400

    func run() throws {
        let subject = try Subject.built(path)
        let first = seed ?? UInt64.random(in: 1...999_999)
        for round in 0..<UInt64(max(1, rounds)) {
            let seed = first &+ round
            let result = Fuzzing(subject, seed: seed, steps: steps).run()
            guard let broken = result.broken else { continue }
            say("Broken with seed \(seed) at step \(result.steps): \(broken)")
            for line in result.lastSteps { say("  \(line)") }
            say("Again: mailflow-check fuzz \(path) --seed \(seed) --rounds 1 --steps \(steps)")
            throw ExitCode(1)
        }
        say("\(rounds) performances of \(steps) steps from seed \(first): nothing broke.")
    }
}
