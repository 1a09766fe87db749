import Core
import Synchronization

extension PluginSession {
    /// A body the plugin may read.
    struct Upload {
        let source: PluginUpload
        /// What has come and was more than a piece.
        var rest: ArraySlice<UInt8> = []
        /// Whether a piece has been asked for and not come.
        var isBusy = false
    }

    /// The next piece of a body if it is here already; nil when it has to be waited for.
    func pullAtOnce(_ id: [UInt8]) throws(Failure) -> [UInt8]? {
        let token = try PluginSession.body(id)
        let found: Result<[UInt8]?, Failure> = state.withLock { state in
            guard var upload = state.uploads[token] else { return .failure(PluginSession.noBody) }
            guard !upload.isBusy, let piece = PluginSession.cut(&upload.rest) else { return .success(nil) }
            state.uploads[token] = upload
            state.delay(token)
            return .success(piece)
        }
        return try found.get()
    }

    private static let noBody = Failure(.notFound, "no such body, or it is over")

    private static func body(_ id: [UInt8]) throws(Failure) -> UInt64 {
        guard id.count <= 20, let token = UInt64(String(decoding: id, as: UTF8.self)) else { throw noBody }
        return token
    }

    /// The next piece of a body, for `route.body/1`. While the client is waited for, it is not the plugin that is late.
    func pull(_ id: [UInt8]) async throws(Failure) -> [UInt8] {
        let token = try PluginSession.body(id)
        enum Turn { case here([UInt8]), wait(PluginUpload), no(Failure) }
        let turn: Turn = state.withLock { state in
            guard var upload = state.uploads[token] else { return .no(PluginSession.noBody) }
            guard !upload.isBusy else { return .no(Failure(.conflict, "a piece of this body was asked for already")) }
            if let piece = PluginSession.cut(&upload.rest) {
                state.uploads[token] = upload
                state.delay(token)
                return .here(piece)
            }
            upload.isBusy = true
            state.uploads[token] = upload
            // Whoever reads from the client ends a wait; this is for one that does not.
            state.delay(token, by: 86_400)
            return .wait(upload.source)
        }
        switch turn {
        case .here(let piece): return piece
        case .no(let failure): throw failure
        case .wait(let source):
            let bytes: [UInt8]
            do { bytes = try await source.next() } catch {
                state.withLock { state in
                    state.uploads[token] = nil
                    state.delay(token)
                }
                throw error
            }
            return state.withLock { state in
                state.delay(token)
                var rest = bytes[...]
                let piece = PluginSession.cut(&rest)
                state.uploads[token]?.isBusy = false
                state.uploads[token]?.rest = rest
                if piece == nil { state.uploads[token] = nil }
                return piece ?? []
            }
        }
    }

    private static func cut(_ bytes: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard !bytes.isEmpty else { return nil }
        defer { bytes = bytes.dropFirst(PluginUpload.piece) }
        return Array(bytes.prefix(PluginUpload.piece))
    }
}

extension PluginSession.State {
    /// The deadline of a question begins anew, and some seconds later still.
    mutating func delay(_ token: UInt64, by more: Double = 0) {
        guard let deadline = asked[token]?.deadline else { return }
        asked[token]?.until = .now + .seconds(deadline + more)
    }
}
