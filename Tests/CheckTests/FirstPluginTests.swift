import Foundation
import PluginCheck
import Testing

/// What the pages for authors lead to, step by step, in a folder outside the repository.
@Suite(.serialized) struct FirstPluginTests {
    /// A beginning whose compiler is here.
    static let languages = [("c", "cc"), ("rust", "rustc"), ("go", "go")].filter { (try? Workshop.run("which", [$0.1]).status) == 0 }

    @Test(arguments: languages) func theBeginningBuildsAndPasses(_ language: String, _ compiler: String) throws {
        let workshop = try Workshop()
        let tool = try Workshop.built("mailflow-check")
        let made = try Workshop.run(tool, ["new", language, "looks"], in: workshop.folder)
        try #require(made.status == 0, "\(made.output)")
        let folder = workshop.folder.appendingPathComponent("looks")
        let built = try Workshop.run("make", [], in: folder)
        try #require(built.status == 0, "\(built.output)")
        #expect(!built.output.contains("warning"), "\(built.output)")
        let checked = try Workshop.run("make", ["check", "MAILFLOW_CHECK=\(tool)"], in: folder)
        #expect(checked.status == 0, "\(checked.output)")
        #expect(!checked.output.contains("@ID@") && checked.output.contains("Looks 0.1.0, \(Rule.all.count) rules"))
    }

    /// The changes the page asks for are there to be made, and do what it says.
    @Test(arguments: [
        ("c", "looks.c", "it->looks = strtol(number, NULL, 10) + it->counts;", "it->looks = strtol(number, NULL, 10) + 2 * it->counts;"),
        ("rust", "src/lib.rs", "Some(\"POST\") => 1,", "Some(\"POST\") => 2,"),
    ]) func theChangeOfThePageWorks(_ language: String, _ file: String, _ old: String, _ new: String) throws {
        guard FirstPluginTests.languages.contains(where: { $0.0 == language }) else { return }
        let page = try String(contentsOf: Workshop.root.appendingPathComponent("docs/authors/first-plugin.md"), encoding: .utf8)
        #expect(page.contains(old) && page.contains(new))
        let workshop = try Workshop()
        let tool = try Workshop.built("mailflow-check")
        _ = try Workshop.run(tool, ["new", language, "looks"], in: workshop.folder)
        let folder = workshop.folder.appendingPathComponent("looks")
        let source = folder.appendingPathComponent(file)
        let text = try String(contentsOf: source, encoding: .utf8)
        try #require(text.contains(old))
        try Data(text.replacing(old, with: new).utf8).write(to: source)
        let words = try String(contentsOf: folder.appendingPathComponent("web/page.js"), encoding: .utf8)
        #expect(words.contains("You looked at it") && page.contains("You looked at it"))
        let built = try Workshop.run("make", [], in: folder)
        try #require(built.status == 0, "\(built.output)")
        let trace = try Workshop.run(tool, ["trace", folder.path])
        #expect(trace.output.contains("{\"looks\":2}"), "\(trace.output)")
    }

    @Test func anIDThatIsNoneIsRefused() throws {
        let workshop = try Workshop()
        let tool = try Workshop.built("mailflow-check")
        for id in ["No Id", "../up", "", "-x"] {
            let result = try Workshop.run(tool, ["new", "c", "--", id], in: workshop.folder)
            #expect(result.status == 64, "\(id): \(result.output)")
        }
        #expect(try Workshop.run(tool, ["new", "c", "twice"], in: workshop.folder).status == 0)
        let again = try Workshop.run(tool, ["new", "c", "twice"], in: workshop.folder)
        #expect(again.status == 64 && again.output.contains("is there already"), "\(again.output)")
    }

    @Test func everyRuleHasItsPlaceOnThePage() throws {
        let page = try String(contentsOf: Workshop.root.appendingPathComponent("docs/authors/check.md"), encoding: .utf8)
        for rule in Rule.all { #expect(page.contains("### \(rule.name)\n\(rule.says)\n\n\(rule.advice)\n"), "\(rule.name)") }
        #expect(page.components(separatedBy: "\n### ").count == Rule.all.count + 1)
    }
}
