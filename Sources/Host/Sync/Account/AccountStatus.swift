public import Core

/// How an account is, as `MailAccount.status` of the HTTP contract says it.
public struct AccountStatus: Hashable, Sendable {
    /// One word a program can act on.
    public enum State: String, Sendable, CaseIterable {
        /// Connected, everything is here.
        case ok
        /// Signing in for the first time or again.
        case connecting
        /// Connected, still fetching.
        case syncing
        /// The server refuses the password: a person must act.
        case needsSignIn
        /// The server cannot be reached; it is tried again.
        case unreachable
        /// Stopped by the person.
        case paused
    }

    /// How far a first sync is.
    public struct Progress: Hashable, Sendable {
        /// The two things that a first sync fetches.
        public enum Phase: String, Sendable { case headers, bodies }
        /// What is being fetched.
        public var phase: Phase
        /// How many are here.
        public var done: Int64
        /// How many there are.
        public var total: Int64

        /// So many of so many.
        public init(phase: Phase, done: Int64, total: Int64) {
            self.phase = phase
            self.done = done
            self.total = total
        }
    }

    /// One word.
    public var state: State
    /// A sentence for a person; empty when all is well.
    public var message: String
    /// Since when it is so.
    public var since: Timestamp
    /// When the account was last level with its server.
    public var lastSync: Timestamp?
    /// While something large is under way.
    public var progress: Progress?

    /// A status that began at a time.
    public init(_ state: State, message: String = "", since: Timestamp, lastSync: Timestamp? = nil, progress: Progress? = nil) {
        self.state = state
        self.message = message
        self.since = since
        self.lastSync = lastSync
        self.progress = progress
    }

    /// The JSON of the HTTP contract.
    public var json: JSON {
        [
            "state": .string(state.rawValue), "message": .string(message), "since": .string(UTCDate.text(since)),
            "lastSync": lastSync.map { .string(UTCDate.text($0)) } ?? .null,
            "progress": progress.map { ["phase": .string($0.phase.rawValue), "done": .int($0.done), "total": .int($0.total)] } ?? .null,
        ]
    }

    /// What a failure to connect means for a person.
    static func from(_ failure: Failure, server: ServerAddress) -> (State, String) {
        let words = failure.message
        switch failure.kind {
        case .denied:
            return (.needsSignIn, words.isEmpty ? "\(server.host) refuses the user name or password. Enter the password again." : words)
        case .timeout:
            return (.unreachable, words.isEmpty ? "\(server.host) does not answer. Trying again by itself." : words)
        default:
            return (.unreachable, words.isEmpty ? "\(server.host) cannot be reached. Trying again by itself." : words)
        }
    }
}
