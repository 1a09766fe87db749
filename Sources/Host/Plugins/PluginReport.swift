import Foundation

/// How a plugin's process ended: one sentence for the admin, and what it wrote last.
struct PluginReport: Sendable, Equatable {
    /// What happened, such as "It crashed (SIGSEGV, a bad address)."
    var sentence: String
    /// The end of its stderr; may be empty.
    var tail = ""

    /// What the status of `waitpid` means. `limit` is the memory it may have, in MiB.
    init(status: Int32, tail: String, limit: Int) {
        let signal = status & 0x7f
        let (memory, rest) = PluginReport.memory(tail)
        if signal == 0 {
            sentence =
                switch (status >> 8) & 0xff {
                case 70: "It closed its connection to the server."
                case 71: "Its runner met a frame it does not know; the server and mailflow-runner are of different versions."
                case let code: "It ended its own process (exit status \(code))."
                }
        } else if signal == SIGKILL {
            sentence = "Its process was killed (SIGKILL), by itself or because memory ran out."
        } else if let words = PluginReport.signals[signal] {
            sentence = "It crashed (\(words))."
        } else {
            sentence = "Its process was ended by signal \(signal)."
        }
        if signal != 0, let memory, memory * 5 >= limit * 4 {
            sentence = "It used up its memory (\(memory) of \(limit) MB) and crashed."
        }
        self.tail = rest
    }

    /// A sentence of the server's own.
    init(_ sentence: String, tail: String = "") {
        self.sentence = sentence
        self.tail = PluginReport.memory(tail).rest
    }

    /// The runner's first word on a crash is how much memory it had, in MiB.
    private static func memory(_ tail: String) -> (memory: Int?, rest: String) {
        var memory: Int?
        let lines = tail.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            let words = line.split(separator: " ")
            guard words.count == 3, words[0] == "mailflow-runner:", words[1] == "memory", let number = Int(words[2]) else { return true }
            memory = number
            return false
        }
        return (memory, lines.joined(separator: "\n"))
    }

    /// How a plugin inside the server took it along.
    static func ofServer(signal: Int64) -> String {
        guard signal != 0 else { return "It ended the server (it called exit)." }
        return "It crashed the server (\(signals[Int32(clamping: signal)] ?? "signal \(signal)"))."
    }

    static let signals: [Int32: String] = [
        SIGSEGV: "SIGSEGV, a bad address", SIGBUS: "SIGBUS, a bad address", SIGILL: "SIGILL, an instruction there is not",
        SIGFPE: "SIGFPE, a division by zero", SIGABRT: "SIGABRT, it called abort", SIGTRAP: "SIGTRAP, a trap",
        SIGSYS: "SIGSYS, it asked the kernel for something its process may not do", SIGPIPE: "SIGPIPE, nobody read what it wrote",
    ]
}
