public import Core

/// A message as its headers tell, on its way into the store.
public struct NewEmail: Sendable {
    /// Who the message is within its account, best first: `gm:` X-GM-MSGID, `eid:` EMAILID, `mid:` Message-ID + size + header hash.
    public var identityKey: String
    /// X-GM-THRID or THREADID; wins over references where offered.
    public var serverThread: String?
    /// When the server got it; its Date where the server does not say.
    public var receivedAt: Timestamp
    /// The Date field; nil when missing or unreadable.
    public var sentAt: Timestamp?
    /// The whole message in bytes; never negative.
    public var size: Int64
    /// Flags as the server has them.
    public var keywords: Set<Keyword> = []
    /// Whether there is something to download; a guess from Content-Type until the body is read.
    public var hasAttachment = false
    /// The decoded subject, one line; empty when there is none.
    public var subject = ""
    /// Folded and without reply prefixes; empty joins nothing.
    public var baseSubject = ""
    /// Whether the subject has a reply prefix: only then may a like subject join it to a conversation.
    public var isReply = false
    /// How its text begins, at most 256 characters; empty until the body is read.
    public var preview = ""
    /// Message-ID without angle brackets; normally one.
    public var messageIDs: [String] = []
    /// The ids in In-Reply-To, without angle brackets.
    public var inReplyTo: [String] = []
    /// The ids in References, oldest first, without angle brackets.
    public var references: [String] = []
    /// The authors, from From.
    public var from: [Address] = []
    /// Who sent it for them, from Sender.
    public var sender: [Address] = []
    /// The recipients in To.
    public var to: [Address] = []
    /// The recipients in Cc.
    public var cc: [Address] = []
    /// The recipients in Bcc; known of what was written here.
    public var bcc: [Address] = []
    /// Whom an answer should go to, from Reply-To.
    public var replyTo: [Address] = []
    /// The addresses that this copy was delivered to, lower case: they tell which identity answers.
    public var deliveredTo: [String] = []
    /// List-Id, List-Unsubscribe, List-Unsubscribe-Post and List-Post: name and value.
    public var listHeaders: [(String, String)] = []
    /// Robots and lists are kept out of the correspondents.
    public var isBulk = false
    /// Whether it came after its mailbox had been looked at: only then is it told as received or moved.
    public var isNews = false
    /// Bytes that are only here.
    public var blob: BlobID?
    /// The UIDVALIDITY that `uid` belongs to; 0 while it is on its way to the server.
    public var uidValidity: Int64 = 0
    /// nil: on its way to the server.
    public var uid: Int64?
    /// Its MODSEQ (RFC 7162 3.1); 0 where the server has none.
    public var modseq: Int64 = 0

    /// A message with the facts that every message has.
    public init(identityKey: String, receivedAt: Timestamp, size: Int64) {
        self.identityKey = identityKey
        self.receivedAt = receivedAt
        self.size = size
    }
}
