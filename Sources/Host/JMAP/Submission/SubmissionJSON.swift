import Core
import Store

/// EmailSubmission objects (RFC 8621 7).
enum SubmissionJSON {
    static let properties: Set<String> = [
        "id", "accountId", "identityId", "emailId", "threadId", "envelope", "sendAt", "undoStatus", "deliveryStatus", "dsnBlobIds",
        "mdnBlobIds", "failure",
        "repliesTo", "forwards",
    ]

    static func object(_ one: Submission) -> [String: JSON] {
        var delivery: [String: JSON] = [:]
        for recipient in one.rcptTo { delivery[recipient] = one.delivery[recipient] ?? status(one) }
        return [
            "id": .string(one.id.description), "accountId": .string(one.account.description),
            "identityId": .string(one.identity.description),
            "emailId": .string(one.email.description), "threadId": .string(one.thread.description),
            "envelope": [
                "mailFrom": ["email": .string(one.mailFrom), "parameters": nil],
                "rcptTo": .array(one.rcptTo.map { ["email": .string($0), "parameters": nil] }),
            ],
            "sendAt": .string(UTCDate.text(one.sendAt)), "undoStatus": .string(one.undoStatus), "deliveryStatus": .object(delivery),
            "dsnBlobIds": [],
            "mdnBlobIds": [], "failure": failure(one), "repliesTo": one.repliesTo.map { .string($0.description) } ?? nil,
            "forwards": one.forwards.map { .string($0.description) } ?? nil,
        ]
    }

    private static func status(_ one: Submission) -> JSON {
        let (reply, delivered): (String, String) =
            switch one.stage {
            case .held, .sending, .committing: ("", "queued")
            case .sent, .filed: ("250 2.0.0 Accepted", "unknown")
            case .refused: ("550 5.0.0 \(one.failure.replacing("\n", with: " "))", "no")
            case .canceled: ("", "no")
            case .unsure: ("", "unknown")
            }
        return ["smtpReply": .string(reply), "delivered": .string(delivered), "displayed": "unknown"]
    }

    /// What went wrong: a sentence, and the server's own words where it said some.
    private static func failure(_ one: Submission) -> JSON {
        switch one.stage {
        case .refused, .unsure:
            // The first line is for the writer, what follows are the words of the server.
            let lines = one.failure.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let sentence = lines.first ?? ""
            return [
                "message": .string(sentence.isEmpty ? "It is not known whether the message was sent." : sentence),
                "server": .string(lines.count > 1 ? lines[1] : ""),
            ]
        default: return nil
        }
    }
}
