public import Core
public import JMAP
import Synchronization

/// Where plugins reach JMAP. The dispatcher is made with the plugins' own methods, so the door is there first and is opened with it.
public final class PluginDoor: Sendable {
    private let dispatcher = Mutex<Dispatcher?>(nil)

    /// A door that is still closed.
    public init() {}

    /// From now on calls go through.
    public func open(_ dispatcher: Dispatcher) { self.dispatcher.withLock { $0 = dispatcher } }

    /// A JMAP request of a user, for `PluginSeams.jmap`. Fails with `unavailable` while the door is closed,
    /// and with `invalid` or `tooLarge` for a request that is refused as a whole.
    public var call: @Sendable (UserID, JSON) async throws(Failure) -> JSON {
        { [self] user, request async throws(Failure) in
            let answer = try await entered().call(user: user, request: request)
            guard answer.status == 200 else {
                throw Failure(answer.status == 413 ? .tooLarge : .invalid, "JMAP \(answer.status): \(answer.json.text)")
            }
            return answer.json
        }
    }

    /// One method as the house itself: it does not count against what the user may have under way.
    func perform(_ user: UserID, _ method: String, _ arguments: [String: JSON]) async throws(Failure) -> JSON {
        let dispatcher = try entered()
        do { return try await dispatcher.perform(user: user, method, arguments) } catch {
            switch error {
            case let failure as Failure: throw failure
            case let refused as MethodError where ["accountNotFound", "notFound"].contains(refused.type):
                throw Failure(.notFound, "\(method): \(refused)")
            case let refused as MethodError: throw Failure(.invalid, "\(method): \(refused)")
            default: throw Failure(.failed, "\(method): \(error)")
            }
        }
    }

    func entered() throws(Failure) -> Dispatcher {
        guard let dispatcher = dispatcher.withLock({ $0 }) else { throw Failure(.unavailable, "JMAP is not there yet") }
        return dispatcher
    }
}

extension MessageActions {
    /// Methods over a registry that read messages through the door.
    public init(registry: PluginRegistry, door: PluginDoor) {
        self.init(registry: registry) { user, arguments async throws(Failure) in
            try await door.perform(user, "Email/get", arguments)
        }
    }

    /// The two methods for the dispatcher.
    public var methods: [Method] {
        [
            Method("MessageAction/query", capability: MessageActions.capability) { call in try await query(call.user, .object(call.members))
            },
            Method("MessageAction/perform", capability: MessageActions.capability) { call in
                try await perform(call.user, .object(call.members))
            },
        ]
    }

    static let capability = "urn:mailflow:params:jmap:mail"
}
