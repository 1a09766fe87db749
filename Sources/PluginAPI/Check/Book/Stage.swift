import Core
import Foundation
import Plugins

/// One performance of a plugin: it is started, asked and stopped, the household answers it, and everything that happens is kept.
/// Used from one thread. Everything throws `Halt`: the plugin is gone, did not come back, or broke a rule.
final class Stage {
    /// A call of the plugin that has not been answered.
    struct Call: Equatable {
        var token: UInt64
        var verb: String
        var arguments: [[UInt8]]
        var isReadable: Bool
    }

    /// What became of a question.
    struct Asked {
        var question: Question
        var pieces: [[UInt8]] = []
        var status: Int32?
        var bytes = 0
        var repliesAfterCancel = 0
        var isCancelled = false
    }

    /// One turn, and how long it took.
    struct Turn {
        var what: String
        var seconds: Double
    }

    let subject: Subject
    let script: Script
    private let puppet: Puppet
    private let until: ContinuousClock.Instant
    private let offered: [String]
    var household: Household

    /// What the plugin is doing, for the obituary.
    private(set) var doing = "it was loaded"
    private(set) var numbers: [String: UInt32] = [:]
    private(set) var asked: [UInt64: Asked] = [:]
    private(set) var open: Set<UInt64> = []
    private(set) var calls: [Call] = []
    private(set) var timers: [(due: Int, call: Call)] = []
    private(set) var turns: [Turn] = []
    private(set) var faults: [String] = []
    private(set) var late: [String] = []
    private(set) var looked: Set<String> = []
    private(set) var network = 0
    /// Calls the plugin gave up; they are still answered, as cancelled.
    private var given: Set<UInt64> = []
    /// Answers in the place of the household where it gives any.
    var override: ((Call) -> [Household.Piece]?)?
    private(set) var loadedIn = 0.0
    private(set) var startedIn = 0.0
    private var clock = 0
    private var lastToken: UInt64 = 0
    /// Hears everything, for a trace.
    var onTold: ((Told) -> Void)?
    var onAsk: ((Ask) -> Void)?

    /// How a performance is set up.
    struct Script {
        var likes = true
        var unmaps = false
        var offline = false
        var inProcess = false
        var seconds = 30.0
    }

    init(_ subject: Subject, _ script: Script = Script()) throws(Halt) {
        self.subject = subject
        self.script = script
        household = Household(subject)
        until = .now + .seconds(script.seconds)
        let verbs = subject.offered(likes: script.likes)
        offered = VerbList.host.map(\.verb).filter(verbs.contains)
        puppet = try Puppet(inProcess: script.inProcess)
    }

    /// Loads the library; fails with what the loader says.
    func load() throws(Halt) {
        guard let library = subject.library else {
            throw .failed(
                "the library \(subject.usable?.library ?? subject.members["library"]?.string ?? "") is not beside plugin.json: build it first"
            )
        }
        doing = "it was loaded"
        let told = try expect(
            .loaded, Ask(kind: .load, status: (script.unmaps ? 1 : 0) | (script.offline ? 2 : 0), texts: [Array(library.path.utf8)]))
        guard told.status != 2 else { throw .skipped(told.line) }
        guard told.status == 0 else { throw .failed(Stage.line(told.line)) }
        loadedIn = Double(told.token) / 1e9
        for verb in offered { tell(Ask(kind: .offer, verb: number(verb), texts: [Array(verb.utf8)])) }
    }

    /// Starts it and learns the numbers of its verbs.
    func start() throws(Halt) {
        doing = "start()"
        let told = try expect(.started, Ask(kind: .start))
        startedIn = Double(told.token) / 1e9
        turns.append(Turn(what: "start()", seconds: startedIn))
        guard told.status == 0 else { throw .failed("start() answered \(Status.name(told.status))\(lastError.map { ": \($0)" } ?? "")") }
        numbers = [:]
        for verb in subject.usable?.answers ?? [] { numbers[verb] = try find(Array(verb.utf8)) }
    }

    private var lastError: String? { errors.last }
    private(set) var errors: [String] = []

    /// What the plugin's `find` gives for a name.
    func find(_ name: [UInt8]) throws(Halt) -> UInt32 {
        doing = "find(\(String(decoding: name.prefix(40), as: UTF8.self)))"
        return try expect(.found, Ask(kind: .find, texts: [name])).verb
    }

    /// One turn in which it is asked; gives the token. Nil when the plugin does not know the verb.
    @discardableResult
    func ask(_ question: Question, _ how: String = "") throws(Halt) -> UInt64? {
        guard let verb = numbers[question.verb], verb != 0 else { return nil }
        lastToken += 1
        let token = lastToken
        asked[token] = Asked(question: question)
        open.insert(token)
        doing = question.words + how
        try turn(Ask(kind: .handle, verb: verb, token: token, texts: question.arguments))
        return token
    }

    /// One turn in which it is told that nobody waits for this answer any more.
    func cancel(_ token: UInt64) throws(Halt) {
        doing = "cancel() of \(asked[token]?.question.words ?? "a token")"
        asked[token]?.isCancelled = true
        try turn(Ask(kind: .cancel, token: token))
    }

    /// Answers one of its calls, piece by piece.
    func answer(_ call: Call, _ pieces: [Household.Piece]) throws(Halt) {
        calls.removeAll { $0 == call }
        timers.removeAll { $0.call == call }
        for piece in pieces {
            doing = "the answer \(Status.name(piece.status)) to its \(call.verb.isEmpty ? "call" : call.verb)"
            try turn(Ask(kind: .answer, status: piece.status, token: call.token, texts: [piece.bytes]))
        }
    }

    /// Answers one of its calls as a server would.
    func answer(_ call: Call) throws(Halt) {
        if given.remove(call.token) != nil { return try answer(call, [.failure(Status.cancelled, "given up")]) }
        if let pieces = override?(call) { return try answer(call, pieces) }
        if !call.isReadable { return try answer(call, [.failure(Status.invalid, "arguments that cannot be read")]) }
        if call.verb.isEmpty { return try answer(call, [.failure(Status.unsupported, "no such verb, or not granted")]) }
        guard VerbList.host.first(where: { $0.verb == call.verb })?.arguments.contains(call.arguments.count) ?? true else {
            return try answer(call, [.failure(Status.invalid, "\(call.verb) takes other arguments")])
        }
        try answer(call, household.answer(call.verb, call.arguments))
    }

    /// Answers calls until every question is answered or has waited its time. `next` picks which call is next; the usual order without it.
    func settle(within seconds: Double = 5, next: (([Call]) -> Call?)? = nil) throws(Halt) {
        let end = ContinuousClock.now + .seconds(seconds)
        while !open.isEmpty {
            if let next {
                // Whoever picks an order sees all there is to pick from.
                try listen(for: 0.005)
                if let call = next(calls) {
                    try answer(call)
                    continue
                }
            } else if let call = calls.first {
                try answer(call)
                continue
            }
            if try hear(within: timers.isEmpty ? 0.2 : 0.02) { continue }
            if let timer = timers.min(by: { $0.due < $1.due }) {
                clock = max(clock, timer.due)
                try answer(timer.call)
                continue
            }
            guard ContinuousClock.now < end else { return }
        }
    }

    /// Answers whatever it still asks for, for a moment.
    func drain(_ seconds: Double = 0.05) throws(Halt) {
        repeat {
            while let call = calls.first { try answer(call) }
        } while try hear(within: seconds)
    }

    /// Listens without answering.
    func listen(for seconds: Double) throws(Halt) {
        while try hear(within: seconds) {}
    }

    /// The end as a server does it: no more calls are taken, whoever asked gives up, pending calls are answered as cancelled, then stop().
    func stop() throws(Halt) {
        try listen(for: 0.01)
        tell(Ask(kind: .stopping))
        for token in open.sorted() { try cancel(token) }
        try listen(for: 0.01)
        for call in calls + timers.map(\.call) { try answer(call, [.failure(Status.cancelled, "the plugin is being stopped")]) }
        doing = "stop()"
        try turn(Ask(kind: .stop))
        numbers = [:]
    }

    /// Each piece takes so long, and after so many the reader is gone; 0 pieces: it stays.
    func reader(pieces: UInt32, pause seconds: Double) { tell(Ask(kind: .reader, verb: pieces, token: UInt64(seconds * 1e6))) }

    /// Memory and threads, now.
    func measure() throws(Halt) -> Measure {
        let told = try expect(.measured, Ask(kind: .measure))
        return Measure(told)
    }

    /// Whether something was heard.
    @discardableResult
    private func hear(within seconds: Double) throws(Halt) -> Bool {
        guard let told = try next(within: min(seconds, left)) else {
            if left <= 0 { throw .hung("after \(Int(script.seconds)) s it was still not done, at \(doing)") }
            return false
        }
        take(told)
        return true
    }

    private var left: Double {
        let left = ContinuousClock.now.duration(to: until)
        return max(0, Double(left.components.seconds) + Double(left.components.attoseconds) / 1e18)
    }

    private func next(within seconds: Double) throws(Halt) -> Told? {
        do throws(Halt) { return try puppet.next(within: seconds) } catch {
            guard case .crashed(let words) = error else { throw error }
            throw .crashed("\(words), at \(doing)")
        }
    }

    private func turn(_ ask: Ask) throws(Halt) { try expect(.turn, ask) }

    private func tell(_ ask: Ask) {
        onAsk?(ask)
        puppet.ask(ask)
    }

    /// Asks and waits for the one thing that ends it.
    @discardableResult
    private func expect(_ kind: Told.Kind, _ ask: Ask) throws(Halt) -> Told {
        tell(ask)
        let end = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < end, left > 0 {
            guard let told = try next(within: min(left, 10)) else { continue }
            guard told.kind == kind else {
                take(told)
                continue
            }
            onTold?(told)
            if kind == .turn { turns.append(Turn(what: doing, seconds: Double(told.token) / 1e9)) }
            return told
        }
        throw .hung("it did not come back from \(doing)")
    }

    private func take(_ told: Told) {
        onTold?(told)
        switch told.kind {
        case .call:
            let call = Call(
                token: told.token, verb: Stage.verb(told.verb), arguments: told.texts, isReadable: told.status == 0)
            if call.verb == "timer.after/1", let wait = Int(String(decoding: told.texts.first ?? [], as: UTF8.self)), wait >= 0 {
                timers.append((clock + min(wait, 86_400_000), call))
            } else {
                calls.append(call)
            }
        case .gaveUp:
            guard let call = (calls + timers.map(\.call)).first(where: { $0.token == told.token }) else { return }
            timers.removeAll { $0.call == call }
            calls.removeAll { $0 == call }
            calls.append(call)
            given.insert(call.token)
        case .reply: replied(told)
        case .log: if told.status >= 2 { errors.append(Stage.line(told.line)) }
        case .looked: looked.insert(told.line)
        case .late: late.append(told.line)
        case .network: network += 1
        default: break
        }
    }

    private func replied(_ told: Told) {
        let token = told.token
        if told.verb == UInt32(bitPattern: Status.invalid) {
            if told.status > Status.more {
                faults.append("it answered \(asked[token]?.question.words ?? "a token") with \(told.status), which is no status")
            } else if asked[token] != nil {
                faults.append("it answered \(asked[token]?.question.words ?? "") again after it had ended")
            } else {
                faults.append("it answered token \(token), which it was never given")
            }
            return
        }
        guard var entry = asked[token] else { return }
        if told.verb == UInt32(bitPattern: Status.cancelled) { entry.repliesAfterCancel += 1 }
        entry.bytes += told.texts.count > 1 ? Int(told.texts[1].withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }) : 0
        if entry.pieces.count < 256 { entry.pieces.append(told.texts.first ?? []) }
        if told.status != Status.more {
            entry.status = told.status
            open.remove(token)
        }
        asked[token] = entry
    }

    private func number(_ verb: String) -> UInt32 { UInt32((VerbList.host.firstIndex { $0.verb == verb } ?? -1) + 1) }
    /// The name of a host verb's number; empty for none.
    static func verb(_ number: UInt32) -> String {
        number >= 1 && Int(number) <= VerbList.host.count ? VerbList.host[Int(number) - 1].verb : ""
    }

    static func line(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }).prefix(300))
    }
}

/// Memory and threads of a plugin's process at one moment.
struct Measure {
    /// Bytes of heap in use.
    var heap: Int
    /// Bytes of memory of its own.
    var resident: Int
    /// How often each thread besides the one of the turns has run.
    var threads: [Int: Int]

    init(_ told: Told) {
        heap = Int(told.token)
        resident = Int(told.line) ?? 0
        threads = [:]
        for line in String(decoding: told.texts.last ?? [], as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ").compactMap { Int($0) }
            if parts.count == 2 { threads[parts[0]] = parts[1] }
        }
    }
}
