import Core
import Logging
import NIOCore
import Synchronization

/// One signed-in conversation with an IMAP server. Commands may be issued from several tasks at once; they are pipelined where that is safe.
/// After any timeout or nonsense from the server it is closed for good; a cancelled command leaves it usable or closed, never out of step.
public final class IMAPConnection: Sendable {
    /// What the server said without being asked, from sign-in to the end. One reader; when nobody reads, events are lost and reported as `missed`.
    public let events: AsyncStream<MailboxEvent>

    let conversation: Conversation
    let loop: any EventLoop
    let shared: SharedState
    let options: ConnectionOptions

    init(conversation: Conversation, loop: any EventLoop) {
        self.conversation = conversation
        self.loop = loop
        shared = conversation.shared
        options = conversation.options
        events = conversation.events.stream
    }

    deinit { close() }

    /// What the server offers after sign-in.
    public var capabilities: Capabilities { shared.snapshot.capabilities }
    /// What ENABLE turned on, such as `QRESYNC`.
    public var enabled: Set<String> { shared.snapshot.enabled }
    /// The selected mailbox as it is now, EXISTS kept up to date; nil when none is.
    public var selected: SelectedMailbox? { shared.snapshot.selected }
    /// Whether commands can still be issued.
    public var isOpen: Bool { shared.isOpen }
    /// What the server called itself in answer to ID, names in lower case.
    public var serverIdentification: [String: String] { shared.identification }

    /// Closes at once without a word. Every command under way fails as `cancelled`.
    public func close() {
        let conversation = conversation
        shared.close()
        loop.execute { conversation.end(Failure(.cancelled, "IMAP: closed by us")) }
    }

    var dialect: CommandWriter.Dialect { shared.snapshot.dialect }

    /// Issues a command, collects what answers it, and gives the closing response whatever it says. `settle` runs before anything after it is heard.
    func exchange<R: Sendable>(
        _ command: Command, _ initial: R, take: @escaping @Sendable (inout R, Untagged) -> Bool = { _, _ in false },
        challenge: (@Sendable (String) -> [UInt8]?)? = nil,
        settle: @escaping @Sendable (inout R, StatusResponse, inout SessionState) -> Void = { _, _, _ in }
    ) async throws(Failure) -> (R, StatusResponse) {
        if Task.isCancelled { throw Failure(.cancelled, "IMAP: cancelled before \(command.name)") }
        let loop = loop
        let conversation = conversation
        let box = Box(initial)
        let pending = Pending()
        let result: Result<StatusResponse, Failure> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let exchange = Exchange(
                    command, take: { take(&box.value, $0) }, challenge: challenge, settle: { settle(&box.value, $0, &$1) },
                    finish: { continuation.resume(returning: $0) })
                pending.set(exchange)
                loop.execute { conversation.submit(exchange) }
            }
        } onCancel: {
            pending.cancelled { exchange in loop.execute { conversation.abandon(exchange) } }
        }
        return (box.value, try result.get())
    }

    /// Issues a command and throws what NO and BAD mean.
    func run<R: Sendable>(
        _ command: Command, _ initial: R, take: @escaping @Sendable (inout R, Untagged) -> Bool = { _, _ in false },
        settle: @escaping @Sendable (inout R, StatusResponse, inout SessionState) -> Void = { _, _, _ in }
    ) async throws(Failure) -> (R, StatusResponse) {
        let (value, status) = try await exchange(command, initial, take: take, settle: settle)
        guard status.condition == .ok else { throw Refusal.failure(command.name, status) }
        return (value, status)
    }

    /// Issues a command that answers nothing but OK.
    @discardableResult
    func run(_ command: Command) async throws(Failure) -> StatusResponse { try await run(command, ()).1 }
}

/// A value that the event loop fills while its one owner waits.
private final class Box<Value>: @unchecked Sendable {
    var value: Value
    init(_ value: Value) { self.value = value }
}

/// Hands an exchange to a cancellation that may come before it exists.
private final class Pending: Sendable {
    private let inside = Mutex<(exchange: Exchange?, isCancelled: Bool)>((nil, false))

    func set(_ exchange: Exchange) {
        inside.withLock {
            $0.exchange = exchange
            if $0.isCancelled { exchange.isAbandoned = true }
        }
    }

    func cancelled(_ act: (Exchange) -> Void) {
        let exchange = inside.withLock {
            $0.isCancelled = true
            return $0.exchange
        }
        if let exchange { act(exchange) }
    }
}
