import CRunner
import Core
import Foundation
import Synchronization

/// The process of one isolated plugin. A thread of its own starts it and waits for its end,
/// because the kernel ends the process with the thread that started it.
final class RunnerProcess: Sendable {
    let pid: Int32
    private let isOver = Mutex(false)

    private init(pid: Int32) { self.pid = pid }

    /// Starts a program, with a descriptor of the library if there is one, which is closed here. `ready` gets the process with both descriptors, or an errno; then `ended` gets the status of `waitpid`.
    /// Both are called on the thread of the process.
    static func start(
        _ path: String, _ words: [String], environment: [String], library: Int32 = -1,
        ready: @escaping @Sendable (Result<(RunnerProcess, socket: Int32, errors: Int32), Errno>) -> Void,
        ended: @escaping @Sendable (Int32) -> Void
    ) {
        let thread = Thread {
            var out = mf_runner()
            let error = lend([path] + words) { words in
                lend(environment) { mf_runner_spawn(path, words, $0, library, &out) }
            }
            if library >= 0 { close(library) }
            guard error == 0 else { return ready(.failure(Errno(code: error))) }
            let process = RunnerProcess(pid: out.pid)
            ready(.success((process, out.socket, out.errors)))
            mf_runner_wait(out.pid)
            let status = process.isOver.withLock { over in
                over = true
                // Whatever it started goes with it; until it is reaped the number is its group's.
                Foundation.kill(-out.pid, SIGKILL)
                return mf_runner_reap(out.pid)
            }
            ended(status)
        }
        thread.stackSize = 256 << 10
        thread.name = "runner"
        thread.start()
    }

    struct Errno: Error { let code: Int32 }

    /// Ends it and everything in its process group.
    func kill() {
        // Under the lock, so that the number is not another process's by now.
        isOver.withLock { over in
            guard !over else { return }
            Foundation.kill(-pid, SIGKILL)
            Foundation.kill(pid, SIGKILL)
        }
    }

    private static func lend<Result>(_ words: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result) -> Result {
        var copies = words.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeMutableBufferPointer { buffer in
            // One nil at least is in it.
            buffer.baseAddress.map { body(UnsafePointer($0)) }
                ?? withUnsafeTemporaryAllocation(
                    of: UnsafeMutablePointer<CChar>?.self, capacity: 1
                ) { empty in
                    empty.initialize(repeating: nil)
                    return body(UnsafePointer(empty.baseAddress.unsafelyUnwrapped))
                }
        }
    }

    /// Seconds in which one of its threads, the one that waited longest, could have run but the processor was busy with others.
    var starved: Double {
        guard !isOver.withLock({ $0 }), let threads = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task") else {
            return 0
        }
        // Nanoseconds run, nanoseconds waited, how often (sched-stats of the kernel).
        let waits = threads.compactMap { thread -> Double? in
            let text = try? String(contentsOfFile: "/proc/\(pid)/task/\(thread)/schedstat", encoding: .utf8)
            return text?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
        }
        return (waits.max() ?? 0) / 1e9
    }

    /// Memory in bytes and seconds of processor time so far; nil when it is gone.
    var use: (memory: Int, cpu: Double)? {
        guard !isOver.withLock({ $0 }), let statm = try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8),
            let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        else { return nil }
        let pages = statm.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        // The name of the program, in parentheses, may have spaces in it.
        let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
        let ticks = fields.count > 13 ? (Double(fields[12]) ?? 0) + (Double(fields[13]) ?? 0) : 0
        return (pages * Int(sysconf(Int32(_SC_PAGESIZE))), ticks / Double(max(1, sysconf(Int32(_SC_CLK_TCK)))))
    }
}
