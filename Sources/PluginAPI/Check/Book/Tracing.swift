/// A performance with a line for everything that happens.
public struct Tracing: Sendable {
    /// What came of it.
    public struct Result: Sendable {
        /// What was asked and answered.
        public var recording = Recording()
        /// Why it ended before its time; nil when it did not.
        public var halt: String?
    }

    private let subject: Subject

    /// A trace of a plugin.
    public init(_ subject: Subject) { self.subject = subject }

    /// Asks what a check asks, or what a recording holds, and hands each line to `say`.
    public func run(_ replay: Recording? = nil, say: @escaping (String) -> Void) -> Result {
        let notes = Notes(say)
        do throws(Halt) {
            let stage = try Stage(subject)
            stage.onTold = { notes.told($0) }
            try stage.load()
            notes.line("loaded", "", seconds: stage.loadedIn)
            var hosts = (replay?.entries ?? []).compactMap { entry -> (String, [Household.Piece])? in
                if case .host(let verb, let pieces) = entry { (verb, pieces) } else { nil }
            }
            let household = { (call: Stage.Call) -> [Household.Piece] in stage.household.answer(call.verb, call.arguments) }
            stage.override = { call in
                guard !call.verb.isEmpty, call.isReadable else { return nil }
                var pieces: [Household.Piece]
                if replay != nil, let index = hosts.firstIndex(where: { $0.0 == call.verb }) {
                    pieces = hosts.remove(at: index).1
                } else {
                    pieces = household(call)
                }
                notes.host(call, pieces)
                return pieces
            }
            try stage.start()
            notes.line("started", "", seconds: stage.startedIn)
            let questions =
                replay.map { $0.entries.compactMap { if case .asked(let question) = $0 { question } else { nil } } }
                ?? Questions(subject: subject).all
            for question in questions {
                notes.ask(question)
                guard try stage.ask(question) != nil else {
                    notes.line("unknown", question.verb)
                    continue
                }
                notes.line("turn", question.words, seconds: stage.turns.last?.seconds)
                try stage.settle()
            }
            try stage.drain(0.1)
            try stage.stop()
            notes.line("stopped", "", seconds: stage.turns.last?.seconds)
            return Result(recording: notes.recording, halt: nil)
        } catch {
            let words: String
            switch error {
            case .crashed(let why), .hung(let why), .failed(let why), .skipped(let why): words = why
            }
            return Result(recording: notes.recording, halt: Checkup.sentence(words))
        }
    }
}

/// Keeps the recording and words the lines.
private final class Notes {
    var recording = Recording()
    private let say: (String) -> Void
    private var answers: [UInt64: [UInt8]] = [:]
    private var numbers: [UInt64: Int] = [:]
    private var asked = 0

    init(_ say: @escaping (String) -> Void) { self.say = say }

    func ask(_ question: Question) {
        recording.entries.append(.asked(question))
        line("ask", "\(question.words)  \(Notes.sizes(question.arguments))")
        asked += 1
    }

    func host(_ call: Stage.Call, _ pieces: [Household.Piece]) {
        recording.entries.append(.host(call.verb, pieces))
        let bytes = pieces.reduce(0) { $0 + $1.bytes.count }
        line(
            "  host",
            "\(call.verb)  \(Status.name(pieces.last?.status ?? 0)), \(bytes) bytes\(pieces.count > 1 ? " in \(pieces.count) pieces" : "")")
    }

    func told(_ told: Told) {
        switch told.kind {
        case .call: line("  call", "\(Stage.verb(told.verb))  \(Notes.sizes(told.texts))")
        case .gaveUp: line("  gave up", "call \(told.token)")
        case .looked: line("  find", "\(Stage.line(told.line))  \(told.verb == 0 ? "not there" : "there")")
        case .log: line("  log", "\(["debug", "info", "warning", "error"][Int(max(0, min(3, told.status)))])  \(Stage.line(told.line))")
        case .late: line("  late", "host->\(told.line)")
        case .network: line("  network", "an internet socket")
        case .reply:
            let bytes = told.texts.first ?? []
            line(
                "  reply",
                "\(Status.name(told.status)), \(bytes.count) bytes\(told.verb == 0 ? "" : ", told \(Status.name(Int32(bitPattern: told.verb)))")  \(Stage.line(String(decoding: bytes.prefix(100), as: UTF8.self)))"
            )
            guard told.verb == 0 else { return }
            answers[told.token, default: []] += bytes
            if told.status != Status.more {
                recording.entries.append(
                    .answered(Int(clamping: told.token) - 1, told.status, answers.removeValue(forKey: told.token) ?? []))
            }
        default: break
        }
    }

    func line(_ what: String, _ words: String, seconds: Double? = nil) {
        let time = seconds.map { $0 < 0.01 ? "\(Int($0 * 1e6)) µs" : "\(Int($0 * 1000)) ms" }
        say([what.padded(to: 11), words, time.map { "(\($0))" } ?? ""].filter { !$0.isEmpty }.joined(separator: " ").trimmedEnd())
    }

    private static func sizes(_ texts: [[UInt8]]) -> String { "(" + texts.map { "\($0.count)" }.joined(separator: ", ") + ")" }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
    fileprivate func trimmedEnd() -> String { String(self[...(lastIndex { $0 != " " } ?? startIndex)]) }
}
