import MailFlowPlugin
import Testing

@testable import Todoist

@Suite struct NewTaskTests {
    static let least: JSON = ["email": "e1", "title": "Call the harbour", "request": "0123456789abcdef0123456789abcdef"]

    private static func changed(_ members: [String: JSON]) -> JSON {
        var json = least
        for (name, value) in members { json[name] = value }
        return json
    }

    @Test func theLeastIsEnough() throws {
        let task = try NewTask(Self.least)
        #expect(
            task.body(link: "https://mail.example.test/message/e1") == [
                "content": "Call the harbour", "description": "https://mail.example.test/message/e1", "priority": 1,
            ])
    }

    @Test func everythingIsSent() throws {
        let task = try NewTask(
            Self.changed([
                "title": "  Call\n the harbour ", "description": "About the roof", "project": "p1", "section": "s1",
                "labels": ["calls", "calls", "roof"],
                "priority": 4, "due": "morgen um 9", "language": "de-CH",
            ]))
        #expect(
            task.body(link: "L") == [
                "content": "Call  the harbour", "description": "About the roof\n\nL", "project_id": "p1", "section_id": "s1",
                "labels": ["calls", "roof"],
                "priority": 4, "due_string": "morgen um 9", "due_lang": "de",
            ])
    }

    @Test(arguments: [
        ("2028-02-29", true), ("2026-02-29", false), ("2026-13-01", false), ("2026-04-31", false), ("26-04-01", false),
        ("2026-4-001", false), ("tomorrow", false),
    ])
    func aDayIsADay(_ text: String, _ isDay: Bool) {
        let task = try? NewTask(Self.changed(["dueDate": .string(text), "due": "ignored"]))
        #expect((task?.due == .date(text)) == isDay)
        #expect((task == nil) == !isDay)
    }

    @Test(arguments: [("xx", "en"), ("pt-BR", "pt"), ("zh-CN", "zh"), ("", "en")]) func wordsAreInALanguageTodoistReads(
        _ given: String, _ told: String
    ) throws {
        let task = try NewTask(Self.changed(["due": "tomorrow", "language": .string(given)]))
        #expect(task.due == .words("tomorrow", language: told))
    }

    @Test(
        arguments: [
            ("email", JSON.null), ("email", "e 1"), ("title", ""), ("title", "   \n"), ("title", 7),
            ("title", .string(String(repeating: "x", count: 501))),
            ("description", .string(String(repeating: "x", count: 10_001))), ("project", "p\r\nX: y"), ("labels", [""]), ("labels", [7]),
            ("labels", .array((0..<51).map { .string("l\($0)") })), ("priority", 0), ("priority", 5), ("dueDate", "2026-02-30"),
            ("request", "short"),
            ("request", "0123456789abcdef\r\nX-Evil: 1"), ("due", .string(String(repeating: "x", count: 151))),
        ] as [(String, JSON)]) func whatIsWrongIsNamed(_ field: String, _ value: JSON)
    {
        do {
            _ = try NewTask(Self.changed([field: value]))
            Issue.record("\(field) was accepted")
        } catch { #expect(error.field == field && !error.why.isEmpty) }
    }

    @Test(arguments: [JSON.null, [], "text", 3]) func nothingIsNoTask(_ json: JSON) {
        #expect(throws: NewTask.Wrong.self) { try NewTask(json) }
    }
}
