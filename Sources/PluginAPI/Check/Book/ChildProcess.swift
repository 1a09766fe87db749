import CPuppet
import Foundation

/// The process of one puppet.
final class ChildProcess {
    enum End {
        case signal(Int32)
        case status(Int32)
    }

    private let id: pid_t
    private let output: Int32
    private var end_: End?

    /// Where the child's program is: beside this one. `MAILFLOW_CHECK_CHILD` names another place.
    static var program: String? {
        var places = [ProcessInfo.processInfo.environment["MAILFLOW_CHECK_CHILD"]].compactMap(\.self)
        for path in [
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "", CommandLine.arguments.first ?? "",
        ] {
            places.append(((path as NSString).deletingLastPathComponent as NSString).appendingPathComponent("mailflow-check-child"))
        }
        return places.first { access($0, X_OK) == 0 }
    }

    /// Starts it with its two pipes as descriptors 3 and 4. What the plugin prints goes to a file nobody else sees.
    init(commands: Int32, events: Int32) throws(Halt) {
        guard let program = ChildProcess.program else { throw .skipped("mailflow-check-child is not beside mailflow-check") }
        output = mf_puppet_scratch()
        guard output >= 0 else { throw .skipped("there is no room for a temporary file") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        posix_spawn_file_actions_adddup2(&actions, commands, 3)
        posix_spawn_file_actions_adddup2(&actions, events, 4)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var usual = sigset_t()
        sigfillset(&usual)
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        let argument = strdup(program)
        defer { free(argument) }
        let kept = ["PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "TMPDIR"].compactMap { name in
            ProcessInfo.processInfo.environment[name].flatMap { strdup("\(name)=\($0)") }
        }
        defer { for text in kept { free(text) } }
        var child: pid_t = 0
        let status = posix_spawn(&child, program, &actions, &attributes, [argument, nil], kept + [nil])
        guard status == 0 else { throw .skipped("\(program) cannot be started: \(String(cString: strerror(status)))") }
        id = child
    }

    deinit { close(output) }

    /// Waits until it is gone, a second at most; then it is ended by force.
    func end() {
        guard end_ == nil else { return }
        for _ in 0..<100 {
            if collect(WNOHANG) { return }
            usleep(10_000)
        }
        kill(id, SIGKILL)
        collect(0)
    }

    /// How it ended.
    func wait() -> End {
        end()
        return end_ ?? .status(0)
    }

    @discardableResult
    private func collect(_ options: Int32) -> Bool {
        var status: Int32 = 0
        guard waitpid(id, &status, options) == id else { return false }
        let signal = status & 0x7f
        end_ = signal == 0 ? .status((status >> 8) & 0xff) : .signal(signal)
        return true
    }

    /// The end of what the plugin printed, on one line.
    var lastWords: String {
        let size = lseek(output, 0, SEEK_END)
        guard size > 0 else { return "" }
        var bytes = [UInt8](repeating: 0, count: Int(min(size, 400)))
        let got = pread(output, &bytes, bytes.count, size - off_t(bytes.count))
        let text = String(decoding: bytes.prefix(max(0, got)), as: UTF8.self)
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
            .trimmingCharacters(in: .whitespaces)
    }

    static func name(of signal: Int32) -> String {
        [4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV", 24: "SIGXCPU", 31: "SIGSYS"][
            signal]
            ?? "signal \(signal)"
    }
}
