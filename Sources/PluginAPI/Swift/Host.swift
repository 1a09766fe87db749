import Synchronization

/// What the host lends the plugin. Every function fails with a `Failure`: `denied` without the grant, `unsupported` where the host
/// does not have the verb, `cancelled` when the plugin is being stopped.
public struct Host: Sendable {
    private let table: HostTable
    private let onFirstCall: @Sendable () -> Void

    init(table: HostTable, onFirstCall: @escaping @Sendable () -> Void) {
        self.table = table
        self.onFirstCall = onFirstCall
    }

    /// Whether a verb is there and granted.
    public func has(_ verb: String) -> Bool { table.find(verb) != 0 }

    /// The levels of the log.
    public enum Level: Int32, Sendable { case debug, info, warning, error }

    /// Writes a line to the server's log.
    public func log(_ level: Level = .info, _ line: String) { table.log(level.rawValue, line) }

    /// Asks any verb and reads its answer as it comes.
    public func stream(_ verb: String, _ arguments: [[UInt8]]) -> Pieces {
        let (stream, pieces) = Pieces.makeStream()
        guard let key = Pending.add(.pieces(pieces)) else {
            pieces.finish(throwing: Failure(.cancelled, "the plugin is being stopped"))
            return stream
        }
        let token = table.call(table.find(verb), arguments, key: key)
        if token == 0 { Pending.answer(key, Failure.Kind.cancelled.rawValue, []) }
        pieces.onTermination = { [table] in
            if case .cancelled = $0, token != 0 { table.cancel(token) }
        }
        onFirstCall()
        return stream
    }

    /// Asks any verb and gives its whole answer.
    @discardableResult
    public func call(_ verb: String, _ arguments: [[UInt8]]) async throws(Failure) -> [UInt8] {
        let asked = Mutex<(token: UInt64, isLeft: Bool)>((0, false))
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { waiting in
                guard let key = Pending.add(.whole(waiting, [])) else {
                    return waiting.resume(returning: .failure(Failure(.cancelled, "the plugin is being stopped")))
                }
                let token = table.call(table.find(verb), arguments, key: key)
                if token == 0 { Pending.answer(key, Failure.Kind.cancelled.rawValue, []) }
                let isLeft = asked.withLock { asked in
                    asked.token = token
                    return asked.isLeft
                }
                if isLeft, token != 0 { table.cancel(token) }
                onFirstCall()
            }
        } onCancel: {
            let token = asked.withLock { asked in
                asked.isLeft = true
                return asked.token
            }
            if token != 0 { table.cancel(token) }
        }.get()
    }

    /// Asks any verb with texts.
    @discardableResult
    public func call(_ verb: String, _ arguments: String...) async throws(Failure) -> [UInt8] {
        try await call(verb, arguments.map { Array($0.utf8) })
    }
}
