import Core
import Store

extension Method {
    /// EmailSubmission/set (RFC 8621 7.5). What is to happen to the email on success happens when the message has been sent, so that
    /// a draft that is taken back or refused is as it was.
    static let submissionSet = Method("EmailSubmission/set", Capability.submission) { call in
        let request = try SetRequest(call)
        let onUpdate = try call.arguments.object("onSuccessUpdateEmail") ?? [:]
        let onDestroy = Set((try call.arguments.strings("onSuccessDestroyEmail") ?? []))
        let opinions = try await SendingHook.ask(call, request)
        let done = try await call.write { transaction, scope in
            let oldState = try scope.state(.submission, transaction.sql)
            try request.check(state: oldState)
            let emailState = try scope.state(.email, transaction.sql)
            var work = SubmissionWork(
                transaction: transaction, scope: scope, call: call, onUpdate: onUpdate, onDestroy: onDestroy, opinions: opinions,
                after: AfterSending(state: emailState),
                folders: try Folders(scope, transaction.sql), preference: try Preference.object(transaction.sql, scope.user))
            let set = work.run(request)
            return (set: try set.get(), after: work.after, touched: work.touched, scope: scope, oldState: oldState)
        }
        for account in done.touched { call.house.server.nudge(account) }
        let newState = try await call.house.read { sql in try done.scope.state(.submission, sql) }
        var outcome = done.set.outcome(account: done.scope.id, oldState: done.oldState, newState: newState)
        if !onUpdate.isEmpty || !onDestroy.isEmpty { outcome.following = [("Email/set", done.after.json(account: done.scope.id))] }
        return outcome
    }
}

/// What the implicit Email/set of RFC 8621 7.5 answers: changes that are taken on and will be made when the message is out.
struct AfterSending: Sendable {
    let state: String
    var updated: [String] = []
    var destroyed: [String] = []
    var notUpdated: [String: SetError] = [:]

    func json(account: String) -> JSON {
        [
            "accountId": .string(account), "oldState": .string(state), "newState": .string(state), "created": nil, "notCreated": nil,
            "updated": updated.isEmpty ? nil : .object(Dictionary(updated.map { ($0, .null) }) { $1 }),
            "destroyed": destroyed.isEmpty ? nil : .array(destroyed.map { .string($0) }),
            "notUpdated": notUpdated.isEmpty ? nil : .object(notUpdated.mapValues(\.json)), "notDestroyed": nil,
        ]
    }
}

/// The work of one EmailSubmission/set in its transaction.
struct SubmissionWork {
    let transaction: Transaction
    let scope: Scope
    let call: Call
    let onUpdate: [String: JSON]
    let onDestroy: Set<String>
    let opinions: [String: SendingHook.Opinion]
    var after: AfterSending
    let folders: Folders
    let preference: [String: JSON]
    var touched: Set<AccountID> = []

    mutating func run(_ request: SetRequest) -> Result<SetRequest, any Error> {
        Result { try work(request) }
    }

    private mutating func work(_ request: SetRequest) throws -> SetRequest {
        var set = request
        for item in request.create {
            do {
                var one = try SubmissionDraft(item.object, call, scope, transaction, preference: preference).submission
                if let veto = opinions[item.id]?.veto { throw SetError("forbiddenToSend", veto) }
                if let headers = opinions[item.id]?.headers, !headers.isEmpty { one.headers = .object(headers) }
                let note = try onSuccess("#" + item.id, one)
                one.onSuccess = note.patch
                one.id = try SubmissionTable.add(transaction, one)
                accept(note, one)
                touched.insert(one.account)
                set.created(
                    item.id,
                    [
                        "id": .string(one.id.description), "threadId": .string(one.thread.description),
                        "sendAt": .string(UTCDate.text(one.sendAt)),
                        "undoStatus": "pending", "envelope": SubmissionJSON.object(one)["envelope"] ?? nil,
                        "deliveryStatus": SubmissionJSON.object(one)["deliveryStatus"] ?? nil, "dsnBlobIds": [], "mdnBlobIds": [],
                        "accountId": .string(one.account.description),
                    ])
            } catch { set.notCreated(item.id, try SetRequest.error(error)) }
        }
        for item in request.update {
            do {
                let one = try mine(item.id)
                guard Set(item.patch.keys) == ["undoStatus"], item.patch["undoStatus"] == "canceled" else {
                    throw SetError.properties(Array(item.patch.keys), "Only undoStatus can be changed, to canceled.")
                }
                guard one.stage == .held else { throw SetError("cannotUnsend", "The message is on its way already.") }
                do throws(Failure) { try SubmissionTable.cancel(transaction, one.id) } catch {
                    throw error.kind == .conflict ? SetError("cannotUnsend", "The message is on its way already.") : SetError(error)
                }
                touched.insert(one.account)
                set.updated(item.id)
            } catch { set.notUpdated(item.id, try SetRequest.error(error)) }
        }
        for id in request.destroy {
            do {
                let one = try mine(id)
                guard one.stage != .held, one.stage != .sending, one.stage != .committing, one.stage != .sent else {
                    throw SetError("forbidden", "The message is still on its way.")
                }
                try SubmissionTable.remove(transaction, one.id)
                set.destroyed(id)
            } catch { set.notDestroyed(id, try SetRequest.error(error)) }
        }
        return set
    }

    private func mine(_ text: String) throws -> Submission {
        guard let id = SubmissionID(text), let one = try SubmissionTable.get(transaction.sql, id), scope.ids.contains(one.account) else {
            throw SetError.notFound
        }
        return one
    }

    /// The patch to keep for a submission, its folders by their real ids.
    private func onSuccess(_ key: String, _ one: Submission) throws -> (patch: JSON, error: SetError?) {
        if onDestroy.contains(key) { return (["destroy": true], nil) }
        guard let patch = onUpdate[key] else { return ([:], nil) }
        do {
            guard let members = patch.object, let row = try EmailRow.get(transaction.sql, [one.email], accounts: scope.ids)[one.email]
            else {
                throw SetError("invalidPatch")
            }
            return (try EmailPatch(members).normal(row, folders), nil)
        } catch let error as SetError { return ([:], error) }
    }

    private mutating func accept(_ note: (patch: JSON, error: SetError?), _ one: Submission) {
        let email = one.email.description
        if let error = note.error {
            after.notUpdated[email] = error
        } else if note.patch["destroy"] == true {
            after.destroyed.append(email)
        } else if note.patch != [:] {
            after.updated.append(email)
        }
    }
}
