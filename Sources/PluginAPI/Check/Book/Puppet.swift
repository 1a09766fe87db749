import CPuppet
import Foundation

/// A plugin in a process of its own, and a conversation with it by frames. Every wait has an end. Used from one thread.
final class Puppet {
    private let inbox = Inbox()
    private let commands: Int32
    private let process: Process
    private var ended = false

    /// The one that is inside this process now: it has C's variables to itself.
    nonisolated(unsafe) private static weak var inside: Puppet?

    enum Process {
        case child(ChildProcess)
        case inside(DispatchSemaphore)
    }

    /// Starts a process for one plugin; with `inProcess` a thread of this one, so that a debugger sees the plugin.
    init(inProcess: Bool) throws(Halt) {
        // Whoever writes to a process that has just died is told so, instead of dying with it.
        signal(SIGPIPE, SIG_IGN)
        if inProcess { Puppet.inside?.end() }
        let (readCommands, writeCommands) = try Puppet.pipe()
        let (readEvents, writeEvents) = try Puppet.pipe()
        commands = writeCommands
        if inProcess {
            let over = DispatchSemaphore(value: 0)
            process = .inside(over)
            Thread {
                _ = mf_puppet_serve(readCommands, writeEvents)
                close(readCommands)
                close(writeEvents)
                over.signal()
            }.start()
        } else {
            process = .child(try ChildProcess(commands: readCommands, events: writeEvents))
            close(readCommands)
            close(writeEvents)
        }
        let inbox = inbox
        let reader = Thread { inbox.fill(from: readEvents) }
        reader.start()
        if inProcess { Puppet.inside = self }
    }

    deinit { end() }

    /// Asks; a puppet that is gone is noticed at the next wait.
    func ask(_ ask: Ask) {
        let bytes = ask.bytes
        bytes.withUnsafeBytes { raw in
            var at = 0
            while at < raw.count {
                let wrote = write(commands, raw.baseAddress! + at, raw.count - at)
                if wrote < 0, errno == EINTR { continue }
                guard wrote > 0 else { return }
                at += wrote
            }
        }
    }

    /// What it tells next; nil when it says nothing for so long. Throws `crashed` when it is gone.
    func next(within seconds: Double) throws(Halt) -> Told? {
        switch inbox.next(within: seconds) {
        case .told(let told): return told
        case .silence: return nil
        case .gone(let fault): throw .crashed(obituary(fault))
        }
    }

    /// Ends it, if need be by force.
    func end() {
        guard !ended else { return }
        ended = true
        ask(Ask(kind: .bye))
        close(commands)
        switch process {
        case .child(let child): child.end()
        // The next one inside uses the same variables of C.
        case .inside(let over): _ = over.wait(timeout: .now() + 2)
        }
    }

    private static func pipe() throws(Halt) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard mf_puppet_pipe(&ends) == 0 else { throw .skipped("there are no more pipes to be had") }
        return (ends[0], ends[1])
    }

    private func obituary(_ fault: Told?) -> String {
        guard case .child(let child) = process else { return "it went away" }
        let end = child.wait()
        var words: String
        switch end {
        case .signal(let number):
            words = "it crashed with \(ChildProcess.name(of: number))"
            if fault?.line == "lent" { words = "it touched memory that was lent to it for an earlier turn" }
            if fault?.line == "null" { words += " at a null pointer" }
        case .status(let status): words = "it ended its process with status \(status)"
        }
        let said = child.lastWords
        return said.isEmpty ? words : "\(words); it said: \(said)"
    }
}

/// What a puppet told and nobody has read yet.
private final class Inbox: @unchecked Sendable {
    enum Next {
        case told(Told)
        case silence
        case gone(Told?)
    }

    private let condition = NSCondition()
    private var waiting: [Told] = []
    private var first = 0
    private var fault: Told?
    private var gone = false

    func next(within seconds: Double) -> Next {
        condition.lock()
        defer { condition.unlock() }
        let until = Date(timeIntervalSinceNow: seconds)
        while first == waiting.count {
            if gone { return .gone(fault) }
            if !condition.wait(until: until) { return first == waiting.count ? (gone ? .gone(fault) : .silence) : take() }
        }
        return take()
    }

    private func take() -> Next {
        let told = waiting[first]
        first += 1
        if first == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            first = 0
        }
        return .told(told)
    }

    func fill(from descriptor: Int32) {
        while let told = read(from: descriptor) {
            condition.withLock {
                if told.kind == .fault { fault = told } else { waiting.append(told) }
                condition.signal()
            }
        }
        close(descriptor)
        condition.withLock {
            gone = true
            condition.broadcast()
        }
    }

    private func read(from descriptor: Int32) -> Told? {
        guard let raw = bytes(MemoryLayout<mf_puppet_head>.size, from: descriptor) else { return nil }
        let head = raw.withUnsafeBytes { $0.loadUnaligned(as: mf_puppet_head.self) }
        guard let kind = Told.Kind(rawValue: head.kind), let body = bytes(Int(head.length), from: descriptor) else { return nil }
        var texts: [[UInt8]] = []
        var at = 0
        for _ in 0..<head.count {
            guard at + 4 <= body.count else { return nil }
            let length = Int(body[at..<at + 4].withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) })
            at += 4
            guard length <= body.count - at else { return nil }
            texts.append(Array(body[at..<at + length]))
            at += length
        }
        return Told(kind: kind, verb: head.verb, status: head.status, token: head.token, texts: texts)
    }

    private func bytes(_ count: Int, from descriptor: Int32) -> [UInt8]? {
        var all = [UInt8](repeating: 0, count: count)
        var at = 0
        while at < count {
            let got = all.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress! + at, count - at) }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return nil }
            at += got
        }
        return all
    }
}
