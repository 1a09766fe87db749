import Core
import NIOCore

/// A command and those who wait for it. Touched on the connection's event loop only.
final class Exchange: @unchecked Sendable {
    let command: Command
    /// Takes data that answers this command; false leaves it to others.
    let take: (Untagged) -> Bool
    /// Answers `+` where the command talks further (AUTHENTICATE, IDLE); nil gives up.
    let challenge: ((String) -> [UInt8]?)?
    /// Called first at the end, so that what the command changed is in the state before anything else happens.
    private let settle: (StatusResponse, inout SessionState) -> Void
    /// Called once, last: tells those who wait.
    private var finish: ((Result<StatusResponse, Failure>) -> Void)?
    /// Called when the literal that the asker brings may begin.
    var streamMayBegin: (() -> Void)?
    /// Pieces not sent yet, while the server is waited for.
    var unsent: ArraySlice<Command.Piece> = []
    /// The server said `+` for the piece that is next.
    var isAllowed = false
    /// The asker is bringing a literal.
    var isStreaming = false
    var isSent = false
    var startedAt = NIODeadline.now()
    /// Nobody waits any more; the answer is heard and thrown away.
    var isAbandoned = false

    init(
        _ command: Command, take: @escaping (Untagged) -> Bool = { _ in false }, challenge: ((String) -> [UInt8]?)? = nil,
        settle: @escaping (StatusResponse, inout SessionState) -> Void = { _, _ in },
        finish: @escaping (Result<StatusResponse, Failure>) -> Void
    ) {
        self.command = command
        self.take = take
        self.challenge = challenge
        self.settle = settle
        self.finish = finish
    }

    func settle(_ status: StatusResponse, in state: inout SessionState) { settle(status, &state) }

    func end(_ result: Result<StatusResponse, Failure>) {
        let finish = finish
        self.finish = nil
        finish?(result)
    }
}
