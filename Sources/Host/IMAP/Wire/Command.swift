import Core

/// One command ready for the wire, without its tag.
struct Command: Sendable {
    /// A stretch of it.
    enum Piece: Sendable, Equatable {
        case bytes([UInt8])
        /// Sent as a literal; `waits` when the server must say `+` first.
        case literal([UInt8], waits: Bool)
        /// A literal whose bytes come later, from the asker.
        case stream(size: Int64, waits: Bool)
    }

    /// How it gets along with others.
    enum Company: Sendable {
        /// May be under way together with others.
        case any
        /// Nothing else may be under way: it changes the state of the session, or speaks of sequence numbers.
        case alone
    }

    /// For the log; never an argument.
    let name: String
    let pieces: [Piece]
    let company: Company
}
