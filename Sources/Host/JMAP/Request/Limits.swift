import Core

/// The limits of the core capability (RFC 8620 2), advertised and enforced.
public struct Limits: Sendable {
    /// Octets of one upload.
    public var maxSizeUpload = 50_000_000
    /// Uploads at once for one user.
    public var maxConcurrentUpload = 4
    /// Octets of one request.
    public var maxSizeRequest = 10_000_000
    /// Requests at once for one user.
    public var maxConcurrentRequests = 20
    /// Method calls in one request.
    public var maxCallsInRequest = 32
    /// Ids in one `/get`.
    public var maxObjectsInGet = 1000
    /// Creates, updates and destroys in one `/set`.
    public var maxObjectsInSet = 500
    /// Ids that one `/query` returns.
    public var maxObjectsInQuery = 1000
    /// Conditions in one filter, operators included.
    public var maxConditions = 256

    /// The limits of this server.
    public init() {}

    var json: JSON {
        [
            "maxSizeUpload": .int(Int64(maxSizeUpload)), "maxConcurrentUpload": .int(Int64(maxConcurrentUpload)),
            "maxSizeRequest": .int(Int64(maxSizeRequest)), "maxConcurrentRequests": .int(Int64(maxConcurrentRequests)),
            "maxCallsInRequest": .int(Int64(maxCallsInRequest)), "maxObjectsInGet": .int(Int64(maxObjectsInGet)),
            "maxObjectsInSet": .int(Int64(maxObjectsInSet)), "collationAlgorithms": ["i;unicode-casemap"],
        ]
    }
}
