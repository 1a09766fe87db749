public import Core
import Logging
public import Store

/// The one way in for reading and changing what belongs to a user: takes JMAP requests, answers them (RFC 8620 3).
public struct Dispatcher: Sendable {
    /// An answer and the HTTP status it goes under; a status other than 200 comes with a problem document.
    public struct Answer: Sendable {
        /// 200, or the status of the problem.
        public let status: Int
        /// The Response object, or the problem document.
        public let json: JSON
    }

    /// Uploads and downloads.
    public let blobs: Blobs
    /// State changes as they happen.
    public let push: Push
    /// The limits of this server.
    public let limits: Limits
    let house: House
    private let methods: [String: Method]
    private let gate = Gate()
    private let log = Logger(label: "jmap")

    /// A dispatcher over a store. `methods` are further methods, which others of the house bring.
    /// `hooks` are asked before something happens.
    public init(store: Store, server: ServerSide, limits: Limits = Limits(), methods more: [Method] = [], hooks: Hooks = .none) {
        self.limits = limits
        house = House(store: store, server: server, limits: limits, lists: QueryCache(), hooks: hooks)
        blobs = Blobs(house: house)
        push = Push(store: store)
        methods = Dictionary((Method.all + more).map { ($0.name, $0) }) { $1 }
    }

    /// Answers a request as it came over the wire. Never throws: what is wrong with the request is said in the answer.
    public func call(user: UserID, bytes: [UInt8]) async -> Answer {
        guard bytes.count <= limits.maxSizeRequest else {
            return refusal(RequestProblem(.limit, "The request has more than \(limits.maxSizeRequest) octets.", limit: "maxSizeRequest"))
        }
        let json: JSON
        do throws(Failure) { json = try JSON(parsing: bytes) } catch {
            return refusal(RequestProblem(.notJSON, "The request is not I-JSON."))
        }
        return await call(user: user, request: json)
    }

    /// Answers a request that has been read.
    public func call(user: UserID, request json: JSON) async -> Answer {
        guard gate.enter(user, limit: limits.maxConcurrentRequests) else {
            return refusal(
                RequestProblem(.limit, "More than \(limits.maxConcurrentRequests) requests at once.", limit: "maxConcurrentRequests"))
        }
        defer { gate.leave(user) }
        let request: Request
        do throws(RequestProblem) { request = try Request(json, limits: limits) } catch { return refusal(error) }
        var created = request.createdIDs ?? [:]
        var responses: [JSON] = []
        var answered: [ResultReference.Answered] = []
        // Methods that only read do not change the session: its state is read along with theirs.
        let session = request.calls.allSatisfy { Dispatcher.onlyReads($0.name) } ? SeenSession() : nil
        for invocation in request.calls {
            var given: [(name: String, arguments: JSON)]
            do {
                let outcome = try await run(
                    invocation.name, invocation.arguments, user: user, using: request.using, created: created, answered: answered,
                    session: session)
                created.merge(outcome.created) { $1 }
                given = [(invocation.name, outcome.arguments)] + outcome.following
            } catch { given = [("error", refused(error, invocation.name).json)] }
            for (name, arguments) in given {
                responses.append([.string(name), arguments, .string(invocation.id)])
                answered.append(ResultReference.Answered(name: name, arguments: arguments, id: invocation.id))
            }
        }
        let state = if let seen = session?.state { seen } else { await Session.state(user, house) }
        var out: JSON = ["methodResponses": .array(responses), "sessionState": .string(state)]
        if request.createdIDs != nil { out["createdIds"] = .object(created.mapValues { .string($0) }) }
        return Answer(status: 200, json: out)
    }

    /// Runs one method for someone of the house: a rule, a plugin. Throws `MethodError` or `Failure`.
    public func perform(user: UserID, _ name: String, _ arguments: [String: JSON]) async throws -> JSON {
        try await run(name, arguments, user: user, using: Capability.known, created: [:], answered: []).arguments
    }

    /// The Session object (RFC 8620 2) for a user, with URLs below `base`, which ends without a slash.
    public func session(user: UserID, base: String) async throws(Failure) -> JSON {
        try await Session.object(user, house, base: base)
    }

    private func run(
        _ name: String, _ arguments: [String: JSON], user: UserID, using: Set<String>, created: [String: String],
        answered: [ResultReference.Answered], session: SeenSession? = nil
    ) async throws -> Outcome {
        guard let method = methods[name], using.contains(method.capability) else { throw MethodError("unknownMethod") }
        let resolved = try ResultReference.resolve(arguments, in: answered)
        return try await method.run(Call(user: user, arguments: Arguments(resolved), created: created, house: house, session: session))
    }

    private static func onlyReads(_ method: String) -> Bool {
        ["/get", "/members", "/query", "/changes", "/queryChanges"].contains { method.hasSuffix($0) }
    }

    private func refused(_ error: any Error, _ name: String) -> MethodError {
        switch error {
        case let error as MethodError: return error
        case let failure as Failure:
            log.log(level: failure.kind == .failed ? .error : .debug, "\(name): \(failure)")
            return MethodError(failure)
        case is CancellationError: return MethodError(Failure(.cancelled, "cancelled"))
        default:
            log.error("\(name): \(error)")
            return MethodError(Failure(.failed, "\(error)"))
        }
    }

    private func refusal(_ problem: RequestProblem) -> Answer { Answer(status: problem.status, json: problem.json) }
}
