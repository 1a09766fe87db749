import Core
import Synchronization

/// How an answer begins: the first piece, and what follows it; all of that, if it came in the same turn.
struct Opening: Sendable {
    let head: [UInt8]
    let body: PluginBody
}

/// Who listens to an answer.
enum Ear {
    typealias Opened = CheckedContinuation<Result<Opening, Failure>, Never>

    /// Somebody who takes it piece by piece.
    case pieces(AsyncThrowingStream<[UInt8], any Error>.Continuation)
    /// Somebody who waits for its beginning; the first piece, once it is there.
    case opening(Opened, head: [UInt8]?)

    /// The answer ends as it should.
    func end(_ bytes: [UInt8]) {
        switch self {
        case .pieces(let pieces):
            if !bytes.isEmpty { pieces.yield(bytes) }
            pieces.finish()
        case .opening(let opened, let head?): opened.resume(returning: .success(Opening(head: head, body: .whole(bytes))))
        case .opening(let opened, nil):
            opened.resume(
                returning: bytes.isEmpty
                    ? .failure(Failure(.failed, "an answer without a head")) : .success(Opening(head: bytes, body: .whole([]))))
        }
    }

    /// The answer fails.
    func fail(_ failure: Failure) {
        switch self {
        case .pieces(let pieces): pieces.finish(throwing: failure)
        case .opening(let opened, _): opened.resume(returning: .failure(failure))
        }
    }
}

extension PluginSession {
    /// Asks the plugin and waits until its answer begins. What it says in one turn is handed over together: whoever asked is woken once.
    /// Fails as `ask` does, and with `failed` when there is no first piece.
    func open(_ verb: String, _ upload: PluginUpload?, _ arguments: (_ id: String) -> [[UInt8]]) async throws(Failure) -> Opening {
        let place = Mutex<(token: UInt64?, isLeft: Bool)>((nil, false))
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { opened in
                switch register(verb, upload, nil, .opening(opened, head: nil)) {
                case .no(let failure): opened.resume(returning: .failure(failure))
                case .go(let token, let number):
                    let isLeft = place.withLock { place in
                        place.token = token
                        return place.isLeft
                    }
                    if isLeft { return drop(token, PluginSession.left) }
                    port.handle(number, token: token, arguments: arguments("\(token)"))
                }
            }
        } onCancel: {
            let token = place.withLock { place in
                place.isLeft = true
                return place.token
            }
            if let token { drop(token, PluginSession.left) }
        }.get()
    }

    private static let left = Failure(.cancelled, "the asker gave up")

    /// Who listens to an answer after one more piece of it. A first piece waits for what else the turn brings.
    func hear(_ bytes: [UInt8], _ ear: Ear, _ token: UInt64, _ state: inout State) -> Ear {
        guard case .opening(let opened, let head) = ear else { return ear }
        if head == nil, port.isInTurn {
            state.held.append(token)
            return .opening(opened, head: bytes)
        }
        return begin(opened, token, head: head ?? bytes, more: head == nil ? nil : bytes)
    }

    /// A turn is over: who waits for the beginning of an answer gets what there is.
    func turnEnded() {
        state.withLock { state in
            guard !state.held.isEmpty else { return }
            for token in state.held {
                guard case .opening(let opened, let head?) = state.asked[token]?.ear else { continue }
                state.asked[token]?.ear = begin(opened, token, head: head, more: nil)
            }
            state.held = []
        }
    }

    private func begin(_ opened: Ear.Opened, _ token: UInt64, head: [UInt8], more: [UInt8]?) -> Ear {
        let (stream, pieces) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
        dropWhenLeft(pieces, token)
        if let more { pieces.yield(more) }
        opened.resume(returning: .success(Opening(head: head, body: .pieces(PluginAnswer(stream: stream)))))
        return .pieces(pieces)
    }
}
