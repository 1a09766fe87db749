import Core

/// Hook `mail.compose`: what a plugin would change about a reply or a forward before its writer sees it.
enum ComposeHook {
    /// The draft with what plugins changed: its subject, who gets it, and the text it begins with.
    static func changed(_ draft: JSON, mode: String, email: String, _ call: Call) async -> JSON {
        let hooks = call.house.hooks
        guard hooks.isWanted("mail.compose") else { return draft }
        var shown = draft
        // Quotes may be long, and who wants them can ask for the email.
        for name in ["quoteHtml", "quoteText", "attachments"] { shown[name] = nil }
        let answers = await hooks.ask(
            "mail.compose", ["user": .string("\(call.user)"), "mode": .string(mode), "emailId": .string(email), "draft": shown])
        var out = draft
        for answer in answers {
            let patch = answer.answer["draft"]
            if let subject = patch?["subject"]?.string, subject.utf8.count <= 998,
                !subject.unicodeScalars.contains(where: { $0.value < 32 })
            {
                out["subject"] = .string(subject)
            }
            for field in ["to", "cc", "bcc"] {
                guard let list = patch?[field]?.array, list.count <= 100, list.allSatisfy(isPerson) else { continue }
                out[field] = .array(list)
            }
            if let text = patch?["text"]?.string, text.utf8.count <= 65_536 { out["text"] = .string(text) }
        }
        return out
    }

    private static func isPerson(_ json: JSON) -> Bool {
        guard let email = json["email"]?.string, AddressJSON.isDeliverable(email) else { return false }
        return json["name"].map { $0.isNull || $0.string.map { !$0.unicodeScalars.contains { $0.value < 32 } } ?? false } ?? true
    }
}
