import Dispatch
import Synchronization

/// One plugin of this library, from start() to stop(), as often as the host likes.
final class Runner: Sendable {
    private struct State {
        var host: HostTable?
        var plugin: Task<any Plugin, any Error>?
        var work: [UInt64: Task<Void, Never>] = [:]
    }

    private let type: any Plugin.Type
    private let state = Mutex(State())
    private let queue = PluginQueue.own
    private let running = DispatchGroup()

    init(_ type: any Plugin.Type) {
        self.type = type
        queue.use(turns: type.runsOnTurns)
    }

    /// Runs the plugin's init. Comes back when it has finished, or as soon as it waits for the host,
    /// because the host answers on a later turn only.
    func start(_ host: HostTable) -> Int32 {
        let waits = DispatchSemaphore(value: 0)
        let outcome = Mutex<Failure?>(nil)
        Pending.open()
        running.enter()
        let face = Host(table: host, onFirstCall: { waits.signal() })
        let plugin = Task(executorPreference: queue) { [type, running] () throws -> any Plugin in
            defer {
                waits.signal()
                running.leave()
            }
            do { return try await type.init(host: face) } catch {
                let failure = Failure(error)
                outcome.withLock { $0 = failure }
                host.log(3, "does not start: \(failure)")
                throw failure
            }
        }
        state.withLock {
            $0.host = host
            $0.plugin = plugin
        }
        waits.wait()
        guard let failure = outcome.withLock({ $0 }) else { return 0 }
        stop()
        return failure.kind.rawValue
    }

    func find(_ name: String) -> UInt32 { type.answers.first { $0.verb == name }?.rawValue ?? 0 }

    func handle(_ verb: UInt32, _ token: UInt64, _ arguments: [[UInt8]]) {
        state.withLock { held in
            guard let host = held.host, let plugin = held.plugin else { return }
            guard let answer = Answer(rawValue: verb), type.answers.contains(answer) else {
                host.reply(token, Failure.Kind.unsupported.rawValue, [])
                return
            }
            running.enter()
            held.work[token] = Task(executorPreference: queue) { [self] in
                do {
                    let face = Host(table: host, onFirstCall: {})
                    let bytes = try await Runner.answer(answer, arguments, by: plugin.value, face) { host.reply(token, 1, $0) == 0 }
                    host.reply(token, 0, bytes)
                } catch {
                    let failure = Failure(error)
                    host.reply(token, failure.kind.rawValue, Array(failure.detail.utf8))
                }
                state.withLock { $0.work[token] = nil }
                running.leave()
            }
        }
    }

    func cancel(_ token: UInt64) { state.withLock { $0.work[token] }?.cancel() }

    /// Waits until nothing of the plugin runs any more.
    func stop() {
        let (work, plugin) = state.withLock { ($0.work.values.map(\.self), $0.plugin) }
        for task in work { task.cancel() }
        plugin?.cancel()
        Pending.close()
        running.wait()
        state.withLock { $0 = State() }
    }

    /// One verb. `piece` gives false when nobody listens any more.
    private static func answer(
        _ answer: Answer, _ arguments: [[UInt8]], by plugin: any Plugin, _ host: Host, piece: ([UInt8]) -> Bool
    ) async throws -> [UInt8] {
        func argument(_ index: Int) throws(Failure) -> [UInt8] {
            guard index < arguments.count else { throw Failure(.invalid, "\(answer.verb) came with \(arguments.count) arguments") }
            return arguments[index]
        }
        func text(_ index: Int) throws(Failure) -> String { String(decoding: try argument(index), as: UTF8.self) }
        switch answer {
        case .route:
            let request = Request(head: try JSON(parsing: try argument(0)), body: try argument(1)) { id async throws(Failure) in
                try await host.call("route.body/1", id)
            }
            let response = try await plugin.route(request)
            var head: JSON = ["status": .int(Int64(response.status)), "headers": .object(response.headers.mapValues(JSON.string))]
            if response.rest == nil { head["length"] = .int(Int64(response.body.count)) }
            guard piece(head.bytes) else { throw CancellationError() }
            if response.rest == nil, response.body.count <= 65_536 { return response.body }
            var body = response.body[...]
            while body.count > 65_536 {
                guard piece(Array(body.prefix(65_536))) else { throw CancellationError() }
                body = body.dropFirst(65_536)
            }
            guard let rest = response.rest else { return Array(body) }
            if !body.isEmpty, !piece(Array(body)) { throw CancellationError() }
            for try await more in rest where !piece(more) { throw CancellationError() }
            return []
        case .hook: return try await plugin.hook(try text(0), try JSON(parsing: try argument(1)))?.bytes ?? []
        case .action:
            let result = try await plugin.action(try text(0), try JSON(parsing: try argument(1)))
            return JSON.object(["action": result.action, "message": .string(result.message)]).bytes
        case .event:
            try await plugin.event(try text(1), number: Int64(try text(0)) ?? 0, try JSON(parsing: try argument(2)))
            return []
        case .job:
            try await plugin.job(try text(0))
            return []
        case .credential: return try await plugin.credential(try JSON(parsing: try argument(0))).json.bytes
        case .health: return try await plugin.health().json.bytes
        case .settingsCheck: return try await plugin.checkSettings(try JSON(parsing: try argument(1)), scope: try text(0)).json.bytes
        }
    }
}

/// The table a plugin's exported function answers with. Call it in `mailflow_plugin_v1` and nowhere else; it is made once.
public func export(_ type: any Plugin.Type) -> UnsafeRawPointer {
    Exported.table.withLock { table in
        if let made = table { return made.pointer }
        let made = Exported(pointer: UnsafeRawPointer(Border.table(Runner(type))))
        table = made
        return made.pointer
    }
}

private struct Exported: @unchecked Sendable {
    let pointer: UnsafeRawPointer
    static let table = Mutex<Exported?>(nil)
}
