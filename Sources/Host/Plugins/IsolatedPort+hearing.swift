import Core
import Foundation
import Synchronization

// What the runner says, on the thread of its wire.
extension IsolatedPort {
    func hear(_ frame: Frame) {
        guard let owner = state.withLock({ $0.phase == .ended ? nil : $0.owner }) else { return }
        switch frame.kind {
        case .hello: hello(frame)
        case .started: started(frame)
        case .found: found(frame)
        case .call:
            // The runner counts its calls; any other number was written by somebody else.
            let isNext = state.withLock { state in
                guard frame.token == state.lastCall &+ 1 else { return false }
                state.lastCall = frame.token
                return true
            }
            guard isNext else { return rubbish("a call out of order") }
            let isWhole = frame.status == 0 && frame.arguments.allSatisfy { $0.count <= Catalogue.argumentLimit }
            if !owner.call(frame.token, verb: frame.verb, arguments: isWhole ? frame.arguments : nil) {
                answer(frame.token, status: Status.cancelled, bytes: [])
            }
        case .giveUp: owner.cancelCall(frame.token)
        case .reply: _ = owner.reply(frame.token, status: frame.status, bytes: frame.verb == 1 ? nil : frame.arguments.first ?? [])
        case .log: owner.log(frame.status, String(decoding: frame.arguments.first ?? [], as: UTF8.self))
        case .missed: _ = owner.find(String(decoding: frame.arguments.first ?? [], as: UTF8.self))
        case .turnDone:
            guard let took = state.withLock({ $0.turns.done() }) else { return rubbish("a turn that nobody asked for") }
            owner.turnEnded()
            if took > limits.slowTurn { owner.slowTurn(took) }
        default: rubbish("a frame of the server's")
        }
    }

    private func rubbish(_ what: String) { _ = kill("It wrote to the server's connection what no runner writes (\(what)).") }

    private func hello(_ frame: Frame) {
        guard frame.verb == Frame.version else {
            return fail(Failure(.failed, "frames \(frame.verb)", message: "mailflow-runner is of another version than the server."))
        }
        let lacks = String(decoding: frame.arguments.first ?? [], as: UTF8.self).split(separator: "\n").map {
            PluginLibrary.line(String($0))
        }
        state.withLock { $0.lacks = lacks }
    }

    private func started(_ frame: Frame) {
        let words = String(decoding: frame.arguments.first ?? [], as: UTF8.self)
        switch frame.status {
        case 0:
            let verbs = state.withLock { state in
                state.unfound = state.verbs.count
                return state.verbs
            }
            for (index, verb) in verbs.enumerated() { turn(Frame(kind: .find, token: UInt64(index), arguments: [Array(verb.utf8)])) }
            if verbs.isEmpty { begun() }
        case 1: fail(PluginLibrary.notLoaded(words))
        case 2: fail(PluginLibrary.foreign(Int(words).map { [$0] } ?? [], id: id, version: version))
        case 3: fail(PluginLibrary.noTable)
        case 4: fail(PluginLibrary.shortTable(UInt32(words) ?? 0))
        case 5: fail(PluginLibrary.hole)
        default: fail(PluginLibrary.refused(frame.status))
        }
    }

    private func found(_ frame: Frame) {
        let isLast = state.withLock { state in
            guard state.phase == .starting, state.unfound > 0, frame.token < state.verbs.count else { return false }
            state.numbers[state.verbs[Int(frame.token)]] = frame.verb
            state.unfound -= 1
            return state.unfound == 0
        }
        if isLast { begun() }
    }

    private func begun() {
        let (once, numbers) = state.withLock { state in
            if state.phase == .starting { state.phase = .on }
            defer { state.starting = nil }
            return (state.starting, state.numbers)
        }
        once?.settle(.success(numbers))
    }

    /// It does not start, and that is that.
    func fail(_ failure: Failure) {
        let (once, process) = state.withLock { state in
            state.phase = .ended
            defer { state.starting = nil }
            return (state.starting, state.process)
        }
        process?.kill()
        once?.settle(.failure(failure))
    }

    /// The process is gone and everything it said was heard.
    func finished(_ tail: String) {
        let (was, owner) = state.withLock { state in
            defer {
                state.phase = .ended
                state.wire = nil
                state.process = nil
                state.starting = nil
                state.stopped = nil
            }
            return (state, state.owner)
        }
        let report = was.doom.map { PluginReport($0, tail: tail) } ?? PluginReport(status: was.status, tail: tail, limit: limits.memory)
        switch was.phase {
        case .new, .ended: break
        case .stopping:
            if was.status != 0, was.doom == nil { owner?.log(2, "While it was stopping: " + report.sentence) }
            was.stopped?()
        case .starting:
            owner?.ended(report)
            let isLate = was.doom == PluginLibrary.late(limits.start).message
            was.starting?.settle(.failure(Failure(isLate ? .timeout : .failed, report.sentence, message: report.sentence)))
        case .on: owner?.ended(report)
        }
    }
}
