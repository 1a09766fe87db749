public import Core

/// How one method call fails (RFC 8620 3.6.2): the arguments of an `error` response.
public struct MethodError: Error, Sendable, Equatable {
    /// The error type, such as `invalidArguments`.
    public let type: String
    /// A sentence for whoever wrote the client; empty when the type says it all.
    public let description: String
    /// Further members that the type defines.
    public let members: [String: JSON]

    /// An error of a type.
    public init(_ type: String, _ description: String = "", members: [String: JSON] = [:]) {
        self.type = type
        self.description = description
        self.members = members
    }

    /// A failure of the house as a method error; what only the log may know stays out of it.
    public init(_ failure: Failure) {
        self.init(failure.kind.jmapType, failure.message.isEmpty ? failure.kind.words : failure.message)
    }

    /// The `arguments` of the `error` response.
    public var json: JSON {
        var out = members
        out["type"] = .string(type)
        if !description.isEmpty { out["description"] = .string(description) }
        return .object(out)
    }

    static func invalid(_ description: String) -> MethodError { MethodError("invalidArguments", description) }
    static let accountNotFound = MethodError("accountNotFound")
    static let stateMismatch = MethodError("stateMismatch")
    static let cannotCalculateChanges = MethodError("cannotCalculateChanges")
}
