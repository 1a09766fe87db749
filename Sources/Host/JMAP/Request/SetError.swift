public import Core

/// Why one object of a `/set` was not created, updated or destroyed (RFC 8620 5.3).
public struct SetError: Error, Sendable, Equatable {
    /// The error type, such as `notFound`.
    public let type: String
    /// A sentence about it; empty when the type says it all.
    public let description: String
    /// Further members that the type defines.
    public let members: [String: JSON]

    /// An error of a type.
    public init(_ type: String, _ description: String = "", members: [String: JSON] = [:]) {
        self.type = type
        self.description = description
        self.members = members
    }

    /// A failure of the house as a set error.
    public init(_ failure: Failure) {
        let type =
            switch failure.kind {
            case .invalid: "invalidProperties"
            case .conflict: "forbidden"
            default: failure.kind.jmapType
            }
        self.init(type, failure.message.isEmpty ? failure.kind.words : failure.message)
    }

    /// `invalidProperties` naming the properties that are wrong.
    static func properties(_ names: [String], _ description: String = "") -> SetError {
        SetError("invalidProperties", description, members: ["properties": .array(names.sorted().map { .string($0) })])
    }

    /// `invalidProperties` naming one property.
    static func property(_ name: String, _ description: String = "") -> SetError { properties([name], description) }

    static let notFound = SetError("notFound")

    /// The SetError object.
    public var json: JSON {
        var out = members
        out["type"] = .string(type)
        if !description.isEmpty { out["description"] = .string(description) }
        return .object(out)
    }
}
