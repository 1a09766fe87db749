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
                + (manifest.uses.contains { $0.verb == "route.body/1" }
                    ? [.route("PUT", "/", large: "1"), .route("PUT", "/", large: "none")] : [])
        case "hook/1":
            return manifest.hooks.map { Question("hook/1", $0, Questions.facts(ofHook: $0).text) }
        case "action/1":
            let facts: JSON = ["user": "u1", "email": Questions.email]
            return [Question("action/1", "no-such-action", facts.text)]
        case "event/1":
            return manifest.events.enumerated().map { number, event in
                // All that any event tells; a plugin leaves alone what it does not know.
                let facts: JSON = [
                    "user": "u1", "accountId": "a1", "id": "e1", "emailId": "e1", "threadId": "t1", "mailboxIds": ["m1": true],
                    "keywords": ["$seen": true], "added": ["$seen"], "removed": ["$flagged"], "change": "updated", "scope": "user:u1",
                    "state": "42", "at": "2026-11-22T09:00:00Z",
                ]
                return Question("event/1", "\(number + 1)", event, facts.text)
            }
        case "job/1": return (subject.members["jobs"]?.object ?? [:]).keys.sorted().map { Question("job/1", $0) }
        case "credential/1":
            let account: JSON = [
                "id": "a1", "user": "u1", "name": "Work", "email": "office@example.test", "username": "office@example.test",
                "provider": "imap.example.test", "purpose": "imap",
            ]
            return [Question("credential/1", account.text)]
        case "settings.check/1": return [Question("settings.check/1", "", Household.settings(subject, "admin").text)]
        default: return [Question(verb, [])]
        }
    }

    /// What a server tells with a hook.
    static func facts(ofHook hook: String) -> JSON {
        let server: JSON = ["host": "mail.example.test", "port": 993, "tls": "implicit"]
        let draft: JSON = [
            "subject": "Hello", "to": [["name": "", "email": "survey@example.test"]], "cc": [], "bcc": [], "text": "Hello",
        ]
        switch hook {
        case "mail.compose": return ["user": "u1", "mode": "reply", "emailId": "e1", "draft": draft]
        case "mail.send": return ["user": "u1", "email": email, "identityId": "i1", "envelope": nil]
        case "mail.ingest":
            return ["user": "u1", "accountId": "a1", "mailbox": ["id": "m1", "role": "inbox"], "emails": [email, email]]
        case "account.connect":
            return ["user": "u1", "email": "office@example.test", "name": "Work", "imap": server, "smtp": server]
        case "search.expand": return ["user": "u1", "texts": ["invoice"]]
        default: return ["user": "u1", "email": email]
        }
    }
}
