import Core
import Foundation
import Mail
import Store

extension Method {
    /// Email/import (RFC 8621 4.8): blobs become emails.
    static let emailImport = Method("Email/import", Capability.mail) { call in
        let ifInState = try call.arguments.string("ifInState")
        let wanted = try call.arguments.required("emails", try call.arguments.object("emails"))
        guard wanted.count <= call.house.limits.maxObjectsInSet else { throw MethodError("requestTooLarge") }
        let account = try call.accountID()
        var items: [(id: String, message: Result<NewMessage, any Error>)] = []
        for (id, json) in wanted.sorted(by: { $0.key < $1.key }) {
            let message: Result<NewMessage, any Error>
            do {
                guard let object = json.object else { throw MethodError.invalid("“emails” is not a map of objects.") }
                message = .success(try await EmailSource.imported(object, account, call))
            } catch let error as SetError { message = .failure(error) }
            items.append((id, message))
        }
        return try await EmailSource.store(items, ifInState: ifInState, call)
    }

    /// Email/copy (RFC 8621 4.7): emails of one account become emails of another.
    static let emailCopy = Method("Email/copy", Capability.mail) { call in
        let from = try call.arguments.required("fromAccountId", try call.arguments.string("fromAccountId"))
        guard from != (try call.accountID()) else { throw MethodError.invalid("The two accounts are the same.") }
        let ifInState = try call.arguments.string("ifInState")
        let ifFromInState = try call.arguments.string("ifFromInState")
        let destroys = try call.arguments.bool("onSuccessDestroyOriginal") ?? false
        let wanted = try call.arguments.required("create", try call.arguments.object("create"))
        guard wanted.count <= call.house.limits.maxObjectsInSet else { throw MethodError("requestTooLarge") }
        let user = call.user
        let (source, state) = try await call.house.read { sql in
            do {
                let scope = try Scope.of(from, user: user, sql)
                return (scope, try scope.state(.email, sql))
            } catch let error as MethodError where error == .accountNotFound { throw MethodError("fromAccountNotFound") }
        }
        if let ifFromInState, ifFromInState != state { throw MethodError.stateMismatch }
        var items: [(id: String, message: Result<NewMessage, any Error>)] = []
        var originals: [String: String] = [:]
        for (id, json) in wanted.sorted(by: { $0.key < $1.key }) {
            let message: Result<NewMessage, any Error>
            do {
                guard let object = json.object else { throw MethodError.invalid("“create” is not a map of objects.") }
                originals[id] = object["id"]?.string
                message = .success(try await EmailSource.copied(object, source, call))
            } catch let error as SetError { message = .failure(error) }
            items.append((id, message))
        }
        var outcome = try await EmailSource.store(items, ifInState: ifInState, call)
        outcome.arguments["fromAccountId"] = .string(from)
        let gone = (outcome.arguments["created"]?.object ?? [:]).keys.compactMap { originals[$0] }
        if destroys, !gone.isEmpty {
            let removal: [String: JSON] = ["accountId": .string(from), "destroy": .array(gone.sorted().map { .string($0) })]
            let follow = Call(user: call.user, arguments: Arguments(removal), created: [:], house: call.house)
            outcome.following = [("Email/set", try await Method.emailSet.run(follow).arguments)]
        }
        return outcome
    }
}

/// Where whole messages come from.
enum EmailSource {
    /// The message of one item of Email/import.
    static func imported(_ object: [String: JSON], _ account: String, _ call: Call) async throws -> NewMessage {
        var reader = PropertyReader(object)
        let blob = reader.string("blobId", max: 200) ?? ""
        let placed = try place(&reader)
        try reader.finish()
        let bytes: [UInt8]
        do throws(Failure) { bytes = try await call.house.blobs.open(user: call.user, account: account, blob: blob).bytes } catch {
            throw error.kind == .notFound ? SetError.property("blobId", "There is no such blob.") : SetError(error)
        }
        let header = HeaderParser.parse(bytes)
        guard header.block.count > 0 else { throw SetError("invalidEmail", "These bytes are no message.") }
        return NewMessage(
            content: try await keep(lineEnds(bytes), call), mailboxes: placed.mailboxes, keywords: placed.keywords,
            receivedAt: placed.receivedAt ?? header.sentAt?.time, mustBeNew: true)
    }

    /// The message of one item of Email/copy.
    static func copied(_ object: [String: JSON], _ source: Scope, _ call: Call) async throws -> NewMessage {
        var reader = PropertyReader(object)
        let id = reader.string("id").map(call.resolved).flatMap { EmailID($0) }
        let placed = try place(&reader)
        try reader.finish()
        guard let id, let row = try await call.house.read({ sql in try EmailRow.get(sql, [id], accounts: source.ids)[id] }) else {
            throw SetError.notFound
        }
        let raw: [UInt8]
        do throws(Failure) { raw = try await Messages(call.house).bytes(id, blob: row.blob) } catch { throw SetError(error) }
        return NewMessage(
            content: try await keep(raw, call), mailboxes: placed.mailboxes,
            keywords: object["keywords"] == nil ? Packed.keywords(row.keywords) : placed.keywords,
            receivedAt: placed.receivedAt ?? row.receivedAt, mustBeNew: true)
    }

    private static func keep(_ bytes: [UInt8], _ call: Call) async throws -> MessageContent {
        do throws(Failure) { return try await .keep(Data(bytes), for: call.user, in: call.house.store) } catch { throw SetError(error) }
    }

    private static func place(_ reader: inout PropertyReader) throws -> (
        mailboxes: Set<String>, keywords: Set<Keyword>, receivedAt: Timestamp?
    ) {
        let mailboxes = try EmailPatch.mailboxes(reader.json("mailboxIds") ?? .null)
        let keywords = try reader.json("keywords").map { json throws(SetError) in json.isNull ? [] : try EmailPatch.keywords(json) } ?? []
        var receivedAt: Timestamp?
        if let text = reader.string("receivedAt") {
            receivedAt = UTCDate.time(text)
            if receivedAt == nil { reader.mark("receivedAt") }
        }
        return (mailboxes, keywords, receivedAt)
    }

    /// Stores messages in one transaction; each on its own succeeds or not.
    static func store(_ items: [(id: String, message: Result<NewMessage, any Error>)], ifInState: String?, _ call: Call) async throws
        -> Outcome
    {
        let (created, notCreated, scope, oldState, touched) = try await call.write { transaction, scope in
            let oldState = try scope.state(.email, transaction.sql)
            if let ifInState, ifInState != oldState { throw MethodError.stateMismatch }
            let folders = try Folders(scope, transaction.sql)
            var created: [String: JSON] = [:]
            var notCreated: [String: JSON] = [:]
            var touched: Set<AccountID> = []
            for item in items {
                do {
                    let made = try item.message.get().stored(transaction, scope, folders)
                    created[item.id] = made.json
                    touched.insert(made.account)
                } catch { notCreated[item.id] = try SetRequest.error(error).json }
            }
            return (created, notCreated, scope, oldState, touched)
        }
        for account in touched { call.house.server.nudge(account) }
        let newState = try await call.house.read { sql in try scope.state(.email, sql) }
        var outcome = Outcome([
            "accountId": .string(scope.id), "oldState": .string(oldState), "newState": .string(newState),
            "created": created.isEmpty ? nil : .object(created), "notCreated": notCreated.isEmpty ? nil : .object(notCreated),
        ])
        outcome.created = created.compactMapValues { $0["id"]?.string }
        return outcome
    }

    /// Every line ends in CRLF, as mail servers want it.
    static func lineEnds(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + bytes.count / 40)
        var last: UInt8 = 0
        for byte in bytes {
            if byte == 10, last != 13 { out.append(13) }
            if last == 13, byte != 10 { out.append(10) }
            out.append(byte)
            last = byte
        }
        if last == 13 { out.append(10) }
        return out
    }
}
