import Core
import Foundation
import Synchronization

extension PluginSession {
    /// Asks the plugin. The answer fails with `unavailable` when it is not on, `unsupported` when it does not answer this verb,
    /// `timeout` past the deadline, `tooLarge` past the verb's limit, or with what the plugin said.
    /// `within` is another deadline than the verb's, in seconds.
    func ask(_ verb: String, _ arguments: [[UInt8]], within: Double? = nil) -> PluginAnswer { ask(verb, nil, within) { _ in arguments } }

    /// Asks the plugin with a body that it reads while it comes; `arguments` is told under which id. The body ends with the answer.
    func ask(_ verb: String, _ upload: PluginUpload?, _ within: Double? = nil, _ arguments: (_ id: String) -> [[UInt8]]) -> PluginAnswer {
        let (stream, pieces) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
        switch register(verb, upload, within, .pieces(pieces)) {
        case .no(let failure), .off(let failure): pieces.finish(throwing: failure)
        case .go(let token, let number):
            dropWhenLeft(pieces, token)
            port.handle(number, token: token, arguments: arguments("\(token)"))
        }
        return PluginAnswer(stream: stream)
    }

    /// Whether a question can be asked: under which token and number, or why not; `off` when the plugin is not on.
    enum Asking { case go(UInt64, UInt32), no(Failure), off(Failure) }

    /// Writes a question down; it is asked next.
    func register(_ verb: String, _ upload: PluginUpload?, _ within: Double?, _ ear: Ear) -> Asking {
        guard let known = Catalogue.answer(verb) else { return .no(Failure(.unsupported, "no verb \(verb)")) }
        let deadline = within ?? limits.deadlines[verb] ?? known.deadline
        return state.withLock { state in
            guard state.phase == .on else {
                return .off(Failure(.unavailable, "\(manifest.id) is not on", message: "\(manifest.name) is switched off."))
            }
            guard let number = state.numbers[verb], number != 0 else {
                return .no(Failure(.unsupported, "\(manifest.id) does not answer \(verb)"))
            }
            guard upload == nil || state.uploads.count < limits.uploads else {
                return .no(
                    Failure(
                        .unavailable, "\(manifest.id) has \(limits.uploads) bodies on their way",
                        message: "\(manifest.name) takes in as much as it can now.", retryAfter: 10))
            }
            state.lastToken += 1
            let token = state.lastToken
            let until = ContinuousClock.now + .seconds(deadline)
            state.asked[token] = Asked(verb: known, deadline: deadline, until: until, room: known.limit, ear: ear)
            if let upload { state.uploads[token] = Upload(source: upload) }
            keepTime(&state, until: until)
            return .go(token, number)
        }
    }

    /// Whoever stops reading tells the plugin that nobody listens any more.
    func dropWhenLeft(_ pieces: AsyncThrowingStream<[UInt8], any Error>.Continuation, _ token: UInt64) {
        pieces.onTermination = { [weak self] end in
            if case .cancelled = end { self?.drop(token, nil) }
        }
    }

    /// Sees to it that somebody looks at the clock no later than then. One look serves all questions: it costs too much to set an alarm for each.
    private func keepTime(_ state: inout State, until: ContinuousClock.Instant) {
        if let next = state.look?.at, next <= until { return }
        state.look?.task.cancel()
        state.look = (until, Task { [weak self] in await self?.look(at: until) })
    }

    /// Drops what is past its deadline, and looks again when the next one is. Deadlines move with each piece of an answer and of a body.
    private func look(at first: ContinuousClock.Instant) async {
        var next = first
        while true {
            do { try await Task.sleep(until: next, clock: .continuous) } catch { return }
            let (late, later) = state.withLock { state in
                let now = ContinuousClock.now
                let late = state.asked.filter { $0.value.until <= now }.map(\.key)
                // A deadline that was put off for long may come nearer again.
                let later = state.asked.values.filter { $0.until > now }.map { min($0.until, now + .seconds($0.deadline)) }.min()
                if let later { state.look?.at = later } else { state.look = nil }
                return (late, later)
            }
            for token in late {
                drop(token, Failure(.timeout, "\(manifest.id) did not answer in time", message: "\(manifest.name) did not answer in time."))
            }
            guard let later else { return }
            next = later
        }
    }

    /// Nobody waits for this answer any more: the plugin is told, and its answer will be taken without effect.
    func drop(_ token: UInt64, _ failure: Failure?) {
        guard
            let question = state.withLock({ state in
                let question = state.take(token)
                if question != nil { state.forget(CollectionOfOne(token)) }
                return question
            })
        else { return }
        port.cancel(token)
        if let failure {
            // Who gives up says nothing about the plugin.
            if failure.kind != .cancelled { note(question, failed: true) }
            question.ear.fail(failure)
        }
    }

    /// Writes into the ledger how long the first piece took, or that none came.
    func note(_ question: Asked, failed: Bool) {
        guard !question.isNoted else { return }
        let took = question.began.duration(to: .now)
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        ledger.note(seconds, failed: failed, verbs.seams.clock.now())
    }

    func room(_ token: UInt64) -> Int? { state.withLock { $0.asked[token]?.room } }

    func reply(_ token: UInt64, status: Int32, bytes: [UInt8]?) -> Int32 {
        guard status <= Status.more else { return Status.invalid }
        enum Outcome { case answer(Int32), piece(Asked, [UInt8], Begun?), end(Asked, [UInt8]), over(Asked) }
        let outcome: Outcome = state.withLock { state in
            guard var question = state.asked[token] else {
                return .answer(state.isForgotten(token, last: status != Status.more) ? Status.cancelled : Status.invalid)
            }
            guard let bytes, bytes.count <= question.room else {
                _ = state.take(token)
                return .over(question)
            }
            guard status == Status.more else {
                _ = state.take(token)
                return .end(question, bytes)
            }
            question.room -= bytes.count
            question.until = .now + .seconds(question.deadline)
            let was = question
            question.isNoted = true
            let begun: Begun?
            (question.ear, begun) = hear(bytes, question.ear, token, &state)
            state.asked[token] = question
            return .piece(was, bytes, begun)
        }
        switch outcome {
        case .answer(let status): return status
        case .piece(let question, let bytes, let begun):
            note(question, failed: false)
            begun?.handOver()
            if case .pieces(let pieces) = question.ear { pieces.yield(bytes) }
            return Status.ok
        case .end(let question, let bytes):
            note(question, failed: status == Failure.Kind.failed.abiStatus)
            if status == Status.ok {
                question.ear.end(bytes)
            } else {
                question.ear.fail(Status.failure(status, bytes, from: manifest.id))
            }
            return Status.ok
        case .over(let question):
            note(question, failed: true)
            question.ear.fail(Failure(.tooLarge, "\(manifest.id) answered past the limit of \(question.verb.verb)"))
            return Status.tooLarge
        }
    }
}
