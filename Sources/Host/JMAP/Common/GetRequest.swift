import Core

/// The arguments that every `/get` has (RFC 8620 5.1), checked.
struct GetRequest {
    /// The ids asked for, each once, in order; nil: all.
    let ids: [String]?
    /// The properties asked for; nil: the usual ones.
    let properties: Set<String>?

    /// Reads them; throws `requestTooLarge` over the limit.
    init(_ call: Call) throws(MethodError) {
        var seen: Set<String> = []
        ids = try call.arguments.strings("ids")?.map(call.resolved).filter { seen.insert($0).inserted }
        if let ids, ids.count > call.house.limits.maxObjectsInGet {
            throw MethodError("requestTooLarge", "More than \(call.house.limits.maxObjectsInGet) ids.")
        }
        properties = try call.arguments.strings("properties").map { Set($0) }
    }

    /// Throws `invalidArguments` when a property is asked for that there is not.
    func check(_ known: Set<String>) throws(MethodError) {
        guard let unknown = properties?.subtracting(known).min() else { return }
        throw .invalid("There is no property “\(unknown.prefix(100))”.")
    }

    /// Whether a property is asked for. `id` always is.
    func wants(_ property: String) -> Bool { property == "id" || properties?.contains(property) ?? true }

    /// The object with only what was asked for.
    func cut(_ object: [String: JSON]) -> JSON { properties == nil ? .object(object) : .object(object.filter { wants($0.key) }) }

    /// The response, from every object by id: `all` in order, of which `ids` are picked.
    func answer(account: String, state: String, _ all: [(id: String, object: [String: JSON])]) -> JSON {
        guard let ids else {
            return [
                "accountId": .string(account), "state": .string(state), "list": .array(all.map { cut($0.object) }), "notFound": [],
            ]
        }
        let byID = Dictionary(all.map { ($0.id, $0.object) }) { $1 }
        return [
            "accountId": .string(account), "state": .string(state), "list": .array(ids.compactMap { byID[$0].map(cut) }),
            "notFound": .array(ids.filter { byID[$0] == nil }.map { .string($0) }),
        ]
    }
}
