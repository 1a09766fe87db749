/// Which messages a command speaks of; says by itself whether the command is its UID form.
public enum MessageSet: Hashable, Sendable {
    /// These UIDs.
    case uids(UIDSet)
    /// This UID and every later one. The newest message answers even when its UID is lower (RFC 9051 9, `n:*`).
    case uidsFrom(UID)
    /// These places.
    case sequence(SequenceSet)
    /// This place and every later one.
    case sequenceFrom(SequenceNumber)

    /// Whether the UID form of the command is meant.
    public var isUID: Bool {
        switch self {
        case .uids, .uidsFrom: true
        case .sequence, .sequenceFrom: false
        }
    }

    /// Whether there is nothing to ask for.
    public var isEmpty: Bool {
        switch self {
        case .uids(let set): set.isEmpty
        case .sequence(let set): set.isEmpty
        case .uidsFrom, .sequenceFrom: false
        }
    }

    /// The wire form.
    public var wire: String {
        switch self {
        case .uids(let set): set.description
        case .uidsFrom(let uid): "\(uid):*"
        case .sequence(let set): set.description
        case .sequenceFrom(let number): "\(number):*"
        }
    }
}
