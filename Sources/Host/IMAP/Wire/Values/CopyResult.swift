/// Where copied or moved messages went (RFC 4315, COPYUID).
public struct CopyResult: Hashable, Sendable {
    /// The UIDVALIDITY of the mailbox they went to, which the new UIDs need.
    public var uidValidity: UIDValidity
    /// Old UID to new UID.
    public var uids: [UID: UID]

    /// Pairs of old and new UIDs.
    public init(uidValidity: UIDValidity, uids: [UID: UID]) {
        self.uidValidity = uidValidity
        self.uids = uids
    }
}

/// Where an appended message lies (RFC 4315, APPENDUID).
public struct AppendResult: Hashable, Sendable {
    /// The UIDVALIDITY of the mailbox, which the UID needs.
    public var uidValidity: UIDValidity
    /// The UID that the message got.
    public var uid: UID

    /// A place in a mailbox.
    public init(uidValidity: UIDValidity, uid: UID) {
        self.uidValidity = uidValidity
        self.uid = uid
    }
}

/// What a conditional or plain STORE did (RFC 7162 3.1.3).
public struct StoreResult: Sendable, Equatable {
    /// The new state of the messages the server spoke of.
    public var changed: [FetchedMessage]
    /// The messages that changed meanwhile, so that UNCHANGEDSINCE left them alone.
    public var modified: UIDSet

    /// What changed and what was left alone.
    public init(changed: [FetchedMessage], modified: UIDSet) {
        self.changed = changed
        self.modified = modified
    }
}

/// How STORE changes flags.
public enum FlagChange: Hashable, Sendable {
    case add([Flag])
    case remove([Flag])
    case replace([Flag])
}
