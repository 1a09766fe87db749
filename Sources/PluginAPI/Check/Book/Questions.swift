import Core
import Plugins

/// What a plugin is asked to see how it behaves: every verb its manifest lists, with arguments a server would send,
/// and what `check.json` asks besides.
struct Questions {
    /// An email as plugins are told of one.
    static let email: JSON = [
        "id": "e1", "threadId": "t1", "accountId": "a1", "mailboxIds": ["m1": true], "keywords": ["$seen": true],
        "receivedAt": "2026-03-02T09:15:00Z", "sentAt": "2026-03-02T09:14:58Z", "messageId": ["one@example.test"],
        "from": [["name": "Survey Desk", "email": "survey@example.test"]], "to": [["name": "Site Office", "email": "office@example.test"]],
        "cc": [], "replyTo": nil, "sender": nil, "subject": "Boathouse survey: invoice 2026-114", "hasAttachment": false,
        "preview": "Attached is the invoice for the survey of the boathouse.", "header:List-Id:asText": nil,
        "header:List-Unsubscribe:asURLs": nil, "header:List-Unsubscribe-Post:asText": nil,
    ]

    let subject: Subject

    /// All of them, the author's own first.
    var all: [Question] {
        guard let manifest = subject.usable else { return [] }
        return subject.questions.filter { manifest.answers.contains($0.verb) } + manifest.answers.flatMap { usual($0, manifest) }
    }

    private func usual(_ verb: String, _ manifest: Manifest) -> [Question] {
        switch verb {
        case "route/1":
            return [
                .route("GET", "/"), .route("GET", "/nothing-is-here"), .route("GET", "/", user: nil),
                .route("POST", "/", headers: ["content-type": "application/json"], body: "{\"emailId\":\"e1\"}"),
                .route("DELETE", "/", query: "id=e1&again=%E2%9C%93"),
            ]
        case "hook/1":
            return manifest.hooks.map { hook in
                let facts: JSON = [
                    "user": "u1", "email": Questions.email, "account": ["id": "a1", "name": "Work", "email": "office@example.test"],
                    "draft": ["subject": "Hello", "to": [["name": "", "email": "survey@example.test"]], "text": "Hello"], "text": "invoice",
                ]
                return Question("hook/1", hook, facts.text)
            }
        case "action/1":
            let facts: JSON = ["user": "u1", "email": Questions.email]
            return [Question("action/1", "no-such-action", facts.text)]
        case "event/1":
            return manifest.events.enumerated().map { number, event in
                let facts: JSON = [
                    "user": "u1", "accountId": "a1", "emailId": "e1", "email": Questions.email, "mailboxId": "m1", "contactId": "c1",
                    "keywords": ["$seen": true],
                ]
                return Question("event/1", "\(number + 1)", event, facts.text)
            }
        case "job/1": return (subject.members["jobs"]?.object ?? [:]).keys.sorted().map { Question("job/1", $0) }
        case "credential/1":
            let account: JSON = [
                "id": "a1", "user": "u1", "name": "Work", "email": "office@example.test", "username": "office@example.test",
            ]
            return [Question("credential/1", account.text)]
        case "settings.check/1": return [Question("settings.check/1", "", Household.settings(subject, "admin").text)]
        default: return [Question(verb, [])]
        }
    }
}
