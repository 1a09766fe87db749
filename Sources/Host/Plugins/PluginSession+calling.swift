import Core
import Foundation
import Logging
import Synchronization

extension PluginSession {
    func find(_ name: String) -> UInt32 {
        if let number = offered[name] { return number }
        if Catalogue.host(name) != nil { missed(name) }
        return 0
    }

    /// The plugin looked for a verb that it may not call. The log says so once; it is no mistake, if the plugin does without.
    func missed(_ verb: String) {
        guard state.withLock({ $0.missed.insert(verb).inserted }) else { return }
        ledger.say("info", "denied: \(verbs.refusal(verb))", verbs.seams.clock.now())
        logger.info("denied", metadata: ["plugin": "\(manifest.id)", "verb": "\(verb)", "why": "\(verbs.refusal(verb))"])
    }

    func call(_ token: UInt64, verb: UInt32, arguments: [[UInt8]]?) -> Bool {
        let known = verb >= 1 && Int(verb) <= Catalogue.host.count ? Catalogue.host[Int(verb) - 1] : nil
        if let known, answerAtOnce(token, known, Int(verb) - 1, arguments) { return true }
        var isNews = false
        let isTaken = state.withLock { state in
            guard state.phase == .starting || state.phase == .on else { return false }
            let size = arguments?.reduce(0) { $0 + $1.count } ?? 0
            guard state.calls.count < limits.calls, state.callBytes + size <= limits.callBytes || state.calls.isEmpty else {
                port.answer(
                    token, status: Failure.Kind.unavailable.abiStatus,
                    bytes: Array("more than \(limits.calls) calls or \(limits.callBytes >> 20) MB are pending".utf8))
                isNews = state.refusedLogged.map { $0.duration(to: .now) >= .seconds(60) } ?? true
                if isNews { state.refusedLogged = .now }
                return true
            }
            state.callBytes += size
            state.calls[token] = Task { [weak self] in
                await self?.perform(token, known, arguments)
                self?.state.withLock { $0.callBytes -= size }
            }
            return true
        }
        if isNews {
            logger.warning(
                "it has more than \(limits.calls) calls or \(limits.callBytes >> 20) MB pending; others are refused",
                metadata: ["plugin": "\(manifest.id)"])
        }
        return isTaken
    }

    func cancelCall(_ token: UInt64) {
        guard let call = state.withLock({ $0.calls.removeValue(forKey: token) }) else { return }
        call.cancel()
        port.answer(token, status: Status.cancelled, bytes: [])
    }

    /// What waits for nothing is done on the caller's own thread; its answer comes on a later turn like any other.
    /// False when the verb is no such verb, when this call has to wait after all, or when so many turns wait already that this call has to stand in line.
    private func answerAtOnce(_ token: UInt64, _ verb: Catalogue.HostVerb, _ index: Int, _ arguments: [[UInt8]]?) -> Bool {
        guard HostVerbs.atOnce[index], port.backlog < 256 else { return false }
        guard state.withLock({ $0.phase == .starting || $0.phase == .on }) else { return false }
        do throws(Failure) {
            guard let arguments, verb.arguments.contains(arguments.count) else {
                throw Failure(.invalid, "\(verb.verb) takes other arguments")
            }
            let isPull = verb.verb == PluginUpload.verb
            guard let bytes = isPull ? try pullAtOnce(arguments[0]) : try verbs.performAtOnce(verb, arguments, used: use) else {
                return false
            }
            port.answer(token, status: Status.ok, bytes: bytes)
        } catch { refuse(token, verb, error) }
        return true
    }

    private func refuse(_ token: UInt64, _ verb: Catalogue.HostVerb?, _ error: Failure) {
        if error.kind == .denied { deny(verb?.verb ?? "", error) }
        port.answer(token, status: error.kind.abiStatus, bytes: Array(error.detail.utf8))
    }

    private func perform(_ token: UInt64, _ verb: Catalogue.HostVerb?, _ arguments: [[UInt8]]?) async {
        do throws(Failure) {
            guard let verb else { throw Failure(.unsupported, "no such verb, or not granted") }
            guard let arguments, verb.arguments.contains(arguments.count) else {
                throw Failure(.invalid, "\(verb.verb) takes other arguments")
            }
            if verb.verb == PluginUpload.verb { return finish(token, Status.ok, try await pull(arguments[0])) }
            let bytes = try await verbs.perform(verb, arguments) { [weak self] piece in
                guard let self, state.withLock({ $0.calls[token] != nil }) else { return }
                port.answer(token, status: Status.more, bytes: piece)
            } used: { [weak self] grant in
                self?.use(grant)
            }
            finish(token, Status.ok, bytes)
        } catch {
            guard state.withLock({ $0.calls.removeValue(forKey: token) }) != nil else { return }
            refuse(token, verb, error)
        }
    }

    private func finish(_ token: UInt64, _ status: Int32, _ bytes: [UInt8]) {
        guard state.withLock({ $0.calls.removeValue(forKey: token) }) != nil else { return }
        port.answer(token, status: status, bytes: bytes)
    }

    /// Remembers that a grant was used.
    func use(_ grant: Grant) {
        let now = verbs.seams.clock.now()
        state.withLock { $0.used[grant] = now }
    }

    /// Each denial is in the log, the same one at most once a minute.
    private func deny(_ verb: String, _ failure: Failure) {
        let now = verbs.seams.clock.now()
        let isNews = state.withLock { state in
            if let last = state.denied[failure.detail], now < last.adding(seconds: 60) { return false }
            if state.denied.count >= 256 { state.denied = [:] }
            state.denied[failure.detail] = now
            return true
        }
        if isNews {
            ledger.say("warning", "denied: \(PluginLibrary.line(failure.detail))", now)
            logger.warning(
                "denied", metadata: ["plugin": "\(manifest.id)", "verb": "\(verb)", "why": "\(PluginLibrary.line(failure.detail))"])
        }
    }

    func log(_ level: Int32, _ line: String) {
        let (pass, lost) = state.withLock { $0.log.pass(limits.logLines) }
        if lost > 0 {
            ledger.say("warning", "\(lost) lines were left out", verbs.seams.clock.now())
            logger.warning("\(lost) lines were left out", metadata: ["plugin": "\(manifest.id)"])
        }
        guard pass else { return }
        let level: Logger.Level =
            switch level {
            case ...0: .debug
            case 1: .info
            case 2: .warning
            default: .error
            }
        let words = String(String.UnicodeScalarView(line.unicodeScalars.map { $0.value < 32 || (127...159).contains($0.value) ? " " : $0 }))
        ledger.say(level.rawValue, words, verbs.seams.clock.now())
        logger.log(level: level, "\(words)", metadata: ["plugin": "\(manifest.id)"])
    }

    func slowTurn(_ seconds: Double) {
        let isNews = state.withLock { state in
            state.slowTurns += 1
            if let last = state.slowLogged, last.duration(to: .now) < .seconds(60) { return false }
            state.slowLogged = .now
            return true
        }
        if isNews { logger.warning("a turn took \(Int(seconds * 1000)) ms", metadata: ["plugin": "\(manifest.id)"]) }
    }
}

/// Lets so many lines a second into the log and counts the rest.
struct LogGate {
    private var second: ContinuousClock.Instant?
    private var passed = 0
    private var lost = 0

    /// Whether this line may pass, and how many were lost in the second that has just ended.
    mutating func pass(_ most: Int, now: ContinuousClock.Instant = .now) -> (Bool, Int) {
        var report = 0
        if second.map({ $0.duration(to: now) >= .seconds(1) }) ?? true {
            second = now
            report = lost
            passed = 0
            lost = 0
        }
        guard passed < most else {
            lost += 1
            return (false, report)
        }
        passed += 1
        return (true, report)
    }
}
