import MailFlowPlugin

/// The request of a list that is left by mail, sent through the account the list writes to.
struct MailRequest {
    let host: Host
    let user: String

    /// What became of a request.
    enum Fate { case pending, sent, refused(Trouble, String) }

    /// Writes and sends the mail. The memory says so, or why not.
    func send(_ request: Mailto, for list: ListMail) async throws(Failure) -> Memory {
        let account = JSON.string(list.account)
        let found = try await host.jmap(
            user,
            [
                ["Identity/get", ["accountId": account, "ids": nil], "i"],
                ["Mailbox/get", ["accountId": account, "ids": nil, "properties": ["id", "role"]], "m"],
            ])
        let identities = answer("i", found)?["list"]?.array ?? []
        let mailboxes = answer("m", found)?["list"]?.array ?? []
        guard
            let identity = identities.first(where: { list.recipients.contains($0["email"]?.string?.lowercased() ?? "") })
                ?? identities.first,
            let from = identity["email"]?.string, let identityId = identity["id"]?.string
        else { return .failed(.mail, .noAddress) }
        func mailbox(_ role: String) -> String? { mailboxes.first { $0["role"]?.string == role }?["id"]?.string }
        guard let drafts = mailbox("drafts") else { return .failed(.mail, .noDrafts) }

        var after: [String: JSON] = ["keywords/$draft": nil, "mailboxIds/\(drafts)": nil]
        if let sent = mailbox("sent") { after["mailboxIds/\(sent)"] = true }
        let email: JSON = [
            "mailboxIds": .object([drafts: true]), "keywords": ["$draft": true, "$seen": true],
            "from": [["name": identity["name"] ?? nil, "email": .string(from)]], "to": [["email": .string(request.address)]],
            "subject": .string(request.subject.isEmpty ? "unsubscribe" : request.subject),
            "bodyValues": ["text": ["value": .string(request.body.isEmpty ? "unsubscribe" : request.body)]],
            "textBody": [["partId": "text", "type": "text/plain"]],
        ]
        let answers = try await host.jmap(
            user,
            [
                ["Email/set", ["accountId": account, "create": ["request": email]], "e"],
                [
                    "EmailSubmission/set",
                    [
                        "accountId": account,
                        "create": ["send": ["identityId": .string(identityId), "emailId": "#request", "holdSeconds": 0]],
                        "onSuccessUpdateEmail": ["#send": .object(after)],
                    ], "s",
                ],
            ])
        guard answer("e", answers)?["created"]?["request"]?["id"]?.string != nil else {
            host.log(.warning, "Email/set: \(answer("e", answers)?.text ?? answers.first?.text ?? "no answer")")
            return .failed(.mail, .notWritten)
        }
        guard let submission = answer("s", answers)?["created"]?["send"]?["id"]?.string else {
            host.log(.warning, "EmailSubmission/set: \(answer("s", answers)?.text ?? "no answer")")
            return .failed(.mail, .notSent)
        }
        return Memory(state: .done, way: .mail, day: .today, submission: .init(account: list.account, id: submission))
    }

    /// What became of a request that was given to the server.
    func fate(of sent: Memory.Submission) async throws(Failure) -> Fate {
        let answers = try await host.jmap(
            user, [["EmailSubmission/get", ["accountId": .string(sent.account), "ids": [.string(sent.id)]], "s"]])
        guard let submission = answer("s", answers)?["list"]?.array?.first else { return .sent }
        if let failure = submission["failure"]?["message"]?.string { return .refused(.bounced, failure) }
        switch submission["undoStatus"]?.string {
        case "pending": return .pending
        case "canceled": return .refused(.calledBack, "")
        default: return .sent
        }
    }

    /// The arguments of the answer to a call; nil when it is an error.
    private func answer(_ id: String, _ answers: [JSON]) -> JSON? {
        answers.first { $0.array?.count == 3 && $0.array?[2].string == id && $0.array?[0].string != "error" }?.array?[1]
    }
}
