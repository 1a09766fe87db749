/// The one way anything fails between plugin and host. `detail` is a line for the log; people never see it.
public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The ten kinds of the ABI.
    public enum Kind: Int32, Sendable {
        /// A fault on the side that answered.
        case failed = -1
        /// The arguments break the verb's description.
        case invalid = -2
        /// No such verb, or not this version of it.
        case unsupported = -3
        /// Not granted, or not this user's to see.
        case denied = -4
        /// There is no such thing.
        case notFound = -5
        /// Changed since it was read.
        case conflict = -6
        /// A server elsewhere did not play along: try later.
        case unavailable = -7
        /// No answer in time.
        case timeout = -8
        /// The asker gave up.
        case cancelled = -9
        /// Over a limit.
        case tooLarge = -10
    }

    /// What sort of failure.
    public let kind: Kind
    /// One line for the log.
    public let detail: String

    /// A failure.
    public init(_ kind: Kind, _ detail: String = "") {
        self.kind = kind
        self.detail = detail
    }

    /// `kind: detail`
    public var description: String { "\(kind): \(detail)" }

    /// Any error as one of the ten kinds.
    init(_ error: any Error) {
        if let failure = error as? Failure {
            self = failure
        } else if error is CancellationError {
            self.init(.cancelled, "cancelled")
        } else {
            self.init(.failed, "\(error)")
        }
    }
}
