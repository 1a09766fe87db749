import Core
import Foundation
import PluginCheck
import Testing

/// The program itself: what it prints, and how it ends.
@Suite(.serialized) struct ToolTests {
    private func tool(_ arguments: String...) throws -> (status: Int32, output: String) {
        try Workshop.run(try Workshop.built("mailflow-check"), arguments)
    }

    @Test func aGoodPluginPasses() throws {
        let workshop = try Workshop()
        let subject = try workshop.plugin()
        let result = try tool("check", subject.folder.path)
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.hasPrefix("Plugin 1.0.0, \(Rule.all.count) rules\n"))
        #expect(result.output.hasSuffix("\(Rule.all.count) passed\n"), "\(result.output)")
    }

    @Test func aBadOneDoesNotAndSaysWhatToDo() throws {
        let workshop = try Workshop()
        let subject = try workshop.plugin("answers-once")
        let result = try tool("check", subject.folder.path, "--only", "^answers-once$", "--json")
        #expect(result.status == 1)
        let json = try JSON(parsing: Array(result.output.utf8))
        let finding = try #require(json["findings"]?.array?.first)
        #expect(finding["rule"] == "answers-once" && finding["outcome"] == "failed")
        #expect(finding["advice"]?.string?.isEmpty == false)
        #expect(json["summary"] == "1 failed")
        // Where the rule is explained: a file that is there, and a place in it.
        let page = try #require(finding["page"]?.string).split(separator: "#")
        #expect(page.count == 2 && page[1] == "answers-once")
        #expect(try String(contentsOfFile: String(page[0]), encoding: .utf8).contains("\n### \(page[1])\n"))
    }

    @Test func insideThisProcessForADebugger() throws {
        let workshop = try Workshop()
        let subject = try workshop.plugin()
        let result = try tool("check", subject.folder.path, "--in-process")
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains("It needs a process of its own."))
    }

    @Test(arguments: [
        (["check", "/nowhere"], 2, "There is no plugin.json"), (["check", "--only", "nothing-like-it"], 64, "No rule is called that"),
    ])
    func nothingToCheck(_ arguments: [String], _ status: Int32, _ words: String) throws {
        let result = try Workshop.run(try Workshop.built("mailflow-check"), arguments)
        #expect(result.status == status)
        #expect(result.output.contains(words), "\(result.output)")
    }

    @Test(arguments: ["fuzz", "trace"]) func withoutALibraryThereIsNothingToTry(_ command: String) throws {
        let workshop = try Workshop()
        let subject = try workshop.plugin("good", ["library": "libother.so"])
        let result = try tool(command, subject.folder.path)
        #expect(result.status == 2 && result.output.contains("libother.so is not beside plugin.json: build it first"), "\(result.output)")
    }

    @Test func whereNobodyCanReadItEndsQuietly() throws {
        let workshop = try Workshop()
        let subject = try workshop.plugin()
        let result = try Workshop.run(
            "sh", ["-c", "\"$0\" trace \"$1\" >/dev/full", try Workshop.built("mailflow-check"), subject.folder.path])
        #expect(result.status == 141 && result.output.isEmpty, "\(result.status) \(result.output)")
    }

    @Test func checkJSONIsAskedAndMustBeAnswered() throws {
        let workshop = try Workshop()
        let subject = try workshop.plugin(
            "good", files: ["check.json": "{\"questions\":[{\"route\":\"GET /hello?x=1\",\"body\":{\"a\":1}}]}"])
        #expect(Checkup(subject).run(Rule.all.filter { $0.name == "answers-fit-the-verb" })[0].outcome == .passed)
        let deaf = try workshop.plugin("answers-once.never", files: ["check.json": "{\"questions\":[{\"route\":\"GET /hello\"}]}"])
        let finding = Checkup(deaf).run(Rule.all.filter { $0.name == "answers-fit-the-verb" })[0]
        #expect(finding.words.contains("which check.json asks, was answered by nothing"), "\(finding.words)")
    }

    @Test func aBrokenCheckJSONIsSaidSo() throws {
        let workshop = try Workshop()
        #expect(throws: Failure.self) { try workshop.plugin("good", files: ["check.json": "{\"questions\":[{\"route\":\"hello\"}]}"]) }
    }

    @Test func fuzzFindsTheSameWithTheSameSeed() throws {
        let workshop = try Workshop()
        let broken = try workshop.plugin("survives-bad-utf8")
        let first = try tool("fuzz", broken.folder.path, "--seed", "7", "--rounds", "20")
        #expect(first.status == 1, "\(first.output)")
        let seed = try #require(first.output.firstMatch(of: /Broken with seed (\d+) at step (\d+)/))
        let again = try tool("fuzz", broken.folder.path, "--seed", String(seed.1), "--rounds", "1")
        #expect(again.output.contains("Broken with seed \(seed.1) at step \(seed.2)"), "\(again.output)")
        let good = try workshop.plugin()
        let well = try tool("fuzz", good.folder.path, "--seed", "7", "--rounds", "3")
        #expect(well.status == 0, "\(well.output)")
    }

    @Test func aTraceIsRecordedAndReplayed() throws {
        let workshop = try Workshop()
        let subject = try workshop.plugin()
        let file = workshop.folder.appendingPathComponent("trace.jsonl").path
        let first = try tool("trace", subject.folder.path, "--record", file)
        #expect(first.status == 0, "\(first.output)")
        for line in [
            "started", "  find      kv.get/1  there", "  call      kv.get/1  (0, 3)", "  host      kv.get/1  NOT_FOUND",
            "  reply     OK, 4 bytes  well", "stopped",
        ] {
            #expect(first.output.contains(line), "\(first.output)")
        }
        let same = try tool("trace", subject.folder.path, "--replay", file)
        #expect(same.status == 0 && same.output.hasSuffix("The same as the recording.\n"), "\(same.output)")
        let other = try workshop.plugin("answers-fit-the-verb")
        let different = try tool("trace", other.folder.path, "--replay", file)
        #expect(different.status == 1 && different.output.contains("different  route/1 GET /: was OK"), "\(different.output)")
    }
}
