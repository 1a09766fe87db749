/// The machine-readable part of a status response (RFC 9051 7.1 and extensions).
public enum ResponseCode: Hashable, Sendable {
    case alert, parse, readOnly, readWrite, tryCreate, uidNotSticky, closed
    case noModSeq
    case capability(Capabilities)
    case permanentFlags([Flag])
    case uidNext(UID)
    case uidValidity(UIDValidity)
    case unseen(Int64)
    case highestModSeq(ModSeq)
    case appendUID(UIDValidity, UIDSet)
    case copyUID(UIDValidity, from: [ClosedRange<Int64>], to: [ClosedRange<Int64>])
    case modified([ClosedRange<Int64>])
    case mailboxID(String)
    case overQuota, tooBig, limit, alreadyExists, nonExistent, cannot, noPerm, inUse, serverBug, clientBug, expungeIssued, corruption
    case authenticationFailed, authorizationFailed, expired, privacyRequired, contactAdmin, unavailable
    case badCharset, unknownCTE, useAttr, compressionActive, notificationOverflow, badEvent
    /// A code not listed here: its name in upper case and its arguments as they came.
    case other(String, String)
}
