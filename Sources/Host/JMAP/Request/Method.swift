public import Core

/// One JMAP method: its name, the capability that must be in `using`, and what it does.
public struct Method: Sendable {
    /// Such as `Email/query`.
    public let name: String
    /// The capability that brings it.
    public let capability: String
    let run: @Sendable (Call) async throws -> Outcome

    /// A method that answers with the arguments of its response. It may throw `MethodError` or `Failure`.
    public init(_ name: String, capability: String, run: @escaping @Sendable (Call) async throws -> JSON) {
        self.name = name
        self.capability = capability
        self.run = { Outcome(try await run($0)) }
    }

    init(_ name: String, _ capability: String, outcome: @escaping @Sendable (Call) async throws -> Outcome) {
        self.name = name
        self.capability = capability
        run = outcome
    }
}

/// What a method call came to.
struct Outcome: Sendable {
    /// The arguments of the response.
    var arguments: JSON
    /// Objects made by this call: creation id to id.
    var created: [String: String] = [:]
    /// Further responses under the same call id, name and arguments (RFC 8621 7.5).
    var following: [(name: String, arguments: JSON)] = []

    init(_ arguments: JSON) { self.arguments = arguments }
}
