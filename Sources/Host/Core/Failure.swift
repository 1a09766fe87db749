/// The one way anything in the house fails. `kind` decides what the outside sees; `detail` is for the log only.
public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The ten kinds. One table maps each to a JMAP error, an HTTP status, an ABI status and whether to try again.
    public enum Kind: String, Sendable, CaseIterable, Codable {
        /// The request is wrong and will stay wrong.
        case invalid
        /// Not allowed for this person or plugin.
        case denied
        /// There is no such thing, or it is not theirs to see.
        case notFound
        /// Changed since it was read.
        case conflict
        /// Over a stated limit.
        case tooLarge
        /// Not offered here.
        case unsupported
        /// A server elsewhere did not play along: try later.
        case unavailable
        /// No answer in time: try later.
        case timeout
        /// The asker gave up.
        case cancelled
        /// A fault of ours.
        case failed
    }

    /// What sort of failure.
    public let kind: Kind
    /// One line for the log. Never shown to a client.
    public let detail: String
    /// Words a person may see: what happened and what to do. Empty: the kind's own words.
    public let message: String
    /// Seconds after which trying again makes sense, when known.
    public let retryAfter: Double?

    /// A failure of a kind with a line for the log and, where there is something to say, words for a person.
    public init(_ kind: Kind, _ detail: String, message: String = "", retryAfter: Double? = nil) {
        self.kind = kind
        self.detail = detail
        self.message = message
        self.retryAfter = retryAfter
    }

    /// `kind: detail`, for logs.
    public var description: String { "\(kind.rawValue): \(detail)" }
}

extension Failure.Kind {
    /// Whether the same request may work later without being changed.
    public var mayRetry: Bool { self == .unavailable || self == .timeout || self == .failed }

    /// The HTTP status of this kind.
    public var httpStatus: Int {
        switch self {
        case .invalid: 400
        case .denied: 403
        case .notFound: 404
        case .conflict: 409
        case .tooLarge: 413
        case .unsupported: 501
        case .unavailable: 503
        case .timeout: 504
        case .cancelled: 499
        case .failed: 500
        }
    }

    /// The JMAP SetError or method error type of this kind (RFC 8620 3.6.2, 5.3).
    public var jmapType: String {
        switch self {
        case .invalid: "invalidArguments"
        case .denied: "forbidden"
        case .notFound: "notFound"
        case .conflict: "stateMismatch"
        case .tooLarge: "tooLarge"
        case .unsupported: "unknownMethod"
        case .unavailable, .timeout: "serverUnavailable"
        case .cancelled, .failed: "serverFail"
        }
    }

    /// The status of the plugin ABI (`mf_status` in plugin.h).
    public var abiStatus: Int32 {
        switch self {
        case .failed: -1
        case .invalid: -2
        case .unsupported: -3
        case .denied: -4
        case .notFound: -5
        case .conflict: -6
        case .unavailable: -7
        case .timeout: -8
        case .cancelled: -9
        case .tooLarge: -10
        }
    }

    /// Words a person may see when the failure brought none of its own.
    public var words: String {
        switch self {
        case .invalid: "The request could not be understood."
        case .denied: "You are not allowed to do that."
        case .notFound: "It is not there any more."
        case .conflict: "It was changed in the meantime. Reload and try again."
        case .tooLarge: "It is too large."
        case .unsupported: "This server does not offer that."
        case .unavailable: "A server did not answer as expected. Try again later."
        case .timeout: "The answer took too long. Try again later."
        case .cancelled: "It was cancelled."
        case .failed: "Something went wrong on the server. The log says what."
        }
    }
}
