import Core
import NIOCore

/// A command and those who wait for it. Touched on the connection's event loop only.
final class Exchange: @unchecked Sendable {
    let command: Command
    /// Takes data that answers this command; false leaves it to others.
    let take: (Untagged) -> Bool
    /// Answers `+` where the command talks further (AUTHENTICATE, IDLE); nil gives up.
    let challenge: ((String) -> [UInt8]?)?
    /// Called once at the end, with the state, so that what the command changed is in it before anything else happens.
    private var finish: ((Result<StatusResponse, Failure>, inout SessionState) -> Void)?
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
        finish: @escaping (Result<StatusResponse, Failure>, inout SessionState) -> Void
    ) {
        self.command = command
        self.take = take
        self.challenge = challenge
        self.finish = finish
    }

    func end(_ result: Result<StatusResponse, Failure>, _ state: inout SessionState) {
        let finish = finish
        self.finish = nil
        finish?(result, &state)
    }
}
