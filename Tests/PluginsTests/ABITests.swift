import CPluginABI
import Core
import Foundation
import Store
import Testing

@testable import Plugins

/// The binary promise, as text.
@Suite struct ABITests {
    @Test(arguments: [("c", "c11"), ("c", "c17"), ("c++", "c++17"), ("c++", "c++20")])
    func headersAreClean(_ language: String, _ standard: String) throws {
        let headers = try FileManager.default.contentsOfDirectory(atPath: Fixture.include.appendingPathComponent("mailflow").path).sorted()
        #expect(headers.count >= 10)
        let source = FileManager.default.temporaryDirectory.appendingPathComponent(
            "headers-\(standard)-\(getpid()).\(language == "c" ? "c" : "cc")")
        defer { try? FileManager.default.removeItem(at: source) }
        // Each alone and first, so that none leans on another.
        for header in headers {
            try Data(
                "#include \"mailflow/\(header)\"\n#include \"mailflow/\(header)\"\nint main(void) { mf_str s = MF_STR(\"x\"); return (int)s.len - 1; }\n"
                    .utf8
            ).write(to: source)
            let result = try Fixture.run(
                "clang",
                [
                    "-x", language, "-std=\(standard)", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only",
                    "-I\(Fixture.include.path)", source.path,
                ])
            #expect(result.status == 0, "\(header): \(result.output)")
        }
    }

    @Test func layoutIsTheRecordedOne() throws {
        let program = FileManager.default.temporaryDirectory.appendingPathComponent("layout-\(getpid())")
        defer { try? FileManager.default.removeItem(at: program) }
        let tests = Fixture.root.appendingPathComponent("Tests/ABI")
        let made = try Fixture.run(
            "clang", ["-std=c11", "-I\(Fixture.include.path)", "-o", program.path, tests.appendingPathComponent("layout.c").path])
        try #require(made.status == 0, "\(made.output)")
        let now = try Fixture.run(program.path, []).output.split(separator: "\n")
        let recorded = try String(contentsOf: tests.appendingPathComponent("layout.expected"), encoding: .utf8).split(separator: "\n")
        let changed = recorded.filter { !now.contains($0) }
        #expect(changed.isEmpty, "the ABI may only grow; gone or changed: \(changed)")
        #expect(recorded.count == now.count, "new lines belong into layout.expected: \(now.filter { !recorded.contains($0) })")
    }

    @Test func theCatalogueIsTheCodes() throws {
        let file = Fixture.root.appendingPathComponent("Sources/PluginAPI/verbs.json")
        let json = try JSON(parsing: Array(Data(contentsOf: file)))
        let host = try #require(json["host"]?.array)
        #expect(host.compactMap { $0["verb"]?.string } == Catalogue.host.map(\.verb))
        for (entry, verb) in zip(host, Catalogue.host) {
            #expect(entry["arguments"]?.array?.count == verb.arguments.upperBound, "\(verb.verb)")
            let grant = entry["grant"]?.string ?? ""
            if let needed = verb.grant {
                #expect(grant == needed.description)
            } else {
                #expect(["", "http:HOST", "mail.read mail.change mail.send contacts.read contacts.change"].contains(grant))
            }
        }
        let answers = try #require(json["plugin"]?.array)
        #expect(answers.compactMap { $0["verb"]?.string } == Catalogue.answers.map(\.verb))
        for (entry, verb) in zip(answers, Catalogue.answers) {
            #expect(entry["deadline"]?.int == Int64(verb.deadline))
            #expect(entry["limit"]?.int == Int64(verb.limit))
        }
        #expect(json["limits"]?["argument"]?.int == Int64(Catalogue.argumentLimit))
        for entry in try #require(json["grants"]?.array) {
            let word = (entry["grant"]?.string ?? "").replacingOccurrences(of: "HOST", with: "example.org").replacingOccurrences(
                of: "PREFIX", with: "/dav")
            let words = entry["words"]?.string?.replacingOccurrences(of: "HOST", with: "example.org").replacingOccurrences(
                of: "PREFIX", with: "/dav")
            #expect(Grant(word)?.words == words, "\(word)")
        }
        let ranks = try #require(json["grants"]?.array).compactMap { $0["grant"]?.string }.filter { !$0.contains(":") }
        #expect(Grant.worstFirst(ranks.reversed().compactMap { Grant($0) }).map(\.description) == ranks)
        #expect(json["events"]?.array?.compactMap { $0["event"]?.string } == HouseEvent.allCases.map(\.rawValue))
        for entry in json["events"]?.array ?? [] {
            #expect(Grant.needed(forEvent: entry["event"]?.string ?? "")?.description ?? "" == entry["grant"]?.string)
        }
        #expect(json["hooks"]?.array?.compactMap { $0["hook"]?.string } == Catalogue.hooks.map(\.name))
        for entry in json["hooks"]?.array ?? [] {
            #expect(Grant.needed(forHook: entry["hook"]?.string ?? "")?.description ?? "" == entry["grant"]?.string)
        }
        #expect(Set(json["slots"]?.array?.compactMap { $0["slot"]?.string } ?? []) == Catalogue.slots)
        for entry in host + answers {
            let header = try #require(entry["header"]?.string)
            let text = try String(contentsOf: Fixture.include.appendingPathComponent("mailflow/\(header)"), encoding: .utf8)
            #expect(text.contains("\"\(entry["verb"]?.string ?? "?")\""), "\(header) does not name \(entry["verb"]?.string ?? "?")")
        }
    }

    private func words(_ path: String, _ pattern: Regex<(Substring, Substring)>) throws -> Set<String> {
        let text = try String(contentsOf: Fixture.root.appendingPathComponent(path), encoding: .utf8)
        return Set(text.matches(of: pattern).map { String($0.1) })
    }

    /// What names the catalogue's words for itself names all of them and no others: the SDK its verbs, the browser app slots and permissions.
    @Test func whoeverNamesThemKnowsThemAll() throws {
        let sdk = Fixture.root.appendingPathComponent("Sources/PluginAPI/Swift")
        let files = try FileManager.default.contentsOfDirectory(atPath: sdk.path).filter { $0.hasSuffix(".swift") }
        let verbs = try files.reduce(into: Set<String>()) {
            $0.formUnion(try words("Sources/PluginAPI/Swift/\($1)", /"([a-z]+(?:\.[a-z]+)?\/\d+)"/))
        }
        #expect(verbs == Set(Catalogue.host.map(\.verb) + Catalogue.answers.map(\.verb)))

        let shell = try String(contentsOf: Fixture.root.appendingPathComponent("WebApp/src/plugins/slot.ts"), encoding: .utf8)
        let line = try #require(shell.split(separator: "\n").first { $0.hasPrefix("export type SlotName") })
        // A chip has no page: it is drawn from what the plugin offers on a message.
        #expect(Set(line.matches(of: /"([a-z.]+)"/).map { String($0.1) }) == Catalogue.slots.subtracting(["message.chip"]))

        for language in try FileManager.default.contentsOfDirectory(atPath: Fixture.root.appendingPathComponent("WebApp/src/i18n").path) {
            let file = "WebApp/src/i18n/\(language)/admin.json"
            guard FileManager.default.fileExists(atPath: Fixture.root.appendingPathComponent(file).path) else { continue }
            let named = try words(file, /"admin\.grant\.([a-z.]+)"/).subtracting(["http.any", "http.under"])
            #expect(named == Set(Catalogue.grants.map { $0.word.replacing(":", with: "") }), "\(language)")
        }
    }

    @Test func statusesAreTheFailures() {
        let statuses: [(Failure.Kind, Int)] = [
            (.failed, Int(MF_FAILED)), (.invalid, Int(MF_INVALID)), (.unsupported, Int(MF_UNSUPPORTED)), (.denied, Int(MF_DENIED)),
            (.notFound, Int(MF_NOT_FOUND)),
            (.conflict, Int(MF_CONFLICT)), (.unavailable, Int(MF_UNAVAILABLE)), (.timeout, Int(MF_TIMEOUT)),
            (.cancelled, Int(MF_CANCELLED)), (.tooLarge, Int(MF_TOO_LARGE)),
        ]
        #expect(statuses.count == Failure.Kind.allCases.count)
        for (kind, status) in statuses { #expect(Int(kind.abiStatus) == status) }
    }
}
