import MailFlowPlugin
import Testing

@testable import Todoist

@Suite struct AnswerTests {
    @Test(
        arguments: [
            (401, "", [:], Trouble.token), (403, "Forbidden", [:], .token), (404, "{}", [:], .gone), (410, "", [:], .gone),
            (429, "", ["retry-after": "7"], .rate(7)), (429, #"{"error_extra":{"retry_after":120}}"#, [:], .rate(120)),
            (429, "", [:], .rate(60)),
            (429, "", ["retry-after": "-5"], .rate(1)), (429, "", ["retry-after": "99999999999999999999"], .rate(60)),
            (400, #"{"error":"Invalid date","error_code":20}"#, [:], .refused("Invalid date")), (400, "<html>", [:], .refused("error 400")),
            (500, "", [:], .outage), (503, "down", [:], .outage), (302, "", [:], .outage), (200, "<html>", [:], .outage),
        ] as [(Int, String, [String: String], Trouble)]) func everyRefusalIsTold(
            _ status: Int, _ body: String, _ headers: [String: String], _ trouble: Trouble
        )
    {
        do {
            _ = try API.read(Fetched(status: status, headers: headers, body: Array(body.utf8)))
            Issue.record("\(status) was taken for a success")
        } catch {
            #expect(error == trouble)
            #expect(error.sentence.hasSuffix(".") || error.sentence.contains(":"))
            #expect((400..<600).contains(error.response.status))
        }
    }

    @Test func nothingToReadIsASuccess() throws {
        #expect(try API.read(Fetched(status: 204, headers: [:], body: [])) == [:])
    }

    @Test(arguments: [("6X4Vw2Hfmg73Q2XR", "6X4Vw2Hfmg73Q2XR"), ("a/b?c#d", "a%2Fb%3Fc%23d"), ("é", "%C3%A9"), ("..", "..")])
    func idsStayInTheirPlace(_ id: String, _ out: String) {
        #expect(API.encoded(id) == out)
    }

    @Test func aTaskIsReadAndKept() throws {
        let answer: JSON = ["id": "t1", "content": "Call\nthem", "due": ["date": "2026-11-24", "string": "24 Nov"], "checked": false]
        let made = try #require(Made(task: answer, now: 100))
        #expect(made.title == "Call them" && made.due == "24 Nov" && !made.isDone)
        #expect(Made(made.json) == made)
        #expect(made.actions.map { $0["id"]?.string } == ["open", "complete"])
        var done = made
        done.isDone = true
        #expect(done.actions.map { $0["id"]?.string } == ["open", "reopen"])
    }

    @Test(arguments: [JSON.null, [:], ["id": ""], ["id": 7], "t"]) func noTaskIsNone(_ json: JSON) {
        #expect(Made(task: json, now: 0) == nil)
    }
}
