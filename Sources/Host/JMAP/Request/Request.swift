import Core

/// A JMAP request (RFC 8620 3.3), checked for shape.
struct Request {
    /// One method call: name, arguments, the client's id.
    struct Invocation {
        let name: String
        let arguments: [String: JSON]
        let id: String
    }

    let using: Set<String>
    let calls: [Invocation]
    let createdIDs: [String: String]?

    /// Reads a request; throws `notRequest`, `unknownCapability` or `limit`.
    init(_ json: JSON, limits: Limits) throws(RequestProblem) {
        guard let members = json.object else { throw RequestProblem(.notRequest, "A request is an object.") }
        guard let named = members["using"]?.array else { throw RequestProblem(.notRequest, "“using” is not an array of capabilities.") }
        var using: Set<String> = []
        for name in named {
            guard let name = name.string else { throw RequestProblem(.notRequest, "“using” is not an array of capabilities.") }
            guard Capability.known.contains(name) else {
                throw RequestProblem(.unknownCapability, "The capability “\(name.prefix(200))” is not offered here.")
            }
            using.insert(name)
        }
        guard let listed = members["methodCalls"]?.array else {
            throw RequestProblem(.notRequest, "“methodCalls” is not an array of calls.")
        }
        guard listed.count <= limits.maxCallsInRequest else {
            throw RequestProblem(.limit, "More than \(limits.maxCallsInRequest) calls in one request.", limit: "maxCallsInRequest")
        }
        var calls: [Invocation] = []
        for call in listed {
            guard let parts = call.array, parts.count == 3, let name = parts[0].string, let arguments = parts[1].object,
                let id = parts[2].string
            else {
                throw RequestProblem(.notRequest, "A call is an array of a name, an object of arguments and an id.")
            }
            calls.append(Invocation(name: name, arguments: arguments, id: id))
        }
        switch members["createdIds"] {
        case nil: createdIDs = nil
        case .object(let ids)?:
            var read: [String: String] = [:]
            for (key, id) in ids {
                guard let id = id.string else { throw RequestProblem(.notRequest, "“createdIds” is not a map of ids.") }
                read[key] = id
            }
            createdIDs = read
        default: throw RequestProblem(.notRequest, "“createdIds” is not a map of ids.")
        }
        self.using = using
        self.calls = calls
    }
}
