import Core
import Store

/// What a client asks to be sent (RFC 8621 7.5), checked against the email and the identity.
struct SubmissionDraft {
    /// The most recipients of one message.
    static let maxRecipients = 1000
    let submission: Submission

    init(_ object: [String: JSON], _ call: Call, _ scope: Scope, _ transaction: Transaction, preference: [String: JSON]) throws {
        let sql = transaction.sql
        var reader = PropertyReader(object)
        let identityText = reader.string("identityId").map(call.resolved) ?? ""
        let emailText = reader.string("emailId").map(call.resolved) ?? ""
        let hold = reader.int("holdSeconds", in: 0...30)
        let envelope = reader.json("envelope")
        let repliesTo = reader.string("repliesTo").map(call.resolved)
        let forwards = reader.string("forwards").map(call.resolved)
        try reader.finish()
        guard let id = IdentityID(identityText), let identity = try IdentityTable.get(sql, id), scope.ids.contains(identity.account) else {
            throw SetError.property("identityId", "There is no such identity.")
        }
        guard let emailID = EmailID(emailText), let row = try EmailRow.get(sql, [emailID], accounts: scope.ids)[emailID] else {
            throw SetError.property("emailId", "There is no such email.")
        }
        guard row.account == identity.account else {
            throw SetError.property("identityId", "The email and the identity belong to different accounts.")
        }
        guard row.from.count == 1 else {
            throw SetError("invalidEmail", "The email has no single sender.", members: ["properties": ["from"]])
        }
        guard SubmissionDraft.may(identity, sendAs: row.from[0].email) else {
            throw SetError("forbiddenFrom", "The email is not from \(identity.email).")
        }
        let (mailFrom, recipients, delay) = try SubmissionDraft.envelope(envelope, identity, row, now: transaction.now)
        let seconds = delay ?? Double(hold ?? preference["undoSendSeconds"]?.int ?? 0)
        var one = Submission(
            account: row.account, identity: identity.id, email: row.id, thread: row.thread, mailFrom: mailFrom, rcptTo: recipients,
            sendAt: transaction.now.adding(seconds: seconds))
        let links = try DraftLinks.get(sql, draft: row.id)
        one.repliesTo = try SubmissionDraft.mine(repliesTo, "repliesTo", scope, sql) ?? links.repliesTo ?? SubmissionDraft.parent(row, sql)
        one.forwards = try SubmissionDraft.mine(forwards, "forwards", scope, sql) ?? links.forwards
        submission = one
    }

    private static func may(_ identity: Identity, sendAs email: String) -> Bool {
        let mine = identity.email.lowercased()
        let from = email.lowercased()
        return mine == from || mine.hasPrefix("*@") && from.hasSuffix(mine.dropFirst(1))
    }

    private static func mine(_ text: String?, _ name: String, _ scope: Scope, _ sql: any SQLConnection) throws -> EmailID? {
        guard let text else { return nil }
        guard let id = EmailID(text), try EmailRow.get(sql, [id], accounts: scope.ids)[id] != nil else {
            throw SetError.property(name, "There is no such email.")
        }
        return id
    }

    /// The email that this one answers, as its header says.
    private static func parent(_ row: EmailRow, _ sql: any SQLConnection) throws(Failure) -> EmailID? {
        guard let messageID = row.inReplyTo.first else { return nil }
        return try EmailTable.find(sql, account: row.account, messageID: messageID)
    }

    private static func envelope(
        _ json: JSON?, _ identity: Identity, _ row: EmailRow, now: Timestamp
    ) throws(SetError) -> (mailFrom: String, recipients: [String], delay: Double?) {
        var mailFrom = row.from[0].email
        var wanted = (row.to + row.cc + row.bcc).map(\.email)
        var delay: Double?
        if let json, !json.isNull {
            guard let from = json["mailFrom"]?["email"]?.string, let to = json["rcptTo"]?.array else {
                throw .property("envelope", "It has mailFrom and rcptTo.")
            }
            guard from.isEmpty || may(identity, sendAs: from) else {
                throw SetError("forbiddenMailFrom", "The envelope is not from \(identity.email).")
            }
            mailFrom = from
            wanted = []
            for one in to {
                guard let email = one["email"]?.string else { throw .property("envelope", "A recipient has an email.") }
                wanted.append(email)
            }
            delay = try self.delay(json["mailFrom"]?["parameters"], now: now)
        }
        var seen: Set<String> = []
        let recipients = wanted.filter { seen.insert($0.lowercased()).inserted }
        guard !recipients.isEmpty else { throw SetError("noRecipients", "The message has no recipients.") }
        guard recipients.count <= maxRecipients else {
            throw SetError(
                "tooManyRecipients", "The message has more than \(maxRecipients) recipients.",
                members: ["maxRecipients": .int(Int64(maxRecipients))])
        }
        let wrong = recipients.filter { !AddressJSON.isDeliverable($0) }
        guard wrong.isEmpty else {
            throw SetError(
                "invalidRecipients", "These are no addresses: \(wrong.prefix(5).joined(separator: ", "))",
                members: ["invalidRecipients": .array(wrong.map { .string($0) })])
        }
        guard mailFrom.isEmpty || AddressJSON.isDeliverable(mailFrom) else { throw .property("envelope", "The sender is no address.") }
        return (mailFrom, recipients, delay)
    }

    /// HOLDFOR and HOLDUNTIL of RFC 4865, in seconds from now.
    private static func delay(_ json: JSON?, now: Timestamp) throws(SetError) -> Double? {
        guard let json, !json.isNull else { return nil }
        guard let parameters = json.object else { throw .property("envelope", "“parameters” is an object.") }
        var delay: Double?
        for (name, value) in parameters {
            switch name.uppercased() {
            case "HOLDFOR":
                guard let seconds = value.string.flatMap({ Int64($0) }), (0...Int64(Capability.maxDelayedSend)).contains(seconds) else {
                    throw .property("envelope", "HOLDFOR is a number of seconds, at most \(Capability.maxDelayedSend).")
                }
                delay = Double(seconds)
            case "HOLDUNTIL":
                guard let time = value.string.flatMap(UTCDate.time) else { throw .property("envelope", "HOLDUNTIL is a time.") }
                let seconds = Double(time.milliseconds - now.milliseconds) / 1000
                guard seconds <= Double(Capability.maxDelayedSend) else { throw .property("envelope", "HOLDUNTIL is too far away.") }
                delay = max(0, seconds)
            default: throw .property("envelope", "The parameter “\(name.prefix(40))” is not offered.")
            }
        }
        return delay
    }
}
