public import Core

/// Why a whole request is refused (RFC 8620 3.6.1): a problem document of RFC 7807.
public struct RequestProblem: Error, Sendable, Equatable {
    /// What is wrong, the last part of the type's URN.
    public enum Kind: String, Sendable, CaseIterable { case unknownCapability, notJSON, notRequest, limit }
    /// What is wrong.
    public let kind: Kind
    /// A sentence about it.
    public let detail: String
    /// The name of the limit that was passed, for `limit`.
    public let limit: String?

    /// A refusal.
    public init(_ kind: Kind, _ detail: String, limit: String? = nil) {
        self.kind = kind
        self.detail = detail
        self.limit = limit
    }

    /// The HTTP status: 400, or 413 and 429 for the two limits that have a status of their own.
    public var status: Int {
        switch limit {
        case "maxSizeRequest": 413
        case "maxConcurrentRequests": 429
        default: 400
        }
    }

    /// The problem document.
    public var json: JSON {
        var out: JSON = ["type": "urn:ietf:params:jmap:error:\(kind.rawValue)", "status": .int(Int64(status)), "detail": .string(detail)]
        if let limit { out["limit"] = .string(limit) }
        return out
    }
}
