import Core
import Mail
import Store

extension Method {
    /// Email/reply: what a reply or a forward begins with, by the one reply planner.
    static let emailReply = Method("Email/reply", capability: Capability.vendor) { call in
        let id = call.resolved(try call.arguments.required("emailId", try call.arguments.string("emailId")))
        guard let mode = ReplyPlanner.Mode(rawValue: try call.arguments.string("mode") ?? "") else {
            throw MethodError.invalid("“mode” is one of reply, replyAll, forward.")
        }
        let (account, found, identities) = try await call.read { sql, scope in
            guard let id = EmailID(id), let row = try EmailRow.get(sql, [id], accounts: scope.ids)[id] else {
                throw MethodError("notFound", "There is no such email.")
            }
            return (scope.id, row, try IdentityTable.all(sql, account: row.account))
        }
        let raw = try await Messages(call.house).bytes(found.id, blob: found.blob)
        let message = MessageParser.parse(raw)
        func body(_ parts: [MimePart], _ type: String) -> String? {
            let ids = parts.filter { $0.type == type }.compactMap(\.partId)
            guard !ids.isEmpty else { return nil }
            return MessageParser.parts(raw, ids).map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "\n")
        }
        let plan = ReplyPlanner.plan(
            mode,
            ReplyPlanner.Original(
                header: message.header, html: body(message.bodies.html, "text/html"), text: body(message.bodies.text, "text/plain")),
            identities: identities.map { ReplyPlanner.Identity(id: $0.id.description, email: $0.email) })
        let parts = BodyPartJSON(
            properties: try EmailProperties(Arguments([:])), blob: found.id.description, top: message.header.block, raw: raw)
        // A reply keeps the pictures of its quote, a forward everything.
        let files = message.bodies.attachments.filter { mode == .forward || $0.cid.map { plan.quoteHtml.contains("cid:\($0)") } ?? false }
        func people(_ list: [Address]) -> JSON { .array(list.map(\.json)) }
        func texts(_ list: [String]) -> JSON { list.isEmpty ? nil : .array(list.map { .string($0) }) }
        let draft: JSON = [
            "identityId": plan.identityId.map { .string($0) } ?? nil, "accountId": .string(found.account.description),
            "to": people(plan.to),
            "cc": people(plan.cc), "subject": .string(plan.subject), "inReplyTo": texts(plan.inReplyTo),
            "references": texts(plan.references),
            "quoteHtml": .string(plan.quoteHtml), "quoteText": .string(plan.quoteText),
            "attachments": .array(files.map { parts.json($0, isTop: false) }),
        ]
        let changed = await ComposeHook.changed(draft, mode: mode.rawValue, email: found.id.description, call)
        return ["accountId": .string(account), "draft": changed]
    }
}
