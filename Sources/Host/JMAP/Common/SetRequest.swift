import Core

/// The arguments that every `/set` has (RFC 8620 5.3), checked, and its response as it grows.
struct SetRequest: Sendable {
    let ifInState: String?
    let create: [(id: String, object: [String: JSON])]
    let update: [(id: String, patch: [String: JSON])]
    let destroy: [String]
    private(set) var created: [String: JSON] = [:]
    private(set) var updated: [String: JSON] = [:]
    private(set) var destroyed: [String] = []
    private(set) var notCreated: [String: JSON] = [:]
    private(set) var notUpdated: [String: JSON] = [:]
    private(set) var notDestroyed: [String: JSON] = [:]

    /// Reads them; throws `requestTooLarge` over the limit.
    init(_ call: Call) throws(MethodError) {
        ifInState = try call.arguments.string("ifInState")
        create = try SetRequest.objects("create", call)
        update = try SetRequest.objects("update", call).map { (call.resolved($0.id), $0.object) }
        var seen: Set<String> = []
        destroy = (try call.arguments.strings("destroy") ?? []).map(call.resolved).filter { seen.insert($0).inserted }
        guard create.count + update.count + destroy.count <= call.house.limits.maxObjectsInSet else {
            throw MethodError("requestTooLarge", "More than \(call.house.limits.maxObjectsInSet) objects.")
        }
    }

    private static func objects(_ name: String, _ call: Call) throws(MethodError) -> [(id: String, object: [String: JSON])] {
        var out: [(id: String, object: [String: JSON])] = []
        for (id, value) in try call.arguments.object(name) ?? [:] {
            guard let object = value.object else { throw .invalid("“\(name)” is not a map of objects.") }
            out.append((id, object))
        }
        return out.sorted { $0.id < $1.id }
    }

    /// Throws `stateMismatch` unless the state is the one the client expects.
    func check(state: String) throws(MethodError) {
        if let ifInState, ifInState != state { throw .stateMismatch }
    }

    mutating func created(_ id: String, _ object: JSON) { created[id] = object }
    mutating func updated(_ id: String, _ changes: JSON = nil) { updated[id] = changes }
    mutating func destroyed(_ id: String) { destroyed.append(id) }
    mutating func notCreated(_ id: String, _ error: SetError) { notCreated[id] = error.json }
    mutating func notUpdated(_ id: String, _ error: SetError) { notUpdated[id] = error.json }
    mutating func notDestroyed(_ id: String, _ error: SetError) { notDestroyed[id] = error.json }

    /// Whether everything asked for was done.
    var isClean: Bool { notCreated.isEmpty && notUpdated.isEmpty && notDestroyed.isEmpty }

    /// The response.
    func outcome(account: String, oldState: String, newState: String) -> Outcome {
        func some(_ map: [String: JSON]) -> JSON { map.isEmpty ? nil : .object(map) }
        var outcome = Outcome([
            "accountId": .string(account), "oldState": .string(oldState), "newState": .string(newState), "created": some(created),
            "updated": some(updated), "destroyed": destroyed.isEmpty ? nil : .array(destroyed.map { .string($0) }),
            "notCreated": some(notCreated), "notUpdated": some(notUpdated), "notDestroyed": some(notDestroyed),
        ])
        outcome.created = created.compactMapValues { $0["id"]?.string }
        return outcome
    }

    /// An error as a set error; throws on what is no fault of one object.
    static func error(_ error: any Error) throws -> SetError {
        switch error {
        case let error as SetError: return error
        case let failure as Failure where failure.kind != .failed && failure.kind != .unavailable: return SetError(failure)
        default: throw error
        }
    }
}
