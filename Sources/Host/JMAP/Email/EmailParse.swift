import Core
import Mail

extension Method {
    /// Email/parse (RFC 8621 4.9): what is in a blob that is a message, such as one attached to another.
    static let emailParse = Method("Email/parse", capability: Capability.mail) { call in
        let account = try call.accountID()
        let ids = try call.arguments.required("blobIds", try call.arguments.strings("blobIds")).map(call.resolved)
        guard ids.count <= 50 else { throw MethodError("requestTooLarge", "More than 50 blobs.") }
        var arguments = call.arguments.members
        if call.arguments["properties"] == nil {
            arguments["properties"] = .array(
                EmailProperties.usual.subtracting(["id", "threadId", "mailboxIds", "keywords", "receivedAt"]).map { .string($0) })
        }
        let properties = try EmailProperties(Arguments(arguments))
        _ = try await call.read { _, scope in scope.id }
        let maker = EmailJSON(properties: properties)
        var parsed: [String: JSON] = [:]
        var notFound: [JSON] = []
        var notParsable: [JSON] = []
        for id in ids where parsed[id] == nil {
            do throws(Failure) {
                let raw = try await call.house.blobs.open(user: call.user, account: account, blob: id).bytes
                let message = MessageParser.parse(raw)
                if message.header.block.count == 0 {
                    notParsable.append(.string(id))
                } else {
                    var object = maker.header(message, blob: id)
                    // Parts inside a part have no blob ids of their own, but of a whole message they do.
                    object.merge(maker.read(raw, blob: EmailID(id) == nil ? nil : id)) { $1 }
                    parsed[id] = .object(object)
                }
            } catch {
                guard error.kind == .notFound else { throw error }
                notFound.append(.string(id))
            }
        }
        return [
            "accountId": .string(account), "parsed": parsed.isEmpty ? nil : .object(parsed),
            "notFound": notFound.isEmpty ? nil : .array(notFound),
            "notParsable": notParsable.isEmpty ? nil : .array(notParsable),
        ]
    }

    /// Blob/copy (RFC 8620 6.3): uploads belong to the user, so that every account of theirs has them already.
    static let blobCopy = Method("Blob/copy", capability: Capability.core) { call in
        let from = try call.arguments.required("fromAccountId", try call.arguments.string("fromAccountId"))
        let ids = try call.arguments.required("blobIds", try call.arguments.strings("blobIds"))
        guard ids.count <= call.house.limits.maxObjectsInSet else { throw MethodError("requestTooLarge") }
        let to = try await call.read { _, scope in scope.id }
        let user = call.user
        let source = try await call.house.read { sql in
            do { return try Scope.of(from, user: user, sql) } catch let error as MethodError where error == .accountNotFound {
                throw MethodError("fromAccountNotFound")
            }
        }
        let there = try await call.house.read { sql in
            var there: Set<String> = []
            for id in ids where try Blobs.exists(id, source, sql) { there.insert(id) }
            return there
        }
        let copied = Dictionary(ids.filter(there.contains).map { ($0, JSON.string($0)) }) { $1 }
        let missing = Dictionary(ids.filter { !there.contains($0) }.map { ($0, SetError.notFound.json) }) { $1 }
        return [
            "fromAccountId": .string(from), "accountId": .string(to), "copied": copied.isEmpty ? nil : .object(copied),
            "notCopied": missing.isEmpty ? nil : .object(missing),
        ]
    }
}
