/// Makes the pieces of a body one by one, each when it is asked for.
actor Pump<State: Sendable> {
    private var state: State
    private let step: @Sendable (inout State) async throws -> [UInt8]?

    /// `step` gives the next piece, or nil at the end.
    init(_ state: State, _ step: @escaping @Sendable (inout State) async throws -> [UInt8]?) {
        self.state = state
        self.step = step
    }

    private func next() async throws -> [UInt8]? {
        var now = state
        let piece = try await step(&now)
        state = now
        return piece
    }

    /// The body.
    nonisolated var stream: Reply.Stream { Reply.Stream { try await self.next() } }
}

extension Reply {
    /// 207 with a document that is made card by card: `write` is called with some of `members` at a time, `end` once.
    static func multistatus(
        _ members: [Member], step: Int, begin: @escaping @Sendable (inout XMLWriter) -> Void,
        write: @escaping @Sendable (inout XMLWriter, ArraySlice<Member>) async throws -> Void,
        end: @escaping @Sendable (inout XMLWriter) -> Void
    ) async throws -> Reply {
        let headers = ["content-type": xml]
        var writer = XMLWriter()
        Multistatus.begin(&writer)
        begin(&writer)
        // A short document is made at once, and so is the beginning of a long one: a failure there is still a failure.
        try await write(&writer, members.prefix(step))
        guard members.count > step else {
            end(&writer)
            return Reply(207, headers: headers, body: .bytes(writer.bytes))
        }
        let pump = Pump((at: 0, first: writer.bytes)) { state in
            defer { state.at += step }
            if state.at == 0 {
                defer { state.first = [] }
                return state.first
            }
            guard state.at < members.count + step else { return nil }
            var writer = XMLWriter()
            if state.at < members.count {
                try await write(&writer, members[state.at..<min(members.count, state.at + step)])
            } else {
                end(&writer)
            }
            return writer.bytes
        }
        return Reply(207, headers: headers, body: .stream(pump.stream))
    }
}
