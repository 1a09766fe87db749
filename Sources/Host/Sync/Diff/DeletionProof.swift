import Core
import IMAP

/// Decides which messages a server without VANISHED really no longer has: two snapshots under one UIDVALIDITY must agree, and their size must match EXISTS.
struct DeletionProof: Sendable {
    /// All UIDs of a mailbox as the server listed them once.
    struct Snapshot: Sendable, Equatable {
        var uidValidity: UIDValidity?
        var uids: UIDSet
        /// EXISTS when the list was complete.
        var exists: Int64
    }

    private var first: Snapshot?

    /// What a snapshot proves about the UIDs we hold.
    enum Verdict: Sendable, Equatable {
        /// Nothing yet: take another snapshot.
        case unsure
        /// Exactly these are gone.
        case gone(UIDSet)
    }

    /// Takes a snapshot into account. A snapshot whose size does not match EXISTS proves nothing and is forgotten.
    mutating func see(_ snapshot: Snapshot, held: UIDSet) -> Verdict {
        guard snapshot.uidValidity != nil, Int64(snapshot.uids.count) == snapshot.exists else {
            first = nil
            return .unsure
        }
        let gone = held.subtracting(snapshot.uids)
        if gone.isEmpty {
            first = nil
            return .gone([])
        }
        guard let before = first, before.uidValidity == snapshot.uidValidity else {
            first = snapshot
            return .unsure
        }
        first = snapshot
        // Gone in both: what came or went between the two is left for the next look.
        let sure = gone.subtracting(before.uids)
        return sure.isEmpty ? .unsure : .gone(sure)
    }
}
