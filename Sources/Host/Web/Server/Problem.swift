public import Core
import HTTPTypes
import Hummingbird
import NIOCore

/// A problem document (RFC 9457) on its way to a client. Its detail is a sentence a person may read.
public struct Problem: Error, Sendable {
    /// The last part of the type: a `Failure.Kind`, `signIn` or `rateLimited`.
    public var kind: String
    /// The HTTP status.
    public var status: Int
    /// What a person may read.
    public var detail: String
    /// The member of the request that is wrong, when one is.
    public var field: String?
    /// Seconds after which trying again makes sense.
    public var retryAfter: Double?
    /// One line for the log.
    public var log: String

    /// A problem of a kind with words of its own.
    public init(_ kind: Failure.Kind, _ detail: String, field: String? = nil, status: Int? = nil) {
        self.kind = kind.rawValue
        self.status = status ?? kind.httpStatus
        self.detail = detail
        self.field = field
        retryAfter = nil
        log = detail
    }

    /// The problem a client sees of a failure: its kind and its words, never its detail.
    public init(_ failure: Failure) {
        kind = failure.kind.rawValue
        status = failure.kind.httpStatus
        detail = failure.message.isEmpty ? failure.kind.words : failure.message
        field = nil
        retryAfter = failure.retryAfter
        log = failure.description
    }

    /// 401: nobody, or not with that password. The words never say which.
    static func signIn(_ detail: String) -> Problem {
        var problem = Problem(.denied, detail, status: 401)
        problem.kind = "signIn"
        return problem
    }

    /// 429: too many tries.
    static func rateLimited(_ seconds: Double) -> Problem {
        var problem = Problem(.denied, "Too many tries. Wait \(words(seconds)) and try again.", status: 429)
        problem.kind = "rateLimited"
        problem.retryAfter = seconds
        return problem
    }

    /// 404.
    static let notFound = Problem(.notFound, "There is nothing at this address.")

    /// Whatever was thrown, as a problem. What is not ours becomes `failed` and says nothing about itself.
    init(anything error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let failure as Failure: self.init(failure)
        case let error as HTTPError:
            switch error.status.code {
            case 404: self = .notFound
            case 413: self.init(.tooLarge, "The request is too large.")
            case 400..<500: self.init(.invalid, "The request could not be understood.", status: error.status.code)
            default: self.init(Failure(.failed, "\(error)"))
            }
        case is NIOTooManyBytesError: self.init(.tooLarge, "The request is too large.")
        case is CancellationError: self.init(Failure(.cancelled, "cancelled"))
        default: self.init(Failure(.failed, "\(type(of: error)): \(error)"))
        }
    }

    var json: JSON {
        var document: [String: JSON] = [
            "type": .string("urn:mailflow:error:\(kind)"), "status": .int(Int64(status)), "title": .string(title),
            "detail": .string(detail),
        ]
        if let field { document["field"] = .string(field) }
        return .object(document)
    }

    var response: Response {
        var headers: HTTPFields = [.contentType: "application/problem+json", .cacheControl: "no-store"]
        if let retryAfter { headers[.retryAfter] = String(max(1, Int(min(retryAfter, 86400).rounded(.up)))) }
        return Response(status: .init(code: status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }

    private var title: String {
        switch kind {
        case "signIn": "Not signed in"
        case "rateLimited": "Too many tries"
        case "notFound": "Not found"
        default: Failure.Kind(rawValue: kind).map { String($0.words.dropLast()) } ?? "Problem"
        }
    }

    private static func words(_ seconds: Double) -> String {
        let minutes = Int((max(0, min(seconds, 86400)) / 60).rounded(.up))
        return minutes <= 1 ? "a minute" : "\(minutes) minutes"
    }
}
