public import Core

/// A message as its headers tell, on its way into the store.
public struct NewEmail: Sendable {
    /// Who the message is within its account, best first: `gm:` X-GM-MSGID, `eid:` EMAILID, `mid:` Message-ID + size + header hash.
    public var identityKey: String
    /// X-GM-THRID or THREADID; wins over references where offered.
    public var serverThread: String?
    public var receivedAt: Timestamp
    public var sentAt: Timestamp?
    public var size: Int64
    /// Flags as the server has them.
    public var keywords: Set<Keyword> = []
    public var hasAttachment = false
    public var subject = ""
    /// Folded and without reply prefixes; empty joins nothing.
    public var baseSubject = ""
    public var isReply = false
    public var preview = ""
    public var messageIDs: [String] = []
    public var inReplyTo: [String] = []
    public var references: [String] = []
    public var from: [Address] = []
    public var sender: [Address] = []
    public var to: [Address] = []
    public var cc: [Address] = []
    public var bcc: [Address] = []
    public var replyTo: [Address] = []
    public var deliveredTo: [String] = []
    public var listHeaders: [(String, String)] = []
    /// Robots and lists are kept out of the correspondents.
    public var isBulk = false
    /// Bytes that are only here.
    public var blob: BlobID?
    public var uidValidity: Int64 = 0
    /// nil: on its way to the server.
    public var uid: Int64?
    public var modseq: Int64 = 0

    /// A message with the facts that every message has.
    public init(identityKey: String, receivedAt: Timestamp, size: Int64) {
        self.identityKey = identityKey
        self.receivedAt = receivedAt
        self.size = size
    }
}
