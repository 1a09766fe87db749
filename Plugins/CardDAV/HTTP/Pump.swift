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
    /// A document that is shorter is sent at once, and pieces of a longer one are about as long as this.
    private static let piece = 256 << 10

    /// 207 with a document that is made card by card: `write` is called with at most `step` of `members` at a time, `end` once.
    static func multistatus(
        _ members: [Member], step: Int, begin: @escaping @Sendable (inout XMLWriter) -> Void,
        write: @escaping @Sendable (inout XMLWriter, ArraySlice<Member>) async throws -> Void,
        end: @escaping @Sendable (inout XMLWriter) -> Void
    ) async throws -> Reply {
        @Sendable func fill(_ writer: inout XMLWriter, _ at: inout Int) async throws {
            while at < members.count, writer.bytes.count < piece {
                let next = min(members.count, at + step)
                try await write(&writer, members[at..<next])
                at = next
            }
        }
        let headers = ["content-type": xml]
        var writer = XMLWriter()
        var at = 0
        Multistatus.begin(&writer)
        begin(&writer)
        // A short document is made at once, and so is the beginning of a long one: a failure there is still a failure.
        try await fill(&writer, &at)
        guard at < members.count else {
            end(&writer)
            return Reply(207, headers: headers, body: .bytes(writer.bytes))
        }
        let pump = Pump((at: at, first: writer.bytes)) { state in
            if !state.first.isEmpty {
                defer { state.first = [] }
                return state.first
            }
            guard state.at <= members.count else { return nil }
            var writer = XMLWriter()
            try await fill(&writer, &state.at)
            if state.at == members.count {
                end(&writer)
                state.at += 1
            }
            return writer.bytes
        }
        return Reply(207, headers: headers, body: .stream(pump.stream))
    }
}
