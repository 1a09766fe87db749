import ArgumentParser
import Core
import Foundation
import PluginCheck
import Plugins

/// `mailflow-check check`.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Try a plugin against every rule.",
        discussion: """
            Each rule is tried in a process of its own, with a limit of time. The exit status is 0 when nothing failed, crashed or hung, \
            1 when something did, and 2 when there was nothing to check.
            """)

    @Argument(help: "The plugin's folder.")
    var path = "."

    @Option(help: "Only rules whose name matches this regular expression.")
    var only: String?

    @Flag(help: "Print the findings as JSON.")
    var json = false

    @Flag(help: "Load the plugin into this process, for a debugger.")
    var inProcess = false

    @Flag(help: "List the rules and what they mean.")
    var list = false

    @Flag(help: "Count warnings as failures.")
    var strict = false

    func run() throws {
        let rules = try chosen()
        if list { return show(rules) }
        let subject = try Subject.open(path)
        let name = (try? subject.manifest.get()).map { "\($0.name) \($0.version)" } ?? subject.folder.lastPathComponent
        if !json { say("\(name), \(rules.count) rules") }
        let findings = Checkup(subject, inProcess: inProcess).run(rules) { finding in
            if !json { show(finding) }
        }
        if json { say(report(findings).text) } else { say(Check.summary(findings)) }
        if !json, findings.contains(where: { !$0.advice.isEmpty }) { say("Every rule: \(Kit.page("check.md"))") }
        if findings.contains(where: { $0.isBad || strict && $0.outcome == .warned }) { throw ExitCode(1) }
    }

    private func chosen() throws -> [Rule] {
        guard let only else { return Rule.all }
        guard let pattern = try? Regex(only) else { throw ValidationError("--only is not a regular expression.") }
        let rules = Rule.all.filter { $0.name.contains(pattern) }
        if rules.isEmpty { throw ValidationError("No rule is called that; --list shows them.") }
        return rules
    }

    private func show(_ rules: [Rule]) {
        let width = rules.map(\.name.count).max() ?? 0
        for rule in rules { say(rule.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + rule.says) }
    }

    private func show(_ finding: Finding) {
        let width = Rule.all.map(\.name.count).max() ?? 0
        say(
            finding.outcome.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0)
                + finding.rule.padding(toLength: width + 2, withPad: " ", startingAt: 0) + finding.words)
        if !finding.advice.isEmpty { say(String(repeating: " ", count: 9) + "→ " + finding.advice) }
    }

    private func report(_ findings: [Finding]) -> JSON {
        let pages = Kit.page("check.md")
        return [
            "path": .string(path), "findings": .array(findings.map { $0.json(pages: pages) }), "summary": .string(Check.summary(findings)),
        ]
    }

    /// How many came out each way.
    static func summary(_ findings: [Finding]) -> String {
        Finding.Outcome.allCases.compactMap { outcome in
            let count = findings.count { $0.outcome == outcome }
            return count == 0 ? nil : "\(count) \(outcome.rawValue)"
        }.joined(separator: ", ")
    }
}

extension Subject {
    /// The plugin at a path, or words and exit status 2.
    static func open(_ path: String) throws -> Subject {
        do throws(Failure) { return try Subject(path) } catch { throw halt(error.message, status: 2) }
    }

    /// The plugin at a path with a manifest that can be used and a library, or words and exit status 2.
    static func built(_ path: String) throws -> Subject {
        let subject = try open(path)
        do throws(Failure) {
            let manifest = try subject.manifest.get()
            guard subject.library == nil else { return subject }
            throw Failure(.notFound, "no library", message: "The library \(manifest.library) is not beside plugin.json: build it first.")
        } catch { throw halt(error.message, status: 2) }
    }
}
