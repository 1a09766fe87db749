import CPluginABI
import Core
import Foundation
import Synchronization

/// A plugin inside this process: dlopen, and one thread of its own on which it is entered.
final class InlinePort: PluginPort {
    private let library: LibraryFile
    private let id: String
    private let version: String
    private let limits: PluginLimits
    private let state = Mutex(State())

    private struct State {
        var thread: TurnThread?
        var library: PluginLibrary?
        var ear: HostEar?
    }

    /// A port to a library.
    init(library: LibraryFile, id: String, version: String, limits: PluginLimits) {
        self.library = library
        self.id = id
        self.version = version
        self.limits = limits
    }

    func start(_ owner: any PortOwner, verbs: [String]) async throws(Failure) -> [String: UInt32] {
        let thread = TurnThread(
            plugin: id, slow: limits.slowTurn, onSlow: { [weak owner] in owner?.slowTurn($0) },
            onEnd: { [weak owner] in owner?.turnEnded() })
        state.withLock { $0.thread = thread }
        let result: Result<[String: UInt32], Failure> = await withCheckedContinuation { continuation in
            let once = Once { continuation.resume(returning: $0) }
            let late = Task { [limits] in
                do { try await Task.sleep(for: .seconds(limits.start)) } catch { return }
                once.settle(.failure(PluginLibrary.late(limits.start)))
            }
            thread.turn { [self] in
                let result = enter(owner, verbs)
                late.cancel()
                // Nobody waits for a start that came too late: what it opened is closed again.
                if !once.settle(result) {
                    if case .success = result { stop {} } else { thread.lastTurn {} }
                }
            }
        }
        if case .failure(let failure) = result, failure.kind != .timeout { thread.lastTurn {} }
        return try result.get()
    }

    /// The first turn: load, start, and learn the numbers of the verbs.
    private func enter(_ owner: any PortOwner, _ verbs: [String]) -> Result<[String: UInt32], Failure> {
        do throws(Failure) {
            let library = try PluginLibrary(file: library, id: id, version: version)
            let plugin = library.plugin
            let ear = HostEar(owner)
            state.withLock {
                $0.library = library
                $0.ear = ear
            }
            let status = plugin.pointee.start(plugin, ear.table)
            guard status == 0 else {
                ear.close()
                throw PluginLibrary.refused(status)
            }
            var numbers: [String: UInt32] = [:]
            for verb in verbs {
                numbers[verb] = ForeignText.lend(Array(verb.utf8)) { plugin.pointee.find(plugin, $0) }
            }
            return .success(numbers)
        } catch { return .failure(error) }
    }

    func handle(_ verb: UInt32, token: UInt64, arguments: [[UInt8]]) {
        turn { plugin, _ in
            ForeignText.lend(arguments) { plugin.pointee.handle(plugin, verb, token, $0, $1) }
        }
    }

    func cancel(_ token: UInt64) {
        turn { plugin, _ in plugin.pointee.cancel(plugin, token) }
    }

    func answer(_ token: UInt64, status: Int32, bytes: [UInt8]) {
        turn { _, ear in
            guard let done = ear.done(token, last: status != 1) else { return }
            ForeignText.lend(bytes) { done.fn?(done.context, status, $0) }
        }
    }

    func stop(_ done: @escaping @Sendable () -> Void) {
        let (thread, library, ear) = state.withLock { ($0.thread, $0.library, $0.ear) }
        guard let thread, let library, let ear else { return done() }
        thread.lastTurn {
            library.plugin.pointee.stop(library.plugin)
            ear.close()
            done()
        }
    }

    var isInTurn: Bool { state.withLock { $0.thread }?.isCurrent ?? false }

    var starved: Double { 0 }

    var turnAge: Double { state.withLock { $0.thread }?.age ?? 0 }

    var backlog: Int { state.withLock { $0.thread }?.backlog ?? 0 }

    func kill(_ why: String) -> Bool { false }

    var place: PortPlace { PortPlace() }

    private func turn(_ body: @escaping @Sendable (UnsafePointer<mf_plugin>, HostEar) -> Void) {
        let (thread, library, ear) = state.withLock { ($0.thread, $0.library, $0.ear) }
        guard let thread, let library, let ear else { return }
        thread.turn { body(library.plugin, ear) }
    }
}
