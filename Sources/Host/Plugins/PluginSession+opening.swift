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
    /// Nil when it is not on: then it was not asked. Fails as `ask` does, and with `failed` when there is no first piece.
    func open(_ verb: String, _ upload: PluginUpload?, _ arguments: (_ id: String) -> [[UInt8]]) async throws(Failure) -> Opening? {
        let place = Mutex<(token: UInt64?, isLeft: Bool)>((nil, false))
        var isOff = false
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (opened: Ear.Opened) in
                switch register(verb, upload, nil, .opening(opened, head: nil)) {
                case .no(let failure): opened.resume(returning: .failure(failure))
                case .off(let failure):
                    isOff = true
                    opened.resume(returning: .failure(failure))
                case .go(let token, let number):
                    // It is told of nobody's leaving before it was asked.
                    if place.withLock({ $0.isLeft }) { return withdraw(token) }
                    port.handle(number, token: token, arguments: arguments("\(token)"))
                    let isLeft = place.withLock { place in
                        place.token = token
                        return place.isLeft
                    }
                    if isLeft { drop(token, PluginSession.left) }
                }
            }
        } onCancel: {
            let token = place.withLock { place in
                place.isLeft = true
                return place.token
            }
            if let token { drop(token, PluginSession.left) }
        }
        return isOff ? nil : try result.get()
    }

    private static let left = Failure(.cancelled, "the asker gave up")

    /// A question that the plugin has not heard of is over.
    private func withdraw(_ token: UInt64) { state.withLock { $0.take(token) }?.ear.fail(PluginSession.left) }

    /// A beginning that somebody waits for. It is handed over outside of the lock: who gets it may let go of it at once, which asks for the lock.
    struct Begun {
        fileprivate let opened: Ear.Opened
        fileprivate let opening: Opening

        func handOver() { opened.resume(returning: .success(opening)) }
    }

    /// Who listens to an answer after one more piece of it, and what begins with it. A first piece waits for what else the turn brings.
    func hear(_ bytes: [UInt8], _ ear: Ear, _ token: UInt64, _ state: inout State) -> (Ear, Begun?) {
        guard case .opening(let opened, let head) = ear else { return (ear, nil) }
        if head == nil, port.isInTurn {
            state.held.append(token)
            return (.opening(opened, head: bytes), nil)
        }
        return begin(opened, token, head: head ?? bytes, more: head == nil ? nil : bytes)
    }

    /// A turn is over: who waits for the beginning of an answer gets what there is.
    func turnEnded() {
        let begun = state.withLock { state -> [Begun] in
            guard !state.held.isEmpty else { return [] }
            defer { state.held = [] }
            return state.held.compactMap { token in
                guard case .opening(let opened, let head?) = state.asked[token]?.ear else { return nil }
                let (ear, begun) = begin(opened, token, head: head, more: nil)
                state.asked[token]?.ear = ear
                return begun
            }
        }
        for begun in begun { begun.handOver() }
    }

    private func begin(_ opened: Ear.Opened, _ token: UInt64, head: [UInt8], more: [UInt8]?) -> (Ear, Begun) {
        let (stream, pieces) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
        dropWhenLeft(pieces, token)
        if let more { pieces.yield(more) }
        return (.pieces(pieces), Begun(opened: opened, opening: Opening(head: head, body: .pieces(PluginAnswer(stream: stream)))))
    }
}
