extension Host {
    /// Calls JMAP methods as a user (RFC 8620 3.3); gives the members of `methodResponses`.
    public func jmap(_ user: String, _ calls: [JSON]) async throws(Failure) -> [JSON] {
        try await jmap(user, JMAPRequest(calls)).answers()
    }

    /// Calls the JMAP methods of a request that was written before; gives the response as it came.
    public func jmap(_ user: String, _ request: JMAPRequest) async throws(Failure) -> JMAPResponse {
        JMAPResponse(bytes: try await call("mail.call/1", [Array(user.utf8), request.bytes]))
    }

    /// Calls one JMAP method as a user and gives its answer. A method-level error (RFC 8620 3.6.2) is a failure whose detail begins
    /// with its type; `conflict` stands for `stateMismatch` and `cannotCalculateChanges`.
    public func jmap(_ user: String, _ method: String, _ arguments: JSON) async throws(Failure) -> JSON {
        let answers = try await jmap(user, [[.string(method), arguments, "0"]])
        guard let answer = answers.first?.array, answer.count == 3 else { throw Failure(.failed, "\(method) was not answered") }
        if answer[0].string == "error" {
            let type = answer[1]["type"]?.string ?? "serverFail"
            throw Failure(Failure.Kind(jmap: type), "\(type): \(method) \(answer[1]["description"]?.string ?? "")")
        }
        return answer[1]
    }

    /// The message as it came (RFC 5322), in pieces. Fails with `notFound` when it is not the user's.
    public func source(_ user: String, _ email: String) -> Pieces { stream("mail.source/1", [Array(user.utf8), Array(email.utf8)]) }

    /// One part of a message, decoded: its head now, its bytes in pieces. Fails with `notFound`.
    public func part(_ user: String, _ email: String, _ part: String) async throws(Failure) -> Part {
        let (head, body) = try await headed("mail.part/1", [Array(user.utf8), Array(email.utf8), Array(part.utf8)])
        return Part(
            type: head["type"]?.string ?? "application/octet-stream", name: head["name"]?.string, size: head["size"]?.int ?? 0,
            charset: head["charset"]?.string, body: body)
    }

    /// Keeps a note on a message; nil removes it.
    public func annotate(_ user: String, _ email: String, _ note: JSON?) async throws(Failure) {
        try await call("mail.annotate/1", [Array(user.utf8), Array(email.utf8), note?.bytes ?? []])
    }

    fileprivate static func using(_ calls: [JSON]) -> [String] {
        let methods = calls.compactMap { $0.array?.first?.string }
        let isContacts: (String) -> Bool = { $0.hasPrefix("AddressBook/") || $0.hasPrefix("ContactCard/") }
        var using = ["urn:ietf:params:jmap:core"]
        if methods.contains(where: { !isContacts($0) }) {
            using += ["urn:ietf:params:jmap:mail", "urn:ietf:params:jmap:submission", "urn:mailflow:params:jmap:mail"]
        }
        if methods.contains(where: isContacts) { using += ["urn:ietf:params:jmap:contacts", "urn:mailflow:params:jmap:contacts"] }
        return using
    }
}

/// A JMAP request (RFC 8620 3.3), written once and asked as often as need be.
public struct JMAPRequest: Sendable {
    /// The request object as JSON text.
    public let bytes: [UInt8]

    /// A request of some method calls, each `[name, arguments, id]`.
    public init(_ calls: [JSON]) {
        bytes = JSON.object(["using": .array(Host.using(calls).map(JSON.string)), "methodCalls": .array(calls)]).bytes
    }
}

/// A JMAP response (RFC 8620 3.4), not read yet: who gets the same bytes again need not read them again.
public struct JMAPResponse: Sendable, Equatable {
    /// The response object as JSON text.
    public let bytes: [UInt8]

    /// A response as it came.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// The members of `methodResponses`; fails with `failed` when there are none.
    public func answers() throws(Failure) -> [JSON] {
        guard let answers = try JSON(parsing: bytes)["methodResponses"]?.array else { throw Failure(.failed, "no methodResponses") }
        return answers
    }
}

/// One part of a message.
public struct Part: Sendable {
    /// Its media type, as the sender says it.
    public let type: String
    /// Its file name, when it has one.
    public let name: String?
    /// How many bytes follow.
    public let size: Int64
    /// The character set the sender wrote it in; text comes in UTF-8.
    public let charset: String?
    /// The bytes, decoded; fails with a `Failure`.
    public let body: Pieces
}

extension Failure.Kind {
    /// The kind that a JMAP error type stands for.
    init(jmap type: String) {
        switch type {
        case "invalidArguments", "invalidResultReference", "invalidProperties", "invalidPatch", "anchorNotFound", "unsupportedFilter",
            "unsupportedSort":
            self = .invalid
        case "notFound", "accountNotFound": self = .notFound
        case "forbidden", "accountReadOnly", "accountNotSupportedByMethod": self = .denied
        case "stateMismatch", "cannotCalculateChanges", "alreadyExists": self = .conflict
        case "requestTooLarge", "tooLarge", "overQuota", "tooManyChanges": self = .tooLarge
        case "serverUnavailable", "rateLimit": self = .unavailable
        case "unknownMethod": self = .unsupported
        default: self = .failed
        }
    }
}
