/// Which UID sits at which place of the selected mailbox, as far as FETCH responses told. For servers whose EXPUNGE names only places.
struct SequenceMap: Sendable, Equatable {
    /// More places than this are not remembered.
    static let limit: Int64 = 1_000_000
    private var uids: [Int64] = []

    /// A FETCH response said so.
    mutating func learn(_ sequence: SequenceNumber, _ uid: UID, exists: Int64) {
        guard sequence.rawValue <= exists, sequence.rawValue <= SequenceMap.limit else { return }
        let index = Int(sequence.rawValue - 1)
        if index >= uids.count { uids.append(contentsOf: repeatElement(0, count: index + 1 - uids.count)) }
        uids[index] = uid.rawValue
    }

    /// The message left and later ones moved down; its UID when it was known.
    mutating func expunge(_ sequence: SequenceNumber) -> UID? {
        guard sequence.rawValue <= Int64(uids.count) else { return nil }
        return UID(rawValue: uids.remove(at: Int(sequence.rawValue - 1)))
    }
}
