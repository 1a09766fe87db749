import Core
import Store

extension Method {
    /// SearchSnippet/get (RFC 8621 5.1): subject and preview with what was searched for marked.
    static let searchSnippetGet = Method("SearchSnippet/get", capability: Capability.mail) { call in
        let ids = try call.arguments.required("emailIds", try call.arguments.strings("emailIds")).map(call.resolved)
        guard ids.count <= call.house.limits.maxObjectsInGet else { throw MethodError("requestTooLarge") }
        return try await call.read { sql, scope in
            let filter = try FilterReader.read(call.arguments["filter"], try Folders(scope, sql), call.house.limits)
            let subject = Highlighter(filter, fields: [.subject])
            let preview = Highlighter(filter, fields: [.body])
            let rows = try EmailRow.get(sql, ids.compactMap { EmailID($0) }, accounts: scope.ids)
            var list: [JSON] = []
            var missing: [JSON] = []
            var seen: Set<String> = []
            for id in ids where seen.insert(id).inserted {
                guard let row = EmailID(id).flatMap({ rows[$0] }) else {
                    missing.append(.string(id))
                    continue
                }
                list.append([
                    "emailId": .string(id), "subject": subject.marked(row.subject).map { .string($0) } ?? nil,
                    "preview": preview.marked(row.preview).map { .string($0) } ?? nil,
                ])
            }
            return ["accountId": .string(scope.id), "list": .array(list), "notFound": missing.isEmpty ? nil : .array(missing)]
        }
    }
}
