/// Where copied or moved messages went (RFC 4315, COPYUID).
public struct CopyResult: Hashable, Sendable {
    public var uidValidity: UIDValidity
    /// Old UID to new UID.
    public var uids: [UID: UID]
}

/// Where an appended message lies (RFC 4315, APPENDUID).
public struct AppendResult: Hashable, Sendable {
    public var uidValidity: UIDValidity
    public var uid: UID
}

/// What a conditional or plain STORE did (RFC 7162 3.1.3).
public struct StoreResult: Sendable, Equatable {
    /// The new state of the messages the server spoke of.
    public var changed: [FetchedMessage]
    /// The messages that changed meanwhile, so that UNCHANGEDSINCE left them alone.
    public var modified: UIDSet
}

/// How STORE changes flags.
public enum FlagChange: Hashable, Sendable {
    case add([Flag])
    case remove([Flag])
    case replace([Flag])
}
