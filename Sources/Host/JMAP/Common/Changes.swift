import Core
import Store

/// The answer to a `/changes` call (RFC 8620 5.2), out of the journal.
enum Changes {
    /// Answers for a type whose objects have ids made by `name`.
    static func answer(_ call: Call, _ type: DataType, name: @escaping @Sendable (Int64) -> String) async throws -> JSON {
        let since = try call.arguments.required("sinceState", try call.arguments.string("sinceState"))
        let asked = try call.arguments.count("maxChanges")
        if asked == 0 { throw MethodError.invalid("“maxChanges” is zero.") }
        let most = min(asked ?? 5000, 5000)
        return try await call.read { sql, scope in
            let step = try self.step(since, most, type, scope, sql)
            return [
                "accountId": .string(scope.id), "oldState": .string(since), "newState": .string("\(step.seq)"),
                "hasMoreChanges": .bool(step.more),
                "created": .array(step.created.map { .string(name($0)) }), "updated": .array(step.updated.map { .string(name($0)) }),
                "destroyed": .array(step.destroyed.map { .string(name($0)) }),
            ]
        }
    }

    /// What happened after a state, each object once.
    struct Step {
        var seq: Int64
        var more = false
        var created: [Int64] = []
        var updated: [Int64] = []
        var destroyed: [Int64] = []
    }

    /// Reads on from a state; throws `cannotCalculateChanges` when it is not a state that can be read on from.
    static func step(_ since: String, _ most: Int, _ type: DataType, _ scope: Scope, _ sql: any SQLConnection) throws -> Step {
        let now = try scope.seq(type, sql)
        guard let start = Int64(since), start >= 0, start <= now else { throw MethodError.cannotCalculateChanges }
        if start == now { return Step(seq: now) }
        guard start >= (try Journal.horizon(sql, user: scope.user)) else { throw MethodError.cannotCalculateChanges }
        let entries = try scope.entries(type, after: start, limit: most + 1, sql)
        var step = Step(seq: now)
        if entries.count > most {
            step.more = true
            step.seq = entries[most - 1].seq
        }
        var first: [Int64: ChangeKind] = [:]
        var last: [Int64: ChangeKind] = [:]
        var order: [Int64] = []
        for entry in entries.prefix(most) {
            if first[entry.object] == nil {
                first[entry.object] = entry.change
                order.append(entry.object)
            }
            last[entry.object] = entry.change
        }
        for id in order {
            switch (first[id]!, last[id]!) {
            case (.created, .destroyed): break
            case (_, .destroyed): step.destroyed.append(id)
            case (.created, _): step.created.append(id)
            default: step.updated.append(id)
            }
        }
        return step
    }
}
